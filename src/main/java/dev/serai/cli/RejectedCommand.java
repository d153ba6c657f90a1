package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai rejected}: what was refused at the webhook port. */
@Command(
        name = "rejected",
        description = {
            "Shows what the webhook port has refused, by family, status and reason, the last first; with the address of the last",
            "caller, which is that of the proxy if there is one. Never a secret, never a body.",
            "The gateway that is asked counts since its start, in memory: another gateway, or the next start, counts for itself."
        },
        mixinStandardHelpOptions = true)
final class RejectedCommand extends GatewayCommand {
    @Option(
            names = "--family",
            paramLabel = "NAME",
            description =
                    "only requests to that family; \"unknown\" for paths of none, \"none\" for connections without a"
                            + " request")
    @Nullable
    String family;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        JsonNode page =
                gateway().get("/rejected" + (family == null ? "" : "?family=" + ManagementClient.encoded(family)));
        JsonNode rejected = page.path("rejected");
        if (json) {
            out().println(page);
        } else if (rejected.isEmpty()) {
            out().println("Nothing was refused since " + QuarantineText.time(page.path("since")) + ".");
        } else {
            TextTable table = new TextTable("family", "status", "reason", "#count", "first", "last", "last address");
            for (JsonNode each : rejected) {
                int status = each.path("status").asInt();
                table.row(
                        each.path("family").asText(),
                        status == 0 ? "closed" : status,
                        each.path("reason").asText(),
                        each.path("count").asLong(),
                        QuarantineText.time(each.path("firstAt")),
                        QuarantineText.time(each.path("lastAt")),
                        each.path("lastAddress").asText());
            }
            table.print(out());
            out().println("Counted since " + QuarantineText.time(page.path("since")) + ".");
        }
        out().flush();
        return ExitStatus.OK;
    }
}
