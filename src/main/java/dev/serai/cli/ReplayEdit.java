package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParameterException;

/**
 * {@code serai replay --edit FILE --id ID}: shows where the corrected copy would go, asks, and stores it.
 *
 * @param file has the payload, or is {@code -} for standard input
 */
record ReplayEdit(ReplayCommand replay, String file) {

    Integer call() throws Exception {
        String id = id();
        Map<String, Object> asked = new LinkedHashMap<>();
        asked.put("payload", PayloadFile.read(replay.command(), file).json());
        if (replay.reason != null) {
            asked.put("reason", replay.reason);
        }
        String path = "/events/" + ManagementClient.encoded(id) + "/edit";
        ManagementClient gateway = replay.gateway();
        PrintWriter out = replay.out();
        if (!replay.yes || replay.dryRun) {
            Map<String, Object> dry = new LinkedHashMap<>(asked);
            dry.put("dryRun", true);
            JsonNode decided = gateway.post(path, dry);
            out.println(replay.json ? decided.toString() : decision(decided));
            out.flush();
            if (replay.dryRun || decided.path("result").asText().equals("duplicate")) {
                return ExitStatus.OK;
            }
            if (!replay.confirmed("Store it as a new event?", "--yes or --dry-run")) {
                out.println("Nothing was stored.");
                out.flush();
                return ExitStatus.OK;
            }
        }
        JsonNode stored = gateway.post(path, asked);
        out.println(replay.json ? stored.toString() : decision(stored));
        out.flush();
        return ExitStatus.OK;
    }

    private String id() {
        @Nullable Object more = replay.filter.since;
        more = more == null ? replay.filter.until : more;
        more = more == null ? replay.filter.type : more;
        more = more == null ? replay.filter.error : more;
        more = more == null ? replay.filter.version : more;
        if (replay.filter.ids.size() != 1 || replay.destination != null || more != null) {
            throw new ParameterException(
                    replay.command().commandLine(),
                    "--edit needs one --id, the event that is corrected, and no other filter");
        }
        if (replay.json && !replay.dryRun && !replay.yes) {
            throw new ParameterException(replay.command().commandLine(), "--json needs --dry-run or --yes");
        }
        return replay.filter.ids.get(0);
    }

    private static String decision(JsonNode copy) {
        List<String> destinations = new ArrayList<>();
        copy.path("destinations").forEach(each -> destinations.add(each.asText()));
        String to = copy.has("unrouted")
                ? "no router can decide it: " + copy.path("unrouted").asText()
                : destinations.isEmpty() ? "it goes nowhere" : "it goes to " + String.join(", ", destinations);
        String what = copy.path("family").asText() + " " + copy.path("type").asText() + " "
                + copy.path("id").asText();
        return switch (copy.path("result").asText()) {
            case "stored" ->
                "Stored " + what + ", a copy of " + copy.path("copyOf").asText() + "; " + to + ".";
            case "duplicate" -> "The same copy is there already: " + what + ".";
            default -> "The copy is " + what + "; " + to + ".";
        };
    }
}
