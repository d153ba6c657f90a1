package dev.serai.optimizely.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.event.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The webhooks of one client in Optimizely Campaign. A webhook carries one type of events; it must be activated after it was
 * created, and deactivated before it is deleted.
 *
 * @see <a href="https://support.optimizely.com/hc/en-us/articles/4413205577997-Webhooks">Webhooks</a>
 */
public final class CampaignWebhooks {
    /** What a creation may name as its type. */
    public static final List<String> TYPES = List.of(
            "open",
            "click",
            "sent",
            "bounce",
            "unsubscribe",
            "spamcomplaint",
            "singleoptin",
            "confirmedoptin",
            "doubleoptin",
            "blocklist",
            "archive",
            "filteredbyblocklist");

    /** Campaign gives at most 9,999 at once. */
    private static final int PAGE = 1_000;

    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final ApiClient api;
    private final String client;

    /** @param client the client id, see Administration > API overview > REST API in Campaign */
    public CampaignWebhooks(ApiClient api, String client) {
        this.api = api;
        this.client = client;
    }

    /** All webhooks of the client, also those of others than Serai. */
    public List<CampaignWebhook> list() throws ApiException, InterruptedException {
        List<CampaignWebhook> webhooks = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (int offset = 0; ; offset += PAGE) {
            JsonNode page = list(offset);
            int before = seen.size();
            for (JsonNode each : page) {
                CampaignWebhook webhook = webhook(each);
                if (seen.add(webhook.id()) && !webhook.status().equals("deleted")) {
                    webhooks.add(webhook);
                }
            }
            if (page.size() < PAGE || seen.size() == before) {
                return webhooks;
            }
        }
    }

    private JsonNode list(int offset) throws ApiException, InterruptedException {
        JsonNode page = api.call(of("GET", "")
                .query(Map.of(
                        "sort",
                        "CREATED",
                        "direction",
                        "ASC",
                        "offset",
                        Integer.toString(offset),
                        "limit",
                        Integer.toString(PAGE)))
                .refused(400, "this version of Serai asks in a way that Campaign does not take; report it")
                .refused(404, unknownClient()));
        if (!page.isArray()) {
            throw new ApiException(
                    ApiException.NO_ANSWER,
                    api.settings().keys() + ": GET /" + client + "/webhooks was answered without a list; is "
                            + api.settings().keys() + ".url right?");
        }
        return page;
    }

    /**
     * Creates a webhook; it does nothing until it is activated. The call is not repeated if it is unclear whether it took
     * effect: list the webhooks then.
     */
    public CampaignWebhook create(String type, String target, CampaignAuthentication authentication)
            throws ApiException, InterruptedException {
        String limit =
                "type, target and format are right if other webhooks were created; then the number of webhooks of"
                        + " this client is at its limit: delete some, or ask Optimizely's customer support for more";
        CampaignWebhook made = webhook(api.call(form("POST", "", type, target, authentication)
                .refused(400, limit)
                .refused(409, limit)));
        if (made.id().isEmpty()) {
            throw new ApiException(
                    ApiException.NO_ANSWER,
                    api.settings().keys() + ": POST /" + client
                            + "/webhooks was answered without an id; try again later");
        }
        return made;
    }

    /** Replaces type, target and authentication. */
    public void update(String id, String type, String target, CampaignAuthentication authentication)
            throws ApiException, InterruptedException {
        api.call(form("PUT", "/" + id, type, target, authentication)
                .refused(
                        400,
                        "Campaign does not update this webhook; delete it with \"serai webhooks delete " + id
                                + "\" and make it anew with \"serai webhooks apply\"")
                .changesWebhook()
                .refused(409, other()));
    }

    /** Activates it; if it is activated already, nothing changes. */
    public void activate(String id) throws ApiException, InterruptedException {
        ApiCall call = of("POST", "/" + id + "/activate")
                .repeatedly()
                .refused(400, "Campaign does not activate it in its state; \"serai webhooks list\" shows the state")
                .changesWebhook()
                .refused(409, other());
        unless(call, id, true);
    }

