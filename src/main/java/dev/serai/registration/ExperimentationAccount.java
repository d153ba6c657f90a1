package dev.serai.registration;

import dev.serai.optimizely.api.ApiException;
import dev.serai.optimizely.api.ExperimentationWebhook;
import dev.serai.optimizely.api.ExperimentationWebhooks;
import dev.serai.registration.Change.Action;
import java.util.List;
import java.util.Objects;

/**
 * The webhooks of one project of Experimentation. Optimizely makes their secrets, and shows a secret once in the project: the API
 * has no field for it. So a person brings the secret of a new webhook to the receiver.
 */
final class ExperimentationAccount implements AccountWebhooks<Wanted.Experimentation, ExperimentationWebhook> {
    /** Where the receiver takes the family's events. */
    private static final List<String> PATHS = List.of("/webhooks/experimentation");

    /** The key of the receiver that has the secrets. */
    private static final String SECRETS = "family.experimentation.signature-secrets";

    private static final String NEW_SECRET = "by hand: make a new secret for it " + ExperimentationPlan.BY_HAND
            + ", which shows the secret once, and put it into " + SECRETS;

    private final Account account;
    private final List<Wanted.Experimentation> wanted;
    private final ExperimentationWebhooks api;
    private final String apiUrl;
    private final PublicUrl url;

    /** @param wanted at least one, all of the same project */
    ExperimentationAccount(
            List<Wanted.Experimentation> wanted, ExperimentationWebhooks api, String apiUrl, PublicUrl url) {
        this.account = wanted.get(0).account();
        this.wanted = List.copyOf(wanted);
        this.api = api;
        this.apiUrl = apiUrl;
        this.url = url;
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public AccountPlan<Wanted.Experimentation, ExperimentationWebhook> plan(boolean resendSecrets)
            throws ApiException, InterruptedException {
        return new AccountPlan<>(account, apiUrl, ExperimentationPlan.of(wanted, api.list(), url, PATHS));
    }

    /** Creates and changes first and deletes last. */
    @Override
    public void apply(AccountPlan<Wanted.Experimentation, ExperimentationWebhook> plan, ApplyListener progress)
            throws InterruptedException {
        boolean complete = true;
        for (var change : plan.of(Action.CREATE, Action.UPDATE)) {
            try {
                make(change, progress);
            } catch (ApiException e) {
                complete = false;
                progress.failed(account, change.name(), String.valueOf(e.getMessage()));
            }
        }
        for (var change : plan.of(Action.REMOVE)) {
            remove(Objects.requireNonNull(change.registered()), complete, progress);
        }
    }

    private void make(Change<Wanted.Experimentation, ExperimentationWebhook> change, ApplyListener progress)
            throws ApiException, InterruptedException {
        ExperimentationWebhook right = ExperimentationPlan.webhook(Objects.requireNonNull(change.wanted()), url, PATHS);
        ExperimentationWebhook old = change.registered();
        if (old != null) {
            api.update(old.id(), right);
            progress.done(account, change.name(), "updated " + old.id());
            return;
        }
        progress.done(account, change.name(), "created " + api.create(right));
        progress.done(
                account,
                change.name(),
                NEW_SECRET
                        + "; until then Serai refuses its requests with 401, and it is not documented whether Optimizely"
                        + " repeats them");
    }

    private void remove(ExperimentationWebhook webhook, boolean complete, ApplyListener progress)
            throws InterruptedException {
        if (!complete) {
            progress.failed(
                    account,
                    webhook.name(),
                    "not deleted: " + webhook.id() + ", because a webhook that may replace it could not be made");
            return;
        }
        try {
            api.delete(webhook.id());
            progress.done(account, webhook.name(), "deleted " + webhook.id());
        } catch (ApiException e) {
            progress.failed(account, webhook.name(), String.valueOf(e.getMessage()));
        }
    }

    /** The API takes no secret: says for each webhook what a person has to do. */
    @Override
    public void resendSecret(ApplyListener progress) throws ApiException, InterruptedException {
        for (ExperimentationWebhook each : api.list()) {
            if (url.isOurs(PATHS, each.url())) {
                progress.done(
                        account,
                        each.name(),
                        "left alone (" + each.id() + "), because the API takes no secret; " + NEW_SECRET
                                + " before the old one");
            }
        }
    }

    @Override
    public List<Listed> list() throws ApiException, InterruptedException {
        return api.list().stream()
                .map(each -> new Listed(
                        account,
                        each.id(),
                        each.name(),
                        (each.active() ? "active, " : "off, ") + CmpPlan.counted(each.events()),
                        url.shown(PATHS, each.url()),
                        url.isOurs(PATHS, each.url())))
                .toList();
    }

    @Override
    public void activate(Listed webhook) throws ByHandException {
        throw byHand("on");
    }

    @Override
    public void deactivate(Listed webhook) throws ByHandException {
        throw byHand("off");
    }

    private static ByHandException byHand(String direction) {
        return new ByHandException("Experimentation's API has no call that switches a webhook " + direction + "; do it "
                + ExperimentationPlan.BY_HAND);
    }

    @Override
    public void update(Listed webhook) throws ApiException, ByHandException, InterruptedException {
        var change = ExperimentationPlan.of(wanted, api.list(), url, PATHS).stream()
                .filter(each -> each.wanted() != null
                        && each.registered() != null
                        && each.registered().id().equals(webhook.id()))
                .findFirst()
                .orElseThrow(() -> new ByHandException(webhook.id()
                        + " is not wanted as config/webhooks.yaml says; \"serai webhooks plan\" says why"));
        api.update(webhook.id(), ExperimentationPlan.webhook(Objects.requireNonNull(change.wanted()), url, PATHS));
    }

    @Override
    public void delete(Listed webhook) throws ApiException, InterruptedException {
        api.delete(webhook.id());
    }
}
