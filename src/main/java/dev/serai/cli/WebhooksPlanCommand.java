package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.event.Json;
import dev.serai.optimizely.api.ApiException;
import dev.serai.registration.AccountWebhooks;
import dev.serai.registration.Registration;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai webhooks plan}: what {@code apply} would do. */
@Command(
        name = "plan",
        description = {
            "Reads what is registered, and shows what \"apply\" would create (+), change (~) and remove (-), what only a person"
                    + " can do (!), and what others have registered (?). Nothing is changed.",
            "Ends with 2 if there is a difference. Campaign and CMP give no secrets back, so that a changed one is no"
                    + " difference: see apply --resend-secrets and rotate."
        })
final class WebhooksPlanCommand extends WebhooksSubcommand {
    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    int run(Registration registration, Config config) throws Exception {
        WebhooksPlan plan = new WebhooksPlan();
        int status = ExitStatus.OK;
        for (AccountWebhooks<?, ?> each : registration.accounts()) {
            try {
                plan.add(each.plan(false));
            } catch (ApiException e) {
                status = worse(status, failed(each, e));
            }
        }
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>(plan.json());
            object.put("complete", status == ExitStatus.OK);
            out().println(Json.write(object));
        } else {
            plan.print(out());
        }
        out().flush();
        return status != ExitStatus.OK ? status : plan.hasDifference() ? ExitStatus.USAGE : ExitStatus.OK;
    }
}
