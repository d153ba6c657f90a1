package dev.serai.registration;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.serai.optimizely.api.ApiException;
import dev.serai.optimizely.api.CmpSettings;
import dev.serai.optimizely.api.CmpWebhook;
import dev.serai.receive.Family;
import dev.serai.registration.Change.Action;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** The webhooks of one account of CMP. The API merges them by name: a person removes what is too much. */
final class CmpAccount implements AccountWebhooks<Wanted.Cmp, CmpWebhook> {
    private static final int SHOWN = 1_000;
    /** Members of a change set that repeat what may be secret. */
    private static final Set<String> SECRETS = Set.of("secret", "callback_url");

    private final Account account;
    private final List<Wanted.Cmp> wanted;
    private final CmpSettings api;
    private final String apiUrl;
    private final PublicUrl url;
    private final Family family;

    /** @param wanted at least one, all of the same account */
    CmpAccount(List<Wanted.Cmp> wanted, CmpSettings api, String apiUrl, PublicUrl url, Family family) {
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
    public AccountPlan<Wanted.Cmp, CmpWebhook> plan(boolean resendSecrets) throws ApiException, InterruptedException {
        return new AccountPlan<>(account, apiUrl, CmpPlan.of(wanted, api.read(), url, family, resendSecrets));
    }

    /** First as a dry run, whose change set is told; then in earnest. What is there afterwards is compared once more. */
    @Override
    public void apply(AccountPlan<Wanted.Cmp, CmpWebhook> plan, ApplyListener progress) throws InterruptedException {
        plan.of(Action.BLOCKED).forEach(each -> progress.failed(account, each.name(), each.does()));
        List<Wanted.Cmp> sent = plan.of(Action.CREATE, Action.UPDATE).stream()
                .map(each -> Objects.requireNonNull(each.wanted()))
                .toList();
        if (!sent.isEmpty()) {
            try {
                send(sent, progress);
            } catch (ApiException e) {
                sent.forEach(each -> progress.failed(account, each.name(), String.valueOf(e.getMessage())));
            }
        }
    }

    private void send(List<Wanted.Cmp> sent, ApplyListener progress) throws ApiException, InterruptedException {
        List<CmpWebhook> webhooks =
                sent.stream().map(each -> CmpPlan.webhook(each, url, family)).toList();
        JsonNode changeSet = api.dryRun(webhooks);
        progress.done(account, "dry run", "CMP would change: " + shown(changeSet));
        try {
            api.execute(webhooks);
        } catch (ApiException e) {
            if (!e.isUnclear()) {
                throw e;
            }
            // a second call makes no double: a name that is there by now is merged
            if (!missing(sent).isEmpty()) {
                api.execute(webhooks);
            }
        }
        List<String> missing = missing(sent);
        for (Wanted.Cmp each : sent) {
            if (missing.contains(each.name())) {
                progress.failed(
                        account,
                        each.name(),
                        "CMP took the change, but its settings do not show it; look at it " + CmpPlan.BY_HAND);
            } else {
                progress.done(account, each.name(), "registered");
            }
        }
    }

    /** The names of what is not registered as it is wanted. */
    private List<String> missing(List<Wanted.Cmp> sent) throws ApiException, InterruptedException {
        return CmpPlan.of(sent, api.read(), url, family, false).stream()
                .filter(each -> each.action() == Action.CREATE
                        || each.action() == Action.UPDATE
                        || each.action() == Action.BLOCKED)
                .map(Change::name)
                .toList();
    }

    private static String shown(JsonNode changeSet) {
        String text = masked(changeSet.deepCopy()).toString();
        return text.isEmpty() ? "(it does not say)" : text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }

    private static JsonNode masked(JsonNode json) {
        if (json instanceof ObjectNode object) {
            SECRETS.stream().filter(object::has).forEach(name -> object.set(name, TextNode.valueOf("…")));
        }
        json.forEach(CmpAccount::masked);
        return json;
    }

    /** All that goes to Serai, also under a name that is not wanted; of several with one name none can be meant. */
    @Override
    public void resendSecret(ApplyListener progress) throws ApiException, InterruptedException {
        List<CmpWebhook> registered = api.read();
        List<CmpWebhook> sent = new ArrayList<>();
        for (CmpWebhook each : registered) {
            if (!url.isOurs(family, each.callbackUrl())) {
                continue;
            }
            if (registered.stream()
                            .filter(other -> other.name().equals(each.name()))
                            .count()
                    == 1) {
                sent.add(withSecret(each));
            } else {
                progress.failed(
                        account,
                        each.name(),
                        "several webhooks have this name, and CMP would make another one; change their secret "
                                + CmpPlan.BY_HAND);
            }
        }
        if (!sent.isEmpty()) {
            api.execute(sent);
            sent.forEach(each -> progress.done(account, each.name(), "has the secret now"));
        }
    }

    private CmpWebhook withSecret(CmpWebhook webhook) {
        ReceiverSecret secret = wanted.stream()
                .filter(each -> each.name().equals(webhook.name()))
                .findFirst()
                .orElse(wanted.get(0))
                .secret();
        boolean inPath = secret.kind() == ReceiverSecret.Kind.PATH;
        return new CmpWebhook(
                webhook.name(),
                webhook.description().isBlank() ? "Sends events to Serai" : webhook.description(),
                inPath ? url.target(family, secret) : webhook.callbackUrl(),
                secret.value(),
                webhook.events());
    }

    @Override
    public List<Listed> list() throws ApiException, InterruptedException {
        return api.read().stream()
                .map(each -> new Listed(
                        account,
                        each.name(),
                        each.name(),
                        CmpPlan.counted(each.events()),
                        url.shown(family, each.callbackUrl()),
                        url.isOurs(family, each.callbackUrl())))
                .toList();
    }

    @Override
    public void activate(Listed webhook) throws ByHandException {
        throw byHand("activates");
    }

    @Override
    public void deactivate(Listed webhook) throws ByHandException {
        throw byHand("deactivates");
    }

    @Override
    public void delete(Listed webhook) throws ByHandException {
        throw byHand("deletes");
    }

    @Override
    public void update(Listed webhook) throws ApiException, ByHandException, InterruptedException {
        var change = CmpPlan.of(wanted, api.read(), url, family, true).stream()
                .filter(each -> each.action() == Action.UPDATE && each.name().equals(webhook.name()))
                .findFirst()
                .orElseThrow(() -> byHand("updates such a webhook; \"serai webhooks plan\" says why it"));
        api.execute(List.of(CmpPlan.webhook(Objects.requireNonNull(change.wanted()), url, family)));
    }

    private static ByHandException byHand(String does) {
        return new ByHandException("CMP's API never " + does + "; do it " + CmpPlan.BY_HAND);
    }
}
