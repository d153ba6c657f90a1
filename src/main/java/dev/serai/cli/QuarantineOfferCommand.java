package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.event.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code serai quarantine offer}: reads bodies again. */
@Command(
        name = "offer",
        description = {
            "Reads bodies in quarantine again, as a request of their family is read now: what is an event now is kept and routed, and",
            "its body is gone from quarantine; what is still none stays, with the reason of today. With --family and --all it asks",
            "first. Status 1 if any stays."
        },
        mixinStandardHelpOptions = true)
final class QuarantineOfferCommand extends GatewayCommand {
    @Parameters(arity = "0..*", paramLabel = "HASH", description = "of a body, at least its first 8 digits")
    List<String> hashes = new ArrayList<>();

    @Option(names = "--family", paramLabel = "NAME", description = "all bodies of that family")
    @Nullable
    String family;

    @Option(names = "--all", description = "all bodies")
    boolean all;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; stands in the audit")
    @Nullable
    String reason;

    @Option(names = "--dry-run", description = "shows how many there are, and changes nothing")
    boolean dryRun;

    @Option(names = "--yes", description = "does not ask first")
    boolean yes;

    @Option(names = "--json", description = "one JSON object, for programs; needs --dry-run or --yes, or hashes")
    boolean json;

    /** What all requests together have done. */
    private static final class Sum {
        private final Map<String, Long> counts = new LinkedHashMap<>();

        void add(JsonNode done) {
            for (String name : List.of("offered", "became", "still", "fresh", "duplicate")) {
                counts.merge(name, done.path(name).asLong(), Long::sum);
            }
        }

        long of(String name) {
            return counts.getOrDefault(name, 0L);
        }
    }

    @Override
    public Integer call() throws Exception {
        if ((hashes.isEmpty() ? 0 : 1) + (family == null ? 0 : 1) + (all ? 1 : 0) != 1) {
            throw new ParameterException(
                    command().commandLine(), "which bodies are meant? Say one of HASH…, --family NAME and --all");
        }
        boolean asks = hashes.isEmpty() && !yes && !dryRun;
        if (json && asks) {
            throw new ParameterException(command().commandLine(), "--json needs --dry-run or --yes");
        }
        ManagementClient gateway = gateway();
        Map<String, Object> asked = asked();
        if (asks || dryRun) {
            Map<String, Object> dry = new LinkedHashMap<>(asked);
            dry.put("dryRun", true);
            JsonNode found = gateway.post("/quarantine/offer", dry);
            long meant = found.path("count").asLong();
            if (dryRun || meant == 0) {
                out().println(json ? found : meant + " bodies would be offered.");
                out().flush();
                return ExitStatus.OK;
            }
            if (!confirmed("Offer " + meant + " bodies?", "--yes or --dry-run")) {
                out().println("Nothing was changed.");
                out().flush();
                return ExitStatus.OK;
            }
        }
        Sum sum = offer(gateway, asked);
        out().println(
                        json
                                ? Json.write(sum.counts)
                                : sum.of("became") + " of " + sum.of("offered") + " bodies are events now: "
                                        + sum.of("fresh") + " new, " + sum.of("duplicate") + " known already. "
                                        + sum.of("still") + " stay in quarantine.");
        out().flush();
        return sum.of("still") == 0 ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private Map<String, Object> asked() {
        Map<String, Object> asked = new LinkedHashMap<>();
        if (!hashes.isEmpty()) {
            asked.put("hashes", hashes);
        } else if (family != null) {
            asked.put("family", family);
        } else {
            asked.put("all", true);
        }
        if (reason != null) {
            asked.put("reason", reason);
        }
        return asked;
    }

    private static Sum offer(ManagementClient gateway, Map<String, Object> asked) throws Exception {
        Sum sum = new Sum();
        Map<String, Object> request = new LinkedHashMap<>(asked);
        for (JsonNode done = gateway.post("/quarantine/offer", request); ; ) {
            sum.add(done);
            if (!done.hasNonNull("next")) {
                return sum;
            }
            request.put("after", done.path("next").asText());
            done = gateway.post("/quarantine/offer", request);
        }
    }
}
