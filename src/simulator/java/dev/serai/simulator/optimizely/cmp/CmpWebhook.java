package dev.serai.simulator.optimizely.cmp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** A webhook of the settings. */
record CmpWebhook(String name, String description, String callbackUrl, String secret, Set<String> eventNames) {
    /** All 43 events. */
    static final Set<String> EVENTS = Set.copyOf(
            List.of(("asset_added asset_removed asset_modified asset_renditions_created task_added task_removed"
                            + " task_metadata_modified task_brief_added task_brief_removed task_brief_modified"
                            + " task_asset_added task_asset_removed task_asset_modified task_asset_draft_added"
                            + " task_asset_draft_removed task_custom_field_modified content_preview_requested"
                            + " workflow_sub_step_updated workflow_sub_step_comment_added"
                            + " workflow_sub_step_comment_modified workflow_sub_step_comment_removed campaign_added"
                            + " campaign_metadata_modified campaign_brief_added campaign_brief_removed"
                            + " campaign_brief_modified asset_published asset_synced asset_unpublished"
                            + " work_request_added work_request_modified work_request_removed"
                            + " work_request_comment_added work_request_comment_modified"
                            + " work_request_comment_removed external_sub_step_started external_sub_step_completed"
                            + " external_sub_step_modified external_sub_step_comment_added"
                            + " external_sub_step_comment_modified external_sub_step_comment_removed event_added"
                            + " event_modified")
                    .split(" ", -1)));

    /** This one with what the other says, and the event names of both: names are never removed. */
    CmpWebhook mergedWith(CmpWebhook other) {
        Set<String> names = new TreeSet<>(eventNames);
        names.addAll(other.eventNames());
        return new CmpWebhook(name, other.description(), other.callbackUrl(), other.secret(), names);
    }

    Map<String, Object> shown(boolean withSecret) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("name", name);
        shown.put("description", description);
        shown.put("callback_url", callbackUrl);
        if (withSecret) {
            shown.put("secret", secret);
        }
        shown.put("event_names", eventNames);
        return shown;
    }

    @Override
    public String toString() {
        return name + " to " + callbackUrl;
    }
}
