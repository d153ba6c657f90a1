package dev.serai.registration;

import dev.serai.optimizely.api.ApiException;
import dev.serai.optimizely.api.CampaignWebhook;
import dev.serai.optimizely.api.CampaignWebhooks;
import dev.serai.optimizely.api.VerifiedWebhook;
import dev.serai.receive.Family;
import dev.serai.registration.Change.Action;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The webhooks of one client of Campaign. */
public final class CampaignAccount implements AccountWebhooks<Wanted.Campaign, CampaignWebhook> {
    private static final int BAD_REQUEST = 400;
    private static final int CONFLICT = 409;
    private static final int MOST_FOREIGN = 10;

    private final Wanted.Campaign wanted;
    private final CampaignWebhooks api;
    private final String apiUrl;
    private final PublicUrl url;
    private final Family family;

    CampaignAccount(Wanted.Campaign wanted, CampaignWebhooks api, String apiUrl, PublicUrl url, Family family) {
        this.wanted = wanted;
        this.api = api;
        this.apiUrl = apiUrl;
        this.url = url;
        this.family = family;
    }

    @Override
    public Account account() {
        return wanted.account();
    }

    @Override
    public AccountPlan<Wanted.Campaign, CampaignWebhook> plan(boolean resendSecrets)
            throws ApiException, InterruptedException {
        return new AccountPlan<>(account(), apiUrl, CampaignPlan.of(wanted, api.list(), url, family, resendSecrets));
    }

    /**
     * Creates, updates and activates first and deletes last, so that each type has an active webhook at any moment. A process
     * that dies on the way leaves webhooks that the next plan recognises by their target, and uses or removes.
     */
    @Override
    public void apply(AccountPlan<Wanted.Campaign, CampaignWebhook> plan, ApplyListener progress)
            throws InterruptedException {
        new Application(plan, progress).run();
    }

    /** One run over a plan. */
    private final class Application {
        private final AccountPlan<Wanted.Campaign, CampaignWebhook> plan;
        private final ApplyListener progress;
        private final Set<String> failed = new HashSet<>();
        private final Set<String> removed = new HashSet<>();

        Application(AccountPlan<Wanted.Campaign, CampaignWebhook> plan, ApplyListener progress) {
            this.plan = plan;
            this.progress = progress;
        }

        void run() throws InterruptedException {
            // first the ones that exist, so that a webhook which may be removed for lack of room has its successor
            // already
            for (var change : plan.of(Action.UPDATE, Action.ACTIVATE)) {
                attempt(change.name(), () -> mend(change));
            }
            for (var change : plan.of(Action.CREATE)) {
                attempt(change.name(), () -> create(change.name()));
            }
            removeSuperfluous();
        }

        private void attempt(String name, Step step) throws InterruptedException {
            try {
                step.run();
            } catch (ApiException e) {
                failed.add(name);
                progress.failed(account(), name, String.valueOf(e.getMessage()));
            }
        }

        private void mend(Change<Wanted.Campaign, CampaignWebhook> change) throws ApiException, InterruptedException {
            CampaignWebhook webhook = Objects.requireNonNull(change.registered());
            if (change.action() == Action.UPDATE) {
                send(webhook);
                progress.done(account(), webhook.type(), "updated " + webhook.id());
            }
            if (!webhook.isActivated()) {
                api.activate(webhook.id());
                progress.done(account(), webhook.type(), "activated " + webhook.id());
            }
        }

        private void create(String type) throws ApiException, InterruptedException {
            CampaignWebhook made;
            try {
                made = created(type);
            } catch (ApiException e) {
                if (e.status() != BAD_REQUEST && e.status() != CONFLICT) {
                    throw e;
                }
                if (!removeSuperfluous()) {
                    throw new ApiException(e.status(), e.getMessage() + foreign());
                }
                made = createdAtLast(type);
            }
            if (!made.isActivated()) {
                api.activate(made.id());
            }
            progress.done(account(), type, "created and activated " + made.id());
        }

        private CampaignWebhook createdAtLast(String type) throws ApiException, InterruptedException {
            try {
                return created(type);
            } catch (ApiException e) {
                throw e.status() == BAD_REQUEST || e.status() == CONFLICT
                        ? new ApiException(e.status(), e.getMessage() + foreign())
                        : e;
            }
        }

        /** What others have registered with this client, if anything. */
        private String foreign() {
            List<String> others = plan.of(Action.FOREIGN).stream()
                    .map(each -> Objects.requireNonNull(each.registered()))
                    .map(each -> each.id() + " (" + each.type() + ", " + url.shown(family, each.targetUrl()) + ")")
                    .toList();
            return others.isEmpty()
                    ? ""
                    : ". Others have " + others.size() + " webhooks here, which Serai leaves alone: "
                            + others.stream().limit(MOST_FOREIGN).collect(Collectors.joining(", "))
                            + (others.size() > MOST_FOREIGN ? ", …" : "");
        }

