package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.event.Json;
import dev.serai.optimizely.api.ApiException;
import dev.serai.registration.AccountPlan;
import dev.serai.registration.AccountWebhooks;
import dev.serai.registration.ApplyListener;
import dev.serai.registration.Registration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code serai webhooks apply}: makes what is registered as it is wanted. */
@Command(
        name = "apply",
        description = {
            "Shows the plan, and after a yes creates, updates and activates first and removes last. It goes on after a failure;"
                    + " run it again to finish. Webhooks of others are left alone."
        })
final class WebhooksApplyCommand extends WebhooksSubcommand {
    @Option(
            names = "--resend-secrets",
            description = "registers every secret again, because Campaign and CMP give none back to compare")
    boolean resendSecrets;

    @Option(names = "--yes", description = "does not ask first")
    boolean yes;

    @Option(names = "--json", description = "one JSON object, for programs; needs --yes")
    boolean json;

    /** An account with its plan, which is of the same kind. */
    private record Planned<W, R>(AccountWebhooks<W, R> account, AccountPlan<W, R> plan) {
        static <W, R> Planned<W, R> of(AccountWebhooks<W, R> account, boolean resendSecrets)
                throws ApiException, InterruptedException {
            return new Planned<>(account, account.plan(resendSecrets));
        }

        void apply(ApplyListener progress) throws InterruptedException {
            account.apply(plan, progress);
        }
    }

    @Override
    int run(Registration registration, Config config) throws Exception {
        if (json && !yes) {
            throw misused("--json needs --yes");
        }
        WebhooksPlan plan = new WebhooksPlan();
        List<Planned<?, ?>> planned = new ArrayList<>();
        int status = ExitStatus.OK;
        for (AccountWebhooks<?, ?> each : registration.accounts()) {
            try {
                Planned<?, ?> one = Planned.of(each, resendSecrets);
                planned.add(one);
                plan.add(one.plan());
            } catch (ApiException e) {
                status = worse(status, failed(each, e));
            }
        }
        if (!json) {
            plan.print(out());
        }
        if (plan.isToDo() && !yes && !confirmed("Do this?")) {
            out().println("Nothing was changed.");
            out().flush();
            return status;
        }
        WebhooksProgress progress = new WebhooksProgress(json ? null : out(), err());
        for (Planned<?, ?> each : planned) {
            each.apply(progress);
        }
        tell(plan, progress, status);
        return progress.hasFailed() ? ExitStatus.FINDING : status;
    }

    private void tell(WebhooksPlan plan, WebhooksProgress progress, int status) {
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("plan", plan.json());
            object.put("done", progress.done());
            object.put("failed", progress.failed());
            object.put("complete", status == ExitStatus.OK && !progress.hasFailed());
            out().println(Json.write(object));
        } else if (progress.hasFailed()) {
            out().println("Not done: " + progress.missing()
                    + ". Run \"serai webhooks apply\" again when that is mended.");
        } else if (plan.isToDo()) {
            out().println("Done.");
        }
        out().flush();
    }
}
