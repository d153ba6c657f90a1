package dev.serai.simulator.optimizely.campaign;

import dev.serai.simulator.http.Outgoing;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.http.StrictJson;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code /webhooks}: creates, lists, replaces, activates, deactivates, deletes and verifies. */
final class WebhookApi {
    private static final String WEBHOOK = "webhook of this id";
    private static final Map<String, Comparator<Webhook>> ORDERS = orders();
    private final Campaign campaign;
    private final Outgoing outgoing;

    WebhookApi(Campaign campaign, Outgoing outgoing) {
        this.campaign = campaign;
        this.outgoing = outgoing;
    }

    private static Map<String, Comparator<Webhook>> orders() {
        Map<String, Comparator<Webhook>> orders = new LinkedHashMap<>();
        Comparator<Webhook> created = Comparator.comparing(Webhook::created).thenComparing(each -> each.id);
        orders.put("id", Comparator.comparing(each -> each.id));
        orders.put(
                "type", Comparator.<Webhook, String>comparing(each -> each.type).thenComparing(created));
        orders.put(
                "status",
                Comparator.<Webhook, Webhook.Status>comparing(each -> each.status)
                        .thenComparing(created));
        orders.put(
                "target_url",
                Comparator.<Webhook, String>comparing(each -> each.targetUrl).thenComparing(created));
        orders.put("created", created);
        orders.put("modified", Comparator.comparing(Webhook::modified).thenComparing(created));
        // the others say nothing about the webhooks that the simulator has
        for (String other : List.of(
                "mailing_group", "name", "template", "payload_format", "integration_id", "authentication", "data")) {
            orders.put(other, created);
        }
        return orders;
    }

    RestAnswer answer(ClientCall call) {
        return switch (call.words()) {
            case 1 -> call.only("GET", "POST").is("GET") ? list(call) : create(call);
            case 2 -> one(call.only("PUT", "DELETE"));
            case 3 -> step(call);
            default -> throw CampaignRefusal.notFound("such resource");
        };
    }

    private RestAnswer one(ClientCall call) {
        Webhook webhook = webhook(call);
        return call.is("PUT") ? replace(call, webhook) : delete(call, webhook);
    }

    private RestAnswer step(ClientCall call) {
        return switch (call.word(2)) {
            case "activate" -> activate(webhook(call.only("POST")));
            case "deactivate" -> deactivate(webhook(call.only("POST")));
            default -> throw CampaignRefusal.notFound("such resource");
        };
    }

    private RestAnswer list(ClientCall call) {
        ListPage page = ListPage.of(call, ListPage.LISTS);
        List<Webhook> sorted = ListPage.sorted(call, call.account().webhooks.values(), ORDERS, "created", true);
        return CampaignApi.json(
                200, page.of(sorted).stream().map(WebhookApi::shown).toList());
    }

