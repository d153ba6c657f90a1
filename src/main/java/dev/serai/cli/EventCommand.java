package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code serai event}: all that is known of one event. */
@Command(
        name = "event",
        description = {
            "Shows what came in, what was decided and by which version of which file, each attempt, and what the far side"
                    + " answered."
        },
        mixinStandardHelpOptions = true)
final class EventCommand extends GatewayCommand {
    @Parameters(paramLabel = "ID", description = "of the event, as \"serai events\" and the log name it")
    String id = "";

    @ArgGroup
    final Form form = new Form();

    /** What is printed. */
    static final class Form {
        @Option(names = "--raw", description = "only the payload, as it is stored")
        boolean raw;

        @Option(
                names = "--case",
                description = "a case of it for the .test.yaml of its router, with examples in place of persons")
        boolean asCase;

        @Option(names = "--json", description = "one JSON object, for programs")
        boolean json;
    }

    @Override
    public Integer call() throws Exception {
        String path = "/events/" + ManagementClient.encoded(id);
        if (form.raw) {
            out().print(gateway().text(path + "/raw"));
        } else if (form.asCase) {
            out().print(gateway().get(path + "/case").path("yaml").asText());
        } else {
            JsonNode event = gateway().get(path);
            if (form.json) {
                out().println(event);
            } else {
                EventText.print(out(), event);
            }
        }
        out().flush();
        return ExitStatus.OK;
    }
}