        /** @return whether at least one has been removed by this call */
        private boolean removeSuperfluous() throws InterruptedException {
            int before = removed.size();
            for (var change : plan.of(Action.REMOVE)) {
                CampaignWebhook webhook = Objects.requireNonNull(change.registered());
                boolean lastOfItsType =
                        failed.contains(webhook.type()) && wanted.types().contains(webhook.type());
                if (!removed.contains(webhook.id()) && !lastOfItsType) {
                    attempt(webhook.type(), () -> {
                        remove(webhook.id(), webhook.type(), webhook.isActivated());
                        removed.add(webhook.id());
                        progress.done(account(), webhook.type(), "deleted " + webhook.id());
                    });
                }
            }
            return removed.size() > before;
        }
    }

    /** One step that may fail. */
    @FunctionalInterface
    private interface Step {
        void run() throws ApiException, InterruptedException;
    }

    /** A creation whose answer was lost is looked for, and made once more only if it is not there. */
    private CampaignWebhook created(String type) throws ApiException, InterruptedException {
        try {
            return create(type);
        } catch (ApiException e) {
            if (!e.isUnclear()) {
                throw e;
            }
            List<CampaignWebhook> there = api.list().stream()
                    .filter(each -> each.type().equals(type) && url.isOurs(family, each.targetUrl()))
                    .toList();
            return there.isEmpty() ? create(type) : there.get(0);
        }
    }

    private CampaignWebhook create(String type) throws ApiException, InterruptedException {
        return api.create(type, url.target(family, wanted.secret()), wanted.authentication());
    }

    private void send(CampaignWebhook webhook) throws ApiException, InterruptedException {
        api.update(webhook.id(), webhook.type(), url.target(family, wanted.secret()), wanted.authentication());
    }

    /**
     * Campaign's documents let only a deactivated webhook be deleted, and leave open what counts as one. If one that never was
     * activated, or is suspended, cannot be deleted, it is activated with the right target and deactivated.
     */
    private void remove(String id, String type, boolean activated) throws ApiException, InterruptedException {
        if (activated) {
            api.deactivate(id);
        }
        try {
            api.delete(id);
        } catch (ApiException e) {
            if (activated || e.status() != BAD_REQUEST) {
                throw e;
            }
            api.update(id, type, url.target(family, wanted.secret()), wanted.authentication());
            api.activate(id);
            api.deactivate(id);
            api.delete(id);
        }
    }

    @Override
    public void resendSecret(ApplyListener progress) throws ApiException, InterruptedException {
        for (CampaignWebhook webhook : ours()) {
            try {
                send(webhook);
                progress.done(account(), webhook.type(), "has the secret now (" + webhook.id() + ")");
            } catch (ApiException e) {
                progress.failed(account(), webhook.type(), String.valueOf(e.getMessage()));
            }
        }
    }

    private List<CampaignWebhook> ours() throws ApiException, InterruptedException {
        return api.list().stream()
                .filter(each -> url.isOurs(family, each.targetUrl()))
                .toList();
    }

    @Override
    public List<Listed> list() throws ApiException, InterruptedException {
        List<Listed> listed = new ArrayList<>();
        for (CampaignWebhook each : api.list()) {
            listed.add(new Listed(
                    account(),
                    each.id(),
                    each.type(),
                    each.status(),
                    url.shown(family, each.targetUrl()),
                    url.isOurs(family, each.targetUrl())));
        }
        return listed;
    }

    @Override
    public void activate(Listed webhook) throws ApiException, InterruptedException {
        api.activate(webhook.id());
    }

    @Override
    public void deactivate(Listed webhook) throws ApiException, InterruptedException {
        api.deactivate(webhook.id());
    }

    @Override
    public void update(Listed webhook) throws ApiException, InterruptedException {
        api.update(webhook.id(), webhook.name(), url.target(family, wanted.secret()), wanted.authentication());
    }

    /** Campaign deletes only what is not activated. */
    @Override
    public void delete(Listed webhook) throws ApiException, InterruptedException {
        remove(webhook.id(), webhook.name(), webhook.status().equals(CampaignWebhook.ACTIVATED));
    }

    /**
     * Lets Campaign send test events to a webhook's target.
     *
     * @param mailing the mailing that the events name
     * @param events 1 to 100
     */
    public List<VerifiedWebhook> verify(Listed webhook, String mailing, int events)
            throws ApiException, InterruptedException {
        return api.verify(webhook.id(), mailing, events);
    }
}
