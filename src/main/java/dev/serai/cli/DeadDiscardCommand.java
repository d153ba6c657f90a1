package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.cli.ManagementClient.RefusedException;
import dev.serai.cli.ManagementClient.UnreachedException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code serai dead discard}: dead deliveries for which nothing more is done. */
@Command(
        name = "discard",
        description = {
            "Closes dead deliveries for which nothing more is done, after a yes. They stay in the journal with --reason.",
            "\"serai replay --state discarded\" takes it back."
        },
        mixinStandardHelpOptions = true)
final class DeadDiscardCommand extends DestinationDeliveriesCommand {
    @Override
    public Integer call() throws Exception {
        if (reason == null && !dryRun) {
            throw new ParameterException(
                    command().commandLine(), "--reason is missing: say why these deliveries are given up");
        }
        return super.call();
    }

    @Override
    JsonNode count(ManagementClient gateway, Map<String, Object> asked)
            throws UnreachedException, RefusedException, InterruptedException {
        Map<String, Object> dry = new LinkedHashMap<>(asked);
        dry.put("dryRun", true);
        return gateway.post("/dead/discard", dry);
    }

    @Override
    Done change(ManagementClient gateway, Map<String, Object> asked)
            throws UnreachedException, RefusedException, InterruptedException {
        JsonNode done = gateway.post("/dead/discard", asked);
        return new Done(done, done.path("destinations"), true);
    }

    @Override
    String question(long deliveries) {
        return "Discard " + deliveries + " dead deliveries?";
    }

    @Override
    String participle() {
        return "discarded";
    }
}
