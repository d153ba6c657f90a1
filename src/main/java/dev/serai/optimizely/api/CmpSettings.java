package dev.serai.optimizely.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The webhooks in the settings of one account of CMP. CMP merges by name: a name that is there once is updated, and its event
 * names are added to those that it has; nothing is ever removed. The calls are experimental.
 *
 * @see <a href="https://github.com/newscred/opti-cmp-sdk">The API's description</a>
 */
public final class CmpSettings {
    /** What a webhook may be registered for. Publish events go to a channel of their own, which the API does not register. */
    public static final List<String> EVENTS = List.of(
            "asset_added",
            "asset_removed",
            "asset_modified",
            "asset_renditions_created",
            "task_added",
            "task_removed",
            "task_metadata_modified",
            "task_brief_added",
            "task_brief_removed",
            "task_brief_modified",
            "task_asset_added",
            "task_asset_removed",
            "task_asset_modified",
            "task_asset_draft_added",
            "task_asset_draft_removed",
            "task_custom_field_modified",
            "content_preview_requested",
            "workflow_sub_step_updated",
            "workflow_sub_step_comment_added",
            "workflow_sub_step_comment_modified",
            "workflow_sub_step_comment_removed",
            "campaign_added",
            "campaign_metadata_modified",
            "campaign_brief_added",
            "campaign_brief_removed",
            "campaign_brief_modified",
            "work_request_added",
            "work_request_modified",
            "work_request_removed",
            "work_request_comment_added",
            "work_request_comment_modified",
            "work_request_comment_removed",
            "external_sub_step_started",
            "external_sub_step_completed",
            "external_sub_step_modified",
            "external_sub_step_comment_added",
            "external_sub_step_comment_modified",
            "external_sub_step_comment_removed",
            "event_added",
            "event_modified");

    /** The most characters of a secret. */
    public static final int MAX_SECRET = 32;

    private static final String PATH = "/settings";

    private final ApiClient api;

    public CmpSettings(ApiClient api) {
        this.api = api;
    }

    public List<CmpWebhook> read() throws ApiException, InterruptedException {
        JsonNode settings = api.call(signedIn(ApiCall.of("GET", PATH)));
        if (!settings.isObject()) {
            throw new ApiException(
                    ApiException.NO_ANSWER,
                    api.settings().keys() + ": GET " + PATH + " was answered without settings; is "
                            + api.settings().keys() + ".url right?");
        }
        JsonNode webhooks = settings.path("webhooks");
        List<CmpWebhook> read = new ArrayList<>();
        for (JsonNode each : webhooks) {
            Set<String> events = new HashSet<>();
            each.path("event_names").forEach(name -> events.add(name.asText()));
            read.add(new CmpWebhook(
                    each.path("name").asText(""),
                    each.path("description").asText(""),
                    each.path("callback_url").asText(""),
                    each.path("secret").asText(""),
                    events));
        }
        return read;
    }

    /** What {@link #execute} would change, as CMP says it. */
    public JsonNode dryRun(List<CmpWebhook> webhooks) throws ApiException, InterruptedException {
        return api.call(post(webhooks, false).repeatedly());
    }

    /** Registers or updates webhooks. The call is not repeated if it is unclear whether it took effect: read the settings then. */
    public void execute(List<CmpWebhook> webhooks) throws ApiException, InterruptedException {
        api.call(post(webhooks, true));
    }

    private ApiCall post(List<CmpWebhook> webhooks, boolean execute) {
        Set<String> secrets = new HashSet<>();
        List<Map<String, Object>> json = new ArrayList<>();
        for (CmpWebhook each : webhooks) {
            secrets.add(each.secret());
            secrets.add(each.callbackUrl());
            Map<String, Object> webhook = new LinkedHashMap<>();
            webhook.put("name", each.name());
            webhook.put("description", each.description());
            webhook.put("callback_url", each.callbackUrl());
            webhook.put("secret", each.secret());
            webhook.put("event_names", new TreeSet<>(each.events()));
            json.add(webhook);
        }
        return signedIn(ApiCall.of("POST", PATH))
                .query(Map.of("execute", Boolean.toString(execute)))
                .json(Map.of("webhooks", json))
                .hiding(secrets)
                .refused(
                        422,
                        "CMP does not take a value; compare name, description and events in config/webhooks.yaml with CMP's"
                                + " documentation");
    }

    private ApiCall signedIn(ApiCall call) {
        String keys = api.settings().keys();
        return call.refused(
                        401,
                        "CMP refuses the access token; compare " + keys + ".client-id and " + keys
                                + ".client-secret with the app in CMP under Admin > Apps and Webhooks")
                .refused(
                        403,
                        "the app may not read or change the settings; give it the right in CMP under Admin > Apps and"
                                + " Webhooks, or register the webhook there by hand")
                .refused(
                        404,
                        "this account has no settings call, which is experimental; register the webhook by hand in"
                                + " CMP under Admin > Apps and Webhooks");
    }
}
