package dev.serai.registration;

import dev.serai.optimizely.api.ApiException;
import dev.serai.optimizely.api.GraphWebhook;
import dev.serai.optimizely.api.GraphWebhooks;
import dev.serai.receive.Family;
import dev.serai.registration.Change.Action;
import java.util.List;
import java.util.Objects;

/** The webhooks of one account of Graph. A PUT may lose topics and filters there, so that a webhook is made anew instead. */
final class GraphAccount implements AccountWebhooks<Wanted.Graph, GraphWebhook> {
    private final Account account;
    private final List<Wanted.Graph> wanted;
    private final GraphWebhooks api;
    private final String apiUrl;
    private final PublicUrl url;
    private final Family family;

    /** @param wanted at least one, all of the same account */
    GraphAccount(List<Wanted.Graph> wanted, GraphWebhooks api, String apiUrl, PublicUrl url, Family family) {
        this.account = wanted.get(0).account();
        this.wanted = List.copyOf(wanted);
        this.api = api;
        this.apiUrl = apiUrl;
        this.url = url;
        this.family = family;
    }

    @Override
    public Account account() {
        return account;
    }

    @Override
    public AccountPlan<Wanted.Graph, GraphWebhook> plan(boolean resendSecrets)
            throws ApiException, InterruptedException {
        return new AccountPlan<>(account, apiUrl, GraphPlan.of(wanted, api.list(), url, family, resendSecrets));
    }

    /** Creates first and deletes last; what is created anew is deleted only when Graph lists its successor. */
    @Override
    public void apply(AccountPlan<Wanted.Graph, GraphWebhook> plan, ApplyListener progress)
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
            GraphWebhook webhook = Objects.requireNonNull(change.registered());
            if (!complete) {
                progress.failed(
                        account,
                        change.name(),
                        "not deleted: " + webhook.id()
                                + ", because a webhook that may replace it could not be created");
                continue;
            }
            try {
                api.delete(webhook.id());
                progress.done(account, change.name(), "deleted " + webhook.id());
            } catch (ApiException e) {
                progress.failed(account, change.name(), String.valueOf(e.getMessage()));
            }
        }
    }

    private void make(Change<Wanted.Graph, GraphWebhook> change, ApplyListener progress)
            throws ApiException, InterruptedException {
        GraphWebhook made = api.create(GraphPlan.webhook(Objects.requireNonNull(change.wanted()), url, family));
        progress.done(account, change.name(), "created " + made.id());
        GraphWebhook old = change.registered();
        if (old != null) {
            api.delete(old.id());
            progress.done(account, change.name(), "deleted " + old.id());
        }
    }

    /** A webhook that a run before has made anew already, and did not come to delete, is deleted. */
    @Override
    public void resendSecret(ApplyListener progress) throws ApiException, InterruptedException {
        for (GraphWebhook old : api.list()) {
            GraphWebhook right = successor(old);
            if (!url.isOurs(family, old.url()) || (old.headers() != null && old.sendsAs(right))) {
                continue;
            }
            try {
                replace(old, right, progress);
            } catch (ApiException e) {
                progress.failed(account, old.named(), String.valueOf(e.getMessage()));
            }
        }
    }

    private void replace(GraphWebhook old, GraphWebhook right, ApplyListener progress)
            throws ApiException, InterruptedException {
        boolean there = api.list().stream()
                .anyMatch(each -> each.headers() != null
                        && each.sendsAs(right)
                        && each.hasEventsOf(right)
                        && each.disabled() == right.disabled());
        String id = there ? "" : api.create(right).id();
        api.delete(old.id());
        progress.done(
                account,
                old.named(),
                (there ? "had" : "has") + " the secret " + (there ? "already" : "now (" + id + ")"));
    }

    /** With the secret of the entry that wants these events, or else of the first. */
    private GraphWebhook successor(GraphWebhook old) {
        ReceiverSecret secret = wanted.stream()
                .filter(each -> GraphPlan.webhook(each, url, family).hasEventsOf(old))
                .findFirst()
                .orElse(wanted.get(0))
                .secret();
        return old.to(url.target(family, secret), GraphPlan.headers(secret));
    }

    @Override
    public List<Listed> list() throws ApiException, InterruptedException {
        return api.list().stream().map(this::listed).toList();
    }

    private Listed listed(GraphWebhook webhook) {
        return new Listed(
                account,
                webhook.id(),
                webhook.named(),
                webhook.disabled() ? "disabled" : "active",
                url.shown(family, webhook.url()),
                url.isOurs(family, webhook.url()));
    }

    @Override
    public void activate(Listed webhook) throws ApiException, ByHandException, InterruptedException {
        api.disable(registered(webhook), false);
    }

    @Override
    public void deactivate(Listed webhook) throws ApiException, ByHandException, InterruptedException {
        api.disable(registered(webhook), true);
    }

    /** Makes it anew, with the topics and filters that it has. */
    @Override
    public void update(Listed webhook) throws ApiException, ByHandException, InterruptedException {
        GraphWebhook old = registered(webhook);
        api.create(successor(old));
        api.delete(old.id());
    }

    @Override
    public void delete(Listed webhook) throws ApiException, InterruptedException {
        api.delete(webhook.id());
    }

    private GraphWebhook registered(Listed webhook) throws ApiException, ByHandException, InterruptedException {
        return api.list().stream()
                .filter(each -> each.id().equals(webhook.id()))
                .findFirst()
                .orElseThrow(() -> new ByHandException(
                        webhook.id() + " is gone meanwhile; \"serai webhooks list\" shows what is registered"));
    }
}
