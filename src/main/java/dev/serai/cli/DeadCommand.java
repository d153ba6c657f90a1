package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai dead}: what was given up, and why. */
@Command(
        name = "dead",
        description = {
            "Shows the deliveries that were given up, by destination and error, the largest group first.",
            "\"#\" in an error stands for an id or a number. Status 1 if there are any."
        },
        mixinStandardHelpOptions = true,
        subcommands = DeadDiscardCommand.class)
final class DeadCommand extends GatewayCommand {
    private static final int SECONDS = 19;

    @Option(names = "--destination", paramLabel = "NAME", description = "only deliveries to this destination")
    @Nullable
    String destination;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        JsonNode dead = gateway()
                .get("/dead" + (destination == null ? "" : "?destination=" + ManagementClient.encoded(destination)));
        JsonNode groups = dead.path("groups");
        if (json) {
            out().println(dead);
        } else if (groups.isEmpty()) {
            out().println("No delivery is dead.");
        } else {
            print(groups, dead.path("others").asLong());
        }
        out().flush();
        return groups.isEmpty() ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private void print(JsonNode groups, long others) {
        TextTable table = new TextTable("#count", "destination", "first", "last", "example", "error");
        for (JsonNode group : groups) {
            table.row(
                    group.path("count").asLong(),
                    group.path("destination").asText(),
                    time(group.path("firstAt").asText()),
                    time(group.path("lastAt").asText()),
                    group.path("example").asText(),
                    group.path("error").asText());
        }
        table.print(out());
        if (others > 0) {
            out().println(others + " more have errors that are rarer.");
        }
    }

    /** To the second, in UTC. */
    private static String time(String instant) {
        return instant.length() < SECONDS ? instant : instant.substring(0, SECONDS) + "Z";
    }
}
