package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cli.ManagementClient.RefusedException;
import dev.serai.cli.ManagementClient.UnreachedException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai move}: deliveries of a destination that was renamed or replaced. */
@Command(
        name = "move",
        description = {
            "Makes the waiting deliveries of one destination deliveries of another, after a yes: for a destination that was",
            "renamed or replaced. They are sent at once. Pause the first destination before, unless no process works it."
        },
        mixinStandardHelpOptions = true)
final class MoveCommand extends DeliveriesCommand {
    @Option(names = "--from", paramLabel = "NAME", required = true, description = "the destination that has them")
    String from = "";

    @Option(names = "--to", paramLabel = "NAME", required = true, description = "the destination that gets them")
    String to = "";

    @Option(
            names = "--state",
            paramLabel = "STATE",
            defaultValue = "waiting",
            description =
                    "waiting (the default, with those that wait for a person), unmatched (only these) or dead; dead"
                            + " ones stay dead")
    String state = "waiting";

    @Override
    boolean saysWhich() {
        return true;
    }

    @Override
    JsonNode count(ManagementClient gateway, Map<String, Object> asked)
            throws UnreachedException, RefusedException, InterruptedException {
        Map<String, Object> dry = request(asked);
        dry.put("dryRun", true);
        JsonNode found = gateway.post("/move", dry);
        if (!json) {
            stay(found.path("left").asLong(), "stay");
        }
        return found;
    }

    @Override
    Done change(ManagementClient gateway, Map<String, Object> asked)
            throws UnreachedException, RefusedException, InterruptedException {
        JsonNode done = gateway.post("/move", request(asked));
        return new Done(done, done.path("destinations"), true);
    }

    private void stay(long left, String verb) {
        if (left > 0) {
            out().println(left + " more " + verb + " at " + from + ", because " + to + " has their events already.");
        }
    }

    private Map<String, Object> request(Map<String, Object> asked) {
        Map<String, Object> request = new LinkedHashMap<>(asked);
        request.put("from", from);
        request.put("to", to);
        request.put("state", state);
        return request;
    }

    @Override
    String hint() {
        return state.equals("dead") ? "They stay dead: \"serai replay --destination " + to + "\" sends them." : "";
    }

    @Override
    String question(long deliveries) {
        return "Move " + deliveries + " deliveries to " + to + "?";
    }

    @Override
    String participle() {
        return "moved to " + to;
    }
}
