package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai dead}: what was given up, and why. */
@Command(
        name = "dead",
        description = {
            "Shows the deliveries that were given up, by destination and error, the largest group first.",
            "\"#\" in an error stands for an id or a number. Status 1 if a group is not acknowledged."
        },
        mixinStandardHelpOptions = true,
        subcommands = {DeadAcknowledgeCommand.class, DeadDiscardCommand.class})
final class DeadCommand extends GatewayCommand {
    private static final int SECONDS = 19;

    @Option(names = "--destination", paramLabel = "NAME", description = "only deliveries to this destination")
    @Nullable
    String destination;

    @Option(names = "--all", description = "also the groups that are acknowledged")
    boolean all;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        JsonNode dead = gateway()
                .get("/dead" + (destination == null ? "" : "?destination=" + ManagementClient.encoded(destination)));
        List<JsonNode> open = new ArrayList<>();
        List<JsonNode> known = new ArrayList<>();
        dead.path("groups").forEach(each -> (each.path("open").asBoolean() ? open : known).add(each));
        long others = dead.path("others").asLong();
        if (json) {
            out().println(dead);
        } else {
            print(open, known, others);
        }
        out().flush();
        return open.isEmpty() && others == 0 ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private void print(List<JsonNode> open, List<JsonNode> known, long others) {
        if (open.isEmpty()) {
            out().println(known.isEmpty() ? "No delivery is dead." : "No delivery is dead that nobody knows about.");
        } else {
            table(open);
            open.stream().filter(each -> each.has("acknowledged")).forEach(this::grown);
        }
        if (others > 0) {
            out().println(others + " more have errors that are rarer.");
        }
        if (!known.isEmpty() && all) {
            out().println();
            out().println("Acknowledged:");
            table(known);
            known.forEach(each -> out().println("  " + each.path("destination").asText() + ": "
                    + each.path("error").asText() + ": acknowledged " + words(each.path("acknowledged"))));
        } else if (!known.isEmpty()) {
            out().println(known.size() + (known.size() == 1 ? " group is" : " groups are")
                    + " acknowledged; --all shows " + (known.size() == 1 ? "it." : "them."));
        }
    }

    private void grown(JsonNode group) {
        out().println("  " + group.path("destination").asText() + ": "
                + group.path("error").asText() + ": grew from "
                + group.path("acknowledged").path("count").asLong() + " to "
                + group.path("count").asLong() + " since it was acknowledged " + words(group.path("acknowledged")));
    }

    private static String words(JsonNode acknowledged) {
        return time(acknowledged.path("at").asText()) + " by "
                + acknowledged.path("who").asText() + ": "
                + acknowledged.path("note").asText();
    }

    private void table(List<JsonNode> groups) {
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
    }

    /** To the second, in UTC. */
    private static String time(String instant) {
        return instant.length() < SECONDS ? instant : instant.substring(0, SECONDS) + "Z";
    }
}
