package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai dead acknowledge}: a group of dead deliveries is known. */
@Command(
        name = "acknowledge",
        description = {
            "Notes that a group of dead deliveries is known. Health and \"serai dead\" do not complain about it any more.",
            "The group is open again when it grows. Its deliveries stay dead: replay or discard them later."
        },
        mixinStandardHelpOptions = true)
final class DeadAcknowledgeCommand extends GatewayCommand {
    @Option(names = "--destination", paramLabel = "NAME", required = true, description = "the destination of the group")
    String destination = "";

    @Option(
            names = "--error",
            paramLabel = "TEXT",
            required = true,
            description = "the error of the group as \"serai dead\" shows it, or a part that only this group has")
    String error = "";

    @Option(names = "--reason", paramLabel = "NOTE", required = true, description = "what is known about it")
    String reason = "";

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        JsonNode group = gateway()
                .post("/dead/acknowledge", Map.of("destination", destination, "error", error, "reason", reason));
        out().println(
                        json
                                ? group.toString()
                                : "Acknowledged " + group.path("count").asLong() + " dead deliveries to " + destination
                                        + ": " + group.path("error").asText());
        out().flush();
        return ExitStatus.OK;
    }
}