    private static Map<String, Object> shown(Webhook webhook) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", webhook.id);
        shown.put("type", WebhookTypes.inAnswers(webhook.type));
        shown.put("status", webhook.status.inAnswers());
        shown.put("format", "json");
        shown.put("targetUrl", webhook.targetUrl);
        shown.put("authentication", Map.of("type", webhook.authentication.type()));
        shown.put("created", Dates.of(webhook.created));
        shown.put("modified", Dates.of(webhook.modified));
        return shown;
    }

    private RestAnswer create(ClientCall call) {
        Account account = call.account();
        Form form = Form.of(call);
        if (account.webhooks.size() >= campaign.switches.webhookLimit) {
            throw new CampaignRefusal(
                    campaign.switches.webhookLimitStatus, "The number of webhooks of this client is limited");
        }
        Authentication authentication = form.authentication() == null ? Authentication.NONE : form.authentication();
        Webhook webhook = new Webhook(
                campaign.ids.number(),
                account.id,
                campaign.now(),
                form.type(),
                Webhook.Status.CREATED,
                form.targetUrl(),
                authentication);
        account.webhooks.put(webhook.id, webhook);
        return CampaignApi.json(201, shown(webhook));
    }

    private RestAnswer replace(ClientCall call, Webhook webhook) {
        Form form = Form.of(call);
        webhook.type = form.type();
        webhook.targetUrl = form.targetUrl();
        Authentication authentication = form.authentication();
        if (authentication != null) {
            webhook.authentication = authentication;
        } else if (!campaign.switches.putKeepsAuthentication) {
            webhook.authentication = Authentication.NONE;
        }
        webhook.modified = campaign.now();
        return CampaignApi.json(200, shown(webhook));
    }

    private RestAnswer activate(Webhook webhook) {
        if (webhook.is(Webhook.Status.ACTIVATED)) {
            throw CampaignRefusal.bad("The webhook is already activated");
        }
        webhook.queue.forgetFailures();
        return become(webhook, Webhook.Status.ACTIVATED);
    }

    private RestAnswer deactivate(Webhook webhook) {
        if (!webhook.is(Webhook.Status.ACTIVATED)) {
            throw CampaignRefusal.bad("The webhook is not in status activated");
        }
        return become(webhook, Webhook.Status.DEACTIVATED);
    }

    private RestAnswer become(Webhook webhook, Webhook.Status status) {
        webhook.status = status;
        webhook.modified = campaign.now();
        campaign.sender().wake(webhook);
        return CampaignApi.json(200, shown(webhook));
    }

    private RestAnswer delete(ClientCall call, Webhook webhook) {
        boolean only = campaign.switches.deleteOnlyDeactivated;
        if (webhook.is(Webhook.Status.ACTIVATED) || (only && !webhook.is(Webhook.Status.DEACTIVATED))) {
            throw CampaignRefusal.bad("Only a webhook in status deactivated can be deleted");
        }
        call.account().webhooks.remove(webhook.id);
        campaign.sender().forget(webhook);
        return RestAnswer.empty(204);
    }

    private Webhook webhook(ClientCall call) {
        long id = call.id(1);
        Webhook webhook = call.account().webhooks.get(id);
        if (webhook != null) {
            return webhook;
        }
        if (campaign.isOfAnother(call.account(), each -> each.webhooks, id)) {
            throw CampaignRefusal.ofAnotherClient("webhook");
        }
        throw CampaignRefusal.notFound(WEBHOOK);
    }

    /**
     * Sends test events and tells what the target answered: the call itself is answered 200 all the same. It is not under the
     * lock, because the target takes its time. Inferred: it works in every status, and all test events are in one request; 0
     * stands for a target that cannot be reached.
     */
    RestAnswer verify(ClientCall call) {
        List<WebhookEvent> tests = new ArrayList<>();
        Webhook webhook;
        synchronized (campaign) {
            webhook = webhook(call.only("GET"));
            int events = call.bounded("numberOfEvents", 1, 1, 100);
            Mailing mailing = mailing(call, webhook, call.neededLong("mailingId"));
            if (campaign.switches.verifyUnsupported.contains(webhook.type)) {
                throw CampaignRefusal.bad("Verify is not supported for the type " + webhook.type);
            }
            for (int event = 0; event < events; event++) {
                tests.add(test(webhook, mailing));
            }
        }
        Map<String, String> headers = new LinkedHashMap<>(webhook.authentication.headers());
        headers.put("Content-Type", "application/json");
        String body =
                StrictJson.write(tests.stream().map(each -> each.payload(1)).toList());
        Outgoing.Reply reply = outgoing.post(webhook.targetUrl, headers, body, Duration.ofSeconds(30))
                .join();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("id", webhook.id);
        result.put("httpStatusCode", reply.status());
        result.put("responseBody", reply.body());
        result.put("numberOfEvents", tests.size());
        result.put("targetUrl", webhook.targetUrl);
        return CampaignApi.json(200, List.of(result));
    }

    /** Of this client; for the block list, any mailing of the customer will do. */
    private Mailing mailing(ClientCall call, Webhook webhook, long mailingId) {
        Mailing own = call.account().mailings.get(mailingId);
        Mailing mailing = own == null && webhook.type.equals("blocklist") ? campaign.mailing(mailingId) : own;
        if (mailing == null) {
            throw CampaignRefusal.bad("There is no mailing " + mailingId);
        }
        return mailing;
    }

    /** Documented is only that it is of the type of the webhook; it has no mark of a test. */
    private WebhookEvent test(Webhook webhook, Mailing mailing) {
        Instant now = campaign.now();
        String address = "john.smith@example.com";
        Recipient recipient = new Recipient(campaign.ids.number(), address, address, campaign.ids.number(), now);
        long number = campaign.ids.number();
        Mail mail = new Mail(Ids.mail(mailing.id, number), number, mailing, recipient, now);
        Map<String, Object> more =
                switch (webhook.type) {
                    case "bounce" -> Map.of("category", "softbounce", "reason", "other", "thresholdExceeded", false);
                    case "unsubscribe" -> Map.of("reason", "Unsubscribe via REST API");
                    case "spamcomplaint" -> Map.of("providerName", "AOL");
                    case "open" -> Happenings.browser("Windows 10", "Firefox 64.1");
                    case "click" -> Happenings.click("https://www.optimizely.com");
                    default -> Map.of();
                };
        String id = campaign.ids.event(now.toEpochMilli());
        return new WebhookEvent(webhook.type, id, now, webhook.clientId, address, recipient, mail, more);
    }

    /** What a creation and a replacement need. */
    private record Form(
            String type, String targetUrl, @Nullable Authentication authentication) {
        static Form of(ClientCall call) {
            String type = call.neededField("type");
            if (!WebhookTypes.ALL.contains(type)) {
                throw CampaignRefusal.bad("There is no webhook type " + type);
            }
            if (!call.neededField("format").equals("json")) {
                throw CampaignRefusal.bad("The format has to be json");
            }
            return new Form(type, target(call.neededField("targetUrl")), authentication(call));
        }

        private static String target(String url) {
            try {
                URI uri = new URI(url);
                boolean port = uri.getPort() == -1 || uri.getPort() == 443;
                if ("https".equals(uri.getScheme()) && uri.getHost() != null && port) {
                    return url;
                }
            } catch (URISyntaxException e) {
                throw CampaignRefusal.bad("The targetUrl is no URL");
            }
            throw CampaignRefusal.bad("The targetUrl has to be an https URL with port 443");
        }

        private static @Nullable Authentication authentication(ClientCall call) {
            String json = call.field("authentication");
            if (json != null) {
                return Authentication.parse(json);
            }
            String user = call.field("basicAuthUsername");
            String password = call.field("basicAuthPassword");
            return user == null || password == null ? null : Authentication.basic(user, password);
        }
    }
}
