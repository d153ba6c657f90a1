package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serai tail}: new events as they come. */
@Command(
        name = "tail",
        description = {
            "Shows new events as they come, about 2 s after their receipt, until Ctrl-C.",
            "The state is the one at that moment. An event that the journal kept later than 2 s after its receipt is left out;"
                    + " \"serai events\" has it."
        },
        mixinStandardHelpOptions = true)
final class TailCommand extends GatewayCommand {
    @Mixin
    final EventOptions options = new EventOptions();

    @Option(names = "--count", paramLabel = "N", description = "ends after so many events")
    @Nullable
    Integer count;

    @Option(names = "--json", description = "one JSON object a line, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        ManagementClient gateway = gateway();
        Map<String, String> asked = options.asked();
        int left = count == null ? Integer.MAX_VALUE : count;
        while (left > 0) {
            JsonNode page = gateway.get(EventOptions.query("/tail", asked));
            for (JsonNode event : page.path("events")) {
                if (left > 0) {
                    out().println(json ? event : EventText.line(event));
                    left--;
                }
            }
            out().flush();
            asked.put("after", page.path("next").asText());
        }
        return ExitStatus.OK;
    }
}
