package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code serai events}: finds stored events. */
@Command(
        name = "events",
        description = {
            "Finds stored events, the newest first, and says where each went.",
            "\"serai event ID\" shows all that is known of one."
        },
        mixinStandardHelpOptions = true)
final class EventsCommand extends ListingCommand {
    @Mixin
    final EventOptions options = new EventOptions();

    @Mixin
    final EventOptions.Period period = new EventOptions.Period();

    @Override
    String what() {
        return "events";
    }

    @Override
    Map<String, String> asked() {
        Map<String, String> asked = options.asked();
        period.addTo(asked, this);
        return asked;
    }

    @Override
    String none() {
        return "There is no such event.";
    }

    @Override
    TextTable table(List<JsonNode> found) {
        return EventText.table(found);
    }

    @Override
    void empty(String next) {
        command().commandLine().getErr().println("looked back to " + next.replaceFirst(",.*", ""));
        command().commandLine().getErr().flush();
    }
}
