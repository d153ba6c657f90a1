package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command that changes one destination of the running gateway. */
abstract class DestinationCommand extends GatewayCommand {
    @Parameters(paramLabel = "NAME", description = "the destination, such as salesforce-optouts")
    String name = "";

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; stands in the audit")
    @Nullable
    String reason;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    /** The last part of the path of the API. */
    abstract String action();

    /** What the request says beside the reason. */
    void add(Map<String, Object> asked) {}

    @Override
    public final Integer call() throws Exception {
        Map<String, Object> asked = new LinkedHashMap<>();
        if (reason != null) {
            asked.put("reason", reason);
        }
        add(asked);
        JsonNode now = gateway().post("/destinations/" + ManagementClient.encoded(name) + "/" + action(), asked);
        out().println(json ? now.toString() : line(now));
        out().flush();
        return ExitStatus.OK;
    }

    private static String line(JsonNode now) {
        String name = now.path("name").asText();
        return switch (now.path("state").asText()) {
            case "paused" ->
                name + " is paused since " + now.path("pausedSince").asText()
                        + (now.has("pausedUntil")
                                ? " until " + now.path("pausedUntil").asText()
                                : "")
                        + " by " + now.path("pausedBy").asText()
                        + (now.has("pausedReason")
                                ? ": " + now.path("pausedReason").asText()
                                : "");
            case "suspended" ->
                name + " is suspended since " + now.path("suspendedSince").asText() + ", tries one batch at "
                        + now.path("nextProbeAt").asText() + ": "
                        + now.path("suspendedReason").asText();
            case "working" -> name + " is sent to.";
            default -> name + " is not paused, but no process works it; see /observe/health.";
        };
    }
}