    /** Deactivates it; if it is not activated, nothing changes. */
    public void deactivate(String id) throws ApiException, InterruptedException {
        ApiCall call = of("POST", "/" + id + "/deactivate")
                .repeatedly()
                .refused(400, "Campaign does not deactivate it in its state; \"serai webhooks list\" shows the state")
                .changesWebhook()
                .refused(409, other());
        unless(call, id, false);
    }

    /** Campaign answers 400 too if the webhook is in that state already, such as after a call whose answer was lost. */
    private void unless(ApiCall call, String id, boolean activated) throws ApiException, InterruptedException {
        try {
            api.call(call);
        } catch (ApiException e) {
            if (e.status() != BAD_REQUEST
                    || list().stream().noneMatch(each -> each.id().equals(id) && each.isActivated() == activated)) {
                throw e;
            }
        }
    }

    /** Deletes a webhook that is not activated; if there is none of that id, nothing changes. */
    public void delete(String id) throws ApiException, InterruptedException {
        try {
            api.call(of("DELETE", "/" + id)
                    .refused(
                            400,
                            "Campaign deletes only what was activated and deactivated; say \"serai webhooks activate "
                                    + id + "\", \"serai webhooks deactivate " + id + "\" and \"serai webhooks delete "
                                    + id + "\"")
                    .refused(409, other()));
        } catch (ApiException e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
        }
    }

    /**
     * Lets Campaign send test events to the target. They look like real ones but for the mailing.
     *
     * @param mailing the id of a mailing that exists
     * @param events 1 to 100
     */
    public List<VerifiedWebhook> verify(String id, String mailing, int events)
            throws ApiException, InterruptedException {
        JsonNode answer = api.call(of("GET", "/" + id + "/verify")
                .query(Map.of("mailingId", mailing, "numberOfEvents", Integer.toString(events)))
                .refused(
                        400,
                        "Campaign does not verify webhooks of this type, or there is no mailing " + mailing
                                + "; take the id of a mailing of this client")
                .refused(
                        404,
                        "there is no such webhook or no mailing " + mailing
                                + "; take the id of a mailing of this client")
                .refused(409, other()));
        List<VerifiedWebhook> verified = new ArrayList<>();
        // the vendor's own connector reads an object
        for (JsonNode each : answer.isArray() ? answer : List.of(answer)) {
            verified.add(new VerifiedWebhook(
                    each.path("id").asText(id),
                    each.path("httpStatusCode").asInt(0),
                    each.path("responseBody").asText(""),
                    each.path("numberOfEvents").asInt(events)));
        }
        return verified;
    }

    private ApiCall of(String method, String below) {
        return ApiCall.of(method, "/" + client + "/webhooks" + below)
                .refused(
                        401,
                        "the credentials are refused, or the user may not use the client " + client + "; compare "
                                + api.settings().keys() + ".user and "
                                + api.settings().keys()
                                + ".password with what Optimizely has given you, and the client with Administration > API"
                                + " overview > REST API")
                .refused(403, "the user may not manage webhooks; ask Optimizely's customer support to enable webhooks");
    }

    private ApiCall form(
            String method, String below, String type, String target, CampaignAuthentication authentication) {
        Map<String, String> form = new TreeMap<>();
        form.put("type", type);
        form.put("format", "json");
        form.put("targetUrl", target);
        form.put("authentication", Json.write(authentication.json()));
        Set<String> secrets = new HashSet<>(authentication.secrets());
        secrets.add(target);
        return of(method, below).form(form).hiding(secrets);
    }

    private CampaignWebhook webhook(JsonNode json) {
        String type = json.path("type").asText("");
        return new CampaignWebhook(
                json.path("id").asText(""),
                // the API's request enum says "archive", its response enum "archived"
                type.equals("archived") ? "archive" : type,
                json.path("status").asText(""),
                json.path("targetUrl").asText(""),
                json.path("authentication").path("type").asText("none"),
                json.path("modified").asText(""));
    }

    private String unknownClient() {
        return "Campaign does not know the client " + client
                + "; compare it with Administration > API overview > REST API in Campaign";
    }

    private String other() {
        return "it belongs to another client than " + client + "; \"serai webhooks list\" shows those of each client";
    }
}
