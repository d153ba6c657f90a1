package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai audit}: who changed what. */
@Command(
        name = "audit",
        description =
                "Shows who paused, resumed, probed, replayed, moved, edited, cancelled, discarded, offered, pruned, erased and exported what, the newest first.",
        mixinStandardHelpOptions = true)
final class AuditCommand extends GatewayCommand {
    private static final int PAGE = 500;

    @Option(names = "--limit", paramLabel = "N", description = "so many changes; else 50", defaultValue = "50")
    int limit;

    @Option(names = "--json", description = "one JSON object for each change, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        ManagementClient gateway = gateway();
        TextTable table = new TextTable("at", "who", "action", "#count", "filter", "name", "reason");
        String after = "";
        int left = limit;
        while (left > 0) {
            JsonNode page = gateway.get("/audit?limit=" + Math.min(left, PAGE) + after);
            for (JsonNode each : page.path("changes")) {
                if (json) {
                    out().println(each);
                }
                table.row(
                        each.path("at").asText(),
                        each.path("who").asText(),
                        each.path("action").asText(),
                        each.path("count").asLong(),
                        each.path("filter").asText(),
                        each.path("name").asText(),
                        each.path("reason").asText());
                left--;
            }
            if (!page.has("next")) {
                break;
            }
            after = "&after=" + ManagementClient.encoded(page.path("next").asText());
        }
        if (!json) {
            table.print(out());
        }
        out().flush();
        return ExitStatus.OK;
    }
}
