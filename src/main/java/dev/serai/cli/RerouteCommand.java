package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.event.Json;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code serai reroute}: today's routers over stored events. */
@Command(
        name = "reroute",
        description = {
            "Asks the routers that run now about stored events, and queues what is missing after a yes.",
            "First it shows where the events went and where they would go. Nothing is taken back or sent twice."
        },
        mixinStandardHelpOptions = true)
final class RerouteCommand extends GatewayCommand {
    @Option(names = "--family", paramLabel = "NAME", description = "only events of a family, such as campaign")
    @Nullable
    String family;

    @Option(names = "--type", paramLabel = "TYPE", description = "only events of a type, such as bounce")
    @Nullable
    String type;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "only events received since then: 2026-03-01, 2026-03-01T12:00:00Z, or 2h, 1d ago")
    @Nullable
    String since;

    @ArgGroup
    @Nullable
    Which which;

    @Option(names = "--dry-run", description = "shows the table and queues nothing")
    boolean dryRun;

    @Option(names = "--yes", description = "does not ask first")
    boolean yes;

    @Option(names = "--json", description = "one JSON object, for programs; needs --dry-run or --yes")
    boolean json;

    /** Which events are meant beside the other options. */
    static final class Which {
        @Option(names = "--unrouted", description = "only events that no router could decide")
        boolean unrouted;

        @Option(names = "--filtered", description = "only events that went nowhere")
        boolean filtered;
    }

    /** What all steps found together. */
    private static final class Total {
        private int events;
        private int missing;
        private int added;
        private final Map<List<String>, Integer> rows = new TreeMap<>(Comparator.comparing(String::valueOf));

        void add(JsonNode step) {
            events += step.path("events").asInt();
            missing += step.path("missing").asInt();
            added += step.path("added").asInt();
            for (JsonNode row : step.path("rows")) {
                rows.merge(
                        List.of(
                                row.path("type").asText(),
                                row.path("before").asText(),
                                row.path("after").asText()),
                        row.path("count").asInt(),
                        Integer::sum);
            }
        }
    }

    @Override
    public Integer call() throws Exception {
        CommandSpec command = command();
        PrintWriter out = out();
        Map<String, Object> asked = asked();
        if (json && !dryRun && !yes) {
            throw new ParameterException(command.commandLine(), "--json needs --dry-run or --yes");
        }
        ManagementClient gateway = gateway();
        Total found = all(gateway, asked, true);
        Total done = found;
        if (!json) {
            print(out, found);
            out.flush();
        }
        if (!dryRun && found.missing > 0) {
            if (!yes && !confirmed("Queue " + found.missing + " deliveries?", "--yes or --dry-run")) {
                out.println("Nothing was queued.");
                return ExitStatus.OK;
            }
            done = all(gateway, asked, false);
        }
        if (json) {
            out.println(Json.write(json(found, done)));
        } else if (!dryRun && found.missing > 0) {
            out.println(done.added + " deliveries were queued.");
        }
        out.flush();
        return ExitStatus.OK;
    }

    private Map<String, Object> asked() {
        Map<String, Object> asked = new LinkedHashMap<>();
        if (family != null) {
            asked.put("family", family);
        }
        if (type != null) {
            asked.put("type", type);
        }
        if (since != null) {
            asked.put("since", instant("--since", since).toString());
        }
        asked.put("kind", which == null ? "all" : which.unrouted ? "unrouted" : "filtered");
        return asked;
    }

    /** Step by step, so that no request takes long, and an end in the middle leaves nothing half done. */
    private static Total all(ManagementClient gateway, Map<String, Object> asked, boolean dry) throws Exception {
        Total total = new Total();
        Map<String, Object> request = new LinkedHashMap<>(asked);
        request.put("dryRun", dry);
        for (JsonNode step = gateway.post("/routes/reroute", request);
                ;
                step = gateway.post("/routes/reroute", request)) {
            total.add(step);
            if (!step.has("next")) {
                return total;
            }
            request.put("after", step.get("next").asText());
        }
    }

    private static void print(PrintWriter out, Total found) {
        out.println(found.events + " events, "
                + found.rows.values().stream().mapToInt(count -> count).sum() + " would go elsewhere:");
        found.rows.entrySet().stream()
                .sorted(Map.Entry.<List<String>, Integer>comparingByValue().reversed())
                .forEach(row -> out.println(String.format(
                        "%8d  %s: %s → %s",
                        row.getValue(),
                        row.getKey().get(0),
                        row.getKey().get(1),
                        row.getKey().get(2))));
        out.println(found.missing + " deliveries are missing.");
    }

    private static Map<String, Object> json(Total found, Total done) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("events", found.events);
        json.put("missing", found.missing);
        json.put("added", done.added);
        json.put(
                "rows",
                found.rows.entrySet().stream()
                        .map(row -> Map.of(
                                "type", row.getKey().get(0),
                                "before", row.getKey().get(1),
                                "after", row.getKey().get(2),
                                "count", row.getValue()))
                        .toList());
        return json;
    }
}
