package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.optimizely.api.ApiException;
import dev.serai.registration.AccountWebhooks;
import dev.serai.registration.AccountWebhooks.ByHandException;
import dev.serai.registration.AccountWebhooks.Listed;
import dev.serai.registration.Registration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One step with some webhooks that are Serai's own. */
abstract class WebhooksStepCommand extends WebhooksSubcommand {
    private final String done;

    @Parameters(paramLabel = "ID", arity = "1..*", description = "of a webhook, as \"list\" shows it; for CMP its name")
    List<String> ids = List.of();

    private WebhooksStepCommand(String done) {
        this.done = done;
    }

    abstract void step(AccountWebhooks<?, ?> account, Listed webhook)
            throws ApiException, ByHandException, InterruptedException;

    /** Whether a person has agreed. */
    boolean isAgreed(List<Found> found) {
        return true;
    }

    /** A webhook in its account. */
    record Found(AccountWebhooks<?, ?> account, Listed webhook) {}

    @Override
    int run(Registration registration, Config config) throws Exception {
        List<Found> all = new ArrayList<>();
        int status = ExitStatus.OK;
        for (AccountWebhooks<?, ?> account : registration.accounts()) {
            try {
                account.list().forEach(webhook -> all.add(new Found(account, webhook)));
            } catch (ApiException e) {
                status = worse(status, failed(account, e));
            }
        }
        if (status != ExitStatus.OK) {
            return status;
        }
        List<Found> found = ids.stream().map(id -> found(all, id)).toList();
        if (!isAgreed(found)) {
            out().println("Nothing was changed.");
            out().flush();
            return ExitStatus.OK;
        }
        for (Found each : found) {
            status = worse(status, step(each));
        }
        return status;
    }

    private int step(Found found) throws InterruptedException {
        try {
            step(found.account(), found.webhook());
            out().println(found.account().account() + " " + found.webhook().name() + ": " + done + " "
                    + found.webhook().id());
            out().flush();
            return ExitStatus.OK;
        } catch (ByHandException e) {
            throw misused(String.valueOf(e.getMessage()));
        } catch (ApiException e) {
            return failed(found.account(), e);
        }
    }

    private Found found(List<Found> all, String id) {
        List<Found> found =
                all.stream().filter(each -> each.webhook().id().equals(id)).toList();
        if (found.isEmpty()) {
            throw misused("no webhook " + id + " is registered; \"serai webhooks list\" shows what is");
        }
        if (found.size() > 1) {
            throw misused(found.size() + " webhooks are called " + id + "; say --family or --client");
        }
        if (!found.get(0).webhook().ours()) {
            throw misused(id + " goes to " + found.get(0).webhook().target()
                    + ", which does not begin with public-url: Serai leaves alone what others have registered");
        }
        return found.get(0);
    }

    /** {@code serai webhooks activate}. */
    @Command(
            name = "activate",
            description =
                    "Lets webhooks send that were created, deactivated or suspended (Campaign) or disabled (Graph).")
    static final class Activate extends WebhooksStepCommand {
        Activate() {
            super("activated");
        }

        @Override
        void step(AccountWebhooks<?, ?> account, Listed webhook)
                throws ApiException, ByHandException, InterruptedException {
            account.activate(webhook);
        }
    }

    /** {@code serai webhooks deactivate}. */
    @Command(
            name = "deactivate",
            description =
                    "Stops webhooks; they stay registered. What happens meanwhile at Optimizely may never be sent.")
    static final class Deactivate extends WebhooksStepCommand {
        Deactivate() {
            super("deactivated");
        }

        @Override
        void step(AccountWebhooks<?, ?> account, Listed webhook)
                throws ApiException, ByHandException, InterruptedException {
            account.deactivate(webhook);
        }
    }

    /** {@code serai webhooks update}. */
    @Command(
            name = "update",
            description = "Registers target and secret of webhooks again, as the file and the configuration say.")
    static final class Update extends WebhooksStepCommand {
        Update() {
            super("updated");
        }

        @Override
        void step(AccountWebhooks<?, ?> account, Listed webhook)
                throws ApiException, ByHandException, InterruptedException {
            account.update(webhook);
        }
    }

    /** {@code serai webhooks delete}. */
    @Command(name = "delete", description = "Deactivates webhooks if they are active, and deletes them after a yes.")
    static final class Delete extends WebhooksStepCommand {
        @Option(names = "--yes", description = "does not ask first")
        boolean yes;

        Delete() {
            super("deleted");
        }

        @Override
        boolean isAgreed(List<Found> found) {
            return yes
                    || confirmed("Delete "
                            + String.join(
                                    ", ",
                                    found.stream()
                                            .map(each -> each.account().account() + " "
                                                    + each.webhook().name() + " "
                                                    + each.webhook().id())
                                            .toList())
                            + "?");
        }

        @Override
        void step(AccountWebhooks<?, ?> account, Listed webhook)
                throws ApiException, ByHandException, InterruptedException {
            account.delete(webhook);
        }
    }
}
