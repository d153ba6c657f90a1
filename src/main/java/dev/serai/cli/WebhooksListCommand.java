package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.event.Json;
import dev.serai.optimizely.api.ApiException;
import dev.serai.registration.AccountWebhooks;
import dev.serai.registration.AccountWebhooks.Listed;
import dev.serai.registration.Registration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai webhooks list}: all that is registered. */
@Command(name = "list", description = "Shows every webhook that is registered, also those of others.")
final class WebhooksListCommand extends WebhooksSubcommand {
    @Option(names = "--json", description = "a JSON list, for programs")
    boolean json;

    @Override
    int run(Registration registration, Config config) throws Exception {
        List<Listed> all = new ArrayList<>();
        int status = ExitStatus.OK;
        for (AccountWebhooks<?, ?> each : registration.accounts()) {
            try {
                all.addAll(each.list());
            } catch (ApiException e) {
                status = worse(status, failed(each, e));
            }
        }
        if (json) {
            out().println(Json.write(all.stream().map(WebhooksListCommand::json).toList()));
        } else {
            TextTable table = new TextTable("account", "id", "events", "status", "of", "target");
            all.forEach(each -> table.row(
                    each.account(),
                    each.id(),
                    each.name(),
                    each.status(),
                    each.ours() ? "Serai" : "others",
                    each.target()));
            table.print(out());
        }
        out().flush();
        return status;
    }

    private static Map<String, Object> json(Listed each) {
        return Map.of(
                "family", each.account().family(),
                "account", each.account().name(),
                "client", each.account().client(),
                "id", each.id(),
                "name", each.name(),
                "status", each.status(),
                "target", each.target(),
                "ours", each.ours());
    }
}
