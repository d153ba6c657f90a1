package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.journal.OperationsAudit;
import dev.serai.journal.OperationsAudit.Action;
import dev.serai.journal.Quarantine;
import dev.serai.journal.Quarantine.Audit;
import dev.serai.journal.Quarantine.Cursor;
import dev.serai.journal.Quarantine.Offered;
import dev.serai.journal.Quarantine.Stored;
import dev.serai.operate.ManagementApi.ProblemException;
import dev.serai.receive.RefusedRequests;
import io.vertx.core.MultiMap;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/rejected} and {@code /api/v1/quarantine}: what was refused at the webhook port, and what was taken and is no event. */
final class QuarantineApi {
    private static final int LIMIT = 100;
    private static final int MAX_LIMIT = 500;
    /** A request offers so many bodies, so that it ends in time; it says where the next one goes on. */
    private static final int OFFERED_AT_ONCE = 200;

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{8,64}");

    private final ManagementApi api;
    private final LiveReceiver receiver;
    private final OperationsAudit changes;

    /** @param since when this gateway was started, which counts */
    private record Rejected(String since, List<Refused> rejected) {}

    /** @param status of the answer; 0 if the connection was closed without one */
    private record Refused(
            String family, int status, String reason, long count, String firstAt, String lastAt, String lastAddress) {
        static Refused of(RefusedRequests.Refused refused) {
            return new Refused(
                    refused.family(),
                    refused.status(),
                    refused.reason(),
                    refused.count(),
                    refused.first().toString(),
                    refused.last().toString(),
                    refused.lastAddress());
        }
    }

    /** @param next where the next page begins; null after the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Page(List<Listed> quarantine, @Nullable String next) {}

    /** @param receivedAt when it came first */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Listed(
            String hash,
            String family,
            long count,
            String receivedAt,
            String reason,
            @Nullable String charset,
            long bytes) {
        static Listed of(Quarantine.Entry entry) {
            return new Listed(
                    entry.hash(),
                    entry.family(),
                    entry.count(),
                    entry.receivedAt().toString(),
                    entry.reason(),
                    entry.charset(),
                    entry.bytes());
        }
    }

    /**
     * A body with all that is known of it.
     *
     * @param head the lines of the request's head without which the body cannot be read; null if there are none
     * @param body as text; null if the bytes were asked for
     * @param base64 the bytes, if they were asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Shown(
            String hash,
            String family,
            long count,
            String receivedAt,
            String reason,
            @Nullable String charset,
            @Nullable String head,
            long bytes,
            @Nullable String body,
            @Nullable String base64) {}

    /**
     * What has become of the bodies that were offered.
     *
     * @param offered number of bodies
     * @param became number of bodies that were read, and that are gone from quarantine
     * @param still number of bodies that are no events, and stay
     * @param fresh number of events that are new
     * @param next where the next request goes on; null if all are done
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Done(
            long offered,
            long became,
            long still,
            long fresh,
            long duplicate,
            @Nullable String next) {}

    /** @param count number of bodies that would be offered */
    private record Counted(long count) {}

    QuarantineApi(ManagementApi api, LiveReceiver receiver, OperationsAudit changes) {
        this.api = api;
        this.receiver = receiver;
        this.changes = changes;
    }

    void serve() {
        api.get("/rejected", call -> rejected(call.query().get("family")));
        api.get("/quarantine", call -> page(call.query()));
        api.get("/quarantine/{hash}", call -> shown(call.path("hash"), call.isTrue("raw"), call.caller()));
        api.post("/quarantine/{hash}/unmask", call -> unmasked(call.path("hash"), call.asked(), call.caller()));
        api.post("/quarantine/offer", call -> offer(call.asked(), call.caller().name()));
    }

    private Rejected rejected(@Nullable String family) {
        return new Rejected(
                receiver.refused().since().toString(),
                receiver.refused().all().stream()
                        .filter(each -> family == null || each.family().equals(family))
                        .map(Refused::of)
                        .toList());
    }

