package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.journal.OperationsAudit;
import dev.serai.journal.OperationsAudit.Action;
import dev.serai.journal.RouteVersions;
import dev.serai.journal.RouteVersions.Place;
import dev.serai.journal.StoredEvents.Cursor;
import dev.serai.journal.StoredEvents.Filter;
import dev.serai.journal.StoredEvents.Kind;
import dev.serai.operate.ManagementApi.ProblemException;
import dev.serai.reload.Comparison;
import dev.serai.reload.ReloadReport;
import dev.serai.reload.Reroute;
import io.vertx.core.MultiMap;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1} of the management port: the routes that run, and their versions. */
final class RoutesApi {
    private static final int RUNS = 100;
    private static final int MAX_RUNS = 500;

    private final ManagementApi api;
    private final LiveRoutes live;
    private final OperationsAudit audit;

    /**
     * A route file that runs.
     *
     * @param files the text of each file that makes the version, by its name
     */
    private record Runs(String name, String version, String since, SortedMap<String, String> files) {}

    /** From when on which version ran. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Run(
            String name,
            String since,
            String process,
            @Nullable String version) {}

    /** @param next where the next page begins; null after the last one */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Ran(List<Run> runs, @Nullable String next) {}

    /** A step of rerouting; {@code next} is where the next one begins. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Rerouted(
            int events,
            int missing,
            int added,
            List<Comparison.Row> rows,
            @Nullable String next) {}

    RoutesApi(ManagementApi api, LiveRoutes live, OperationsAudit audit) {
        this.api = api;
        this.live = live;
        this.audit = audit;
    }

    void serve() {
        api.get("/routes", call -> running());
        api.get("/routes/check", call -> live.tried().check(live.reload().last()));
        api.get("/routes/picture", call -> live.tried().picture());
        api.get("/routes/runs", call -> runs(call.query()));
        api.get("/routes/versions/{hash}", call -> version(call.path("hash")));
        api.get("/routes/reload", call -> lastReload());
        api.post("/routes/reload", call -> {
            ReloadReport report = live.reload().reload();
            audit.note(call.caller().name(), Action.RELOAD, Map.of(), 0);
            return report;
        });
        api.post("/routes/reroute", call -> reroute(call.asked(), call.caller()));
    }

    private Map<String, List<Runs>> running() {
        return Map.of(
                "routes",
                live.files().running().values().stream()
                        .map(each -> new Runs(
                                each.source().name(),
                                each.source().version(),
                                each.since().toString(),
                                each.source().texts()))
                        .toList());
    }

    private ReloadReport lastReload() throws ProblemException {
        ReloadReport last = live.reload().last();
        if (last == null) {
            throw new ProblemException(404, "no route file has changed since the start");
        }
        return last;
    }

    private Ran runs(MultiMap asked) throws Exception {
        int most = ApiParameters.whole(asked, "limit", 1, MAX_RUNS, RUNS);
        Place after = ApiParameters.read(asked, "after", RoutesApi::place, ApiParameters.NEXT);
        List<RouteVersions.Run> page = live.versions().runs(asked.get("name"), after, most);
        RouteVersions.Run last = page.size() < most ? null : page.get(page.size() - 1);
        return new Ran(
                page.stream()
                        .map(run -> new Run(run.name(), run.since().toString(), run.process(), run.hash()))
                        .toList(),
                last == null ? null : last.since() + "_" + last.name());
    }

    private static Place place(String text) {
        int end = text.indexOf('_');
        return new Place(Instant.parse(text.substring(0, Math.max(0, end))), text.substring(end + 1));
    }

    private Map<String, String> version(String hash) throws Exception {
        return live.versions().files(hash).orElseThrow(() -> new ProblemException(404, "there is no version " + hash));
    }

    private Rerouted reroute(OperationsRequest asked, Caller who) throws Exception {
        Instant since = asked.instant("since");
        Filter filter = new Filter(
                asked.text("family"),
                asked.text("type"),
                since == null ? Instant.EPOCH : since,
                kind(asked.text("kind")));
        Cursor after = cursor(asked.text("after"));
        boolean dry = asked.isTrue("dryRun", true);
        Reroute.Step step = live.reroute().step(filter, after, dry);
        if (step.added() > 0) {
            audit.note(who.name(), Action.REROUTE, asked.all(), step.added());
        }
        Cursor next = step.next();
        return new Rerouted(
                step.compared().events(),
                step.missing(),
                step.added(),
                step.compared().rows(),
                next == null ? null : next.receivedAt() + (next.id() == null ? "" : " " + next.id()));
    }

    private static Kind kind(@Nullable String text) throws ProblemException {
        try {
            return text == null ? Kind.ALL : Kind.valueOf(text.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, "kind must be all, unrouted or filtered");
        }
    }

    private static @Nullable Cursor cursor(@Nullable String text) throws ProblemException {
        if (text == null) {
            return null;
        }
        String[] parts = text.split(" ", 2);
        try {
            return new Cursor(Instant.parse(parts[0]), parts.length == 1 ? null : UUID.fromString(parts[1]));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ProblemException(400, "after must be " + ApiParameters.NEXT);
        }
    }
}
