package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cli.ManagementClient.RefusedException;
import dev.serai.cli.ManagementClient.UnreachedException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai cancel}: deliveries that wait and should not go. */
@Command(
        name = "cancel",
        description = {
            "Cancels deliveries that wait and should not go, after a yes.",
            "A call that is out comes to its end: pause the destination first if none may go.",
            "\"serai replay --state cancelled\" takes it back."
        },
        mixinStandardHelpOptions = true)
final class CancelCommand extends DestinationDeliveriesCommand {
    @Option(
            names = "--unmatched",
            description = "only those that wait for a person; Serai does not look for that person any more")
    boolean unmatched;

    @Override
    JsonNode count(ManagementClient gateway, Map<String, Object> asked)
            throws UnreachedException, RefusedException, InterruptedException {
        Map<String, Object> dry = request(asked);
        dry.put("dryRun", true);
        return gateway.post("/cancel", dry);
    }

    @Override
    Done change(ManagementClient gateway, Map<String, Object> asked)
            throws UnreachedException, RefusedException, InterruptedException {
        JsonNode done = gateway.post("/cancel", request(asked));
        return new Done(done, done.path("destinations"), true);
    }

    private Map<String, Object> request(Map<String, Object> asked) {
        Map<String, Object> request = new LinkedHashMap<>(asked);
        request.put("state", unmatched ? "unmatched" : "waiting");
        return request;
    }

    @Override
    String question(long deliveries) {
        return "Cancel " + deliveries + " deliveries?";
    }

    @Override
    String participle() {
        return "cancelled";
    }
}