    private Page page(MultiMap asked) throws Exception {
        int limit = LIMIT;
        Cursor after = null;
        try {
            if (asked.contains("limit")) {
                limit = Integer.parseInt(asked.get("limit"));
            }
            if (asked.contains("after")) {
                String[] parts = asked.get("after").split("_", 2);
                after = new Cursor(Instant.parse(parts[0]), parts[1]);
            }
        } catch (NumberFormatException | DateTimeException | ArrayIndexOutOfBoundsException e) {
            throw new ProblemException(400, "limit must be a number, and after the next of the page before");
        }
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new ProblemException(400, "limit must be from 1 to " + MAX_LIMIT);
        }
        List<Quarantine.Entry> page = receiver.quarantine().page(asked.get("family"), after, limit);
        Quarantine.Entry last = page.size() < limit ? null : page.get(page.size() - 1);
        return new Page(
                page.stream().map(Listed::of).toList(), last == null ? null : last.receivedAt() + "_" + last.hash());
    }

    private Shown shown(String digits, boolean raw, Caller who) throws Exception {
        if (raw && !who.role().mayDoAs(Role.OPERATOR)) {
            throw new ProblemException(403, "the role " + who.role() + " does not see bodies");
        }
        Stored stored = receiver.quarantine().find(hash(digits)).orElseThrow(() -> unknown(digits));
        Quarantine.Entry entry = stored.entry();
        return new Shown(
                entry.hash(),
                entry.family(),
                entry.count(),
                entry.receivedAt().toString(),
                entry.reason(),
                entry.charset(),
                head(stored.headers()),
                entry.bytes(),
                raw ? null : new String(stored.body(), charset(entry.charset())),
                raw ? Base64.getEncoder().encodeToString(stored.body()) : null);
    }

    /** The audit is written first, so that each look is noted. */
    private Shown unmasked(String digits, OperationsRequest asked, Caller who) throws Exception {
        String reason = asked.text("reason");
        Shown shown = shown(digits, false, who);
        changes.note(who.name(), Action.UNMASK, Map.of("body", shown.hash()), 1, reason);
        return shown;
    }

    private static @Nullable String head(Map<String, String> headers) {
        return headers.isEmpty()
                ? null
                : headers.entrySet().stream()
                        .map(header -> header.getKey() + ": " + header.getValue())
                        .collect(Collectors.joining("\n"));
    }

    private static Charset charset(@Nullable String name) {
        try {
            return name == null ? StandardCharsets.UTF_8 : Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }

    private String hash(String digits) throws SQLException, ProblemException {
        if (!HASH.matcher(digits).matches()) {
            throw new ProblemException(400, "a body is named by at least the first 8 digits of its hash");
        }
        List<String> found = receiver.quarantine().beginningWith(digits);
        if (found.isEmpty()) {
            throw unknown(digits);
        }
        if (found.size() > 1) {
            throw new ProblemException(400, "several hashes begin with " + digits + "; give more digits");
        }
        return found.get(0);
    }

    private static ProblemException unknown(String digits) {
        return new ProblemException(404, "there is no " + digits + " in quarantine");
    }

    private Object offer(OperationsRequest asked, String who) throws Exception {
        List<String> named = asked.texts("hashes");
        String family = asked.text("family");
        boolean all = asked.isTrue("all");
        if ((named.isEmpty() ? 0 : 1) + (family == null ? 0 : 1) + (all ? 1 : 0) != 1) {
            throw new ProblemException(400, "say one of hashes, family and all");
        }
        if (named.size() > OFFERED_AT_ONCE) {
            throw new ProblemException(400, "hashes has more than " + OFFERED_AT_ONCE);
        }
        Set<String> hashes = new LinkedHashSet<>();
        for (String each : named) {
            hashes.add(hash(each));
        }
        if (asked.isTrue("dryRun")) {
            return new Counted(named.isEmpty() ? receiver.quarantine().count(family) : hashes.size());
        }
        Map<String, Object> filter = new LinkedHashMap<>();
        if (!named.isEmpty()) {
            filter.put("hashes", List.copyOf(hashes));
        } else if (family != null) {
            filter.put("family", family);
        } else {
            filter.put("all", true);
        }
        Audit audit = new Audit(who, filter, asked.text("reason"));
        return named.isEmpty()
                ? offer(receiver.quarantine().hashes(family, asked.text("after"), OFFERED_AT_ONCE), true, audit)
                : offer(List.copyOf(hashes), false, audit);
    }

    /** @param pages whether there may be more */
    private Done offer(List<String> hashes, boolean pages, Audit audit) throws SQLException {
        List<Offered> done = new ArrayList<>();
        for (String hash : hashes) {
            done.add(receiver.offer().offer(hash, audit));
        }
        return new Done(
                hashes.size(),
                number(done, Quarantine.Became.EVENTS),
                number(done, Quarantine.Became.NO_EVENT),
                done.stream().mapToLong(each -> each.fresh().size()).sum(),
                done.stream().mapToLong(Offered::duplicate).sum(),
                pages && hashes.size() == OFFERED_AT_ONCE ? hashes.get(hashes.size() - 1) : null);
    }

    private static long number(List<Offered> done, Quarantine.Became became) {
        return done.stream().filter(each -> each.became() == became).count();
    }
}
