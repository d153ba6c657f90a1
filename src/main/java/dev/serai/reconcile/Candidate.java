package dev.serai.reconcile;

import dev.serai.event.EmailAddress;
import dev.serai.event.JoinKey;
import dev.serai.event.Medium;
import dev.serai.event.Text;
import dev.serai.optimizely.CampaignJoin;
import dev.serai.optimizely.api.CampaignEntry;
import dev.serai.optimizely.api.CampaignRecords;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A record of Campaign whose event may be missing.
 *
 * @param keys by which its event is recognised, the first one the best
 * @param judged whether it is of the period; the others only explain events that are in the journal
 */
record Candidate(CampaignEntry entry, List<JoinKey> keys, boolean judged) {

    /** @return null if the record cannot be joined with an event */
    static @Nullable Candidate of(CampaignEntry entry, String client, boolean judged) {
        List<JoinKey> keys = CampaignJoin.keys(
                entry.type(),
                client,
                entry.mediaType() == null ? Medium.EMAIL : Medium.of(Map.of("mediaType", entry.mediaType())),
                entry.recipientId(),
                address(entry),
                entry.mailId(),
                entry.category());
        return keys.isEmpty() ? null : new Candidate(entry, keys, judged);
    }

    /** The address that the record is about; null if it does not say, or means many. */
    static @Nullable String address(CampaignEntry entry) {
        String pattern = entry.pattern();
        if (pattern != null) {
            return CampaignRecords.isWildcard(pattern) ? null : EmailAddress.in(CampaignRecords.address(pattern));
        }
        return entry.recipientId() == null ? null : EmailAddress.in(entry.recipientId());
    }

    /**
     * The payload that the webhook would have had, as far as the record tells.
     *
     * @param thresholdExceeded null if it is not known
     */
    static Map<String, Object> payload(CampaignEntry entry, String client, @Nullable Boolean thresholdExceeded) {
        Map<String, Object> payload = new LinkedHashMap<>();
        String address = address(entry);
        String medium = entry.mediaType() == null ? Medium.EMAIL : entry.mediaType();
        payload.put("type", entry.type());
        payload.put("clientId", Long.valueOf(client));
        put(payload, "mailingId", entry.mailingId());
        payload.put("mediaType", medium);
        if (address != null) {
            payload.put("mediaTypesToAddresses", Map.of(medium, address));
        }
        put(payload, "recipientId", entry.recipientId() == null ? address : entry.recipientId());
        put(payload, "userListId", entry.listId());
        put(payload, "mailId", entry.mailId());
        put(payload, "category", entry.category());
        put(payload, "reason", entry.reason() == null ? null : Text.clean(entry.reason(), 1_000));
        put(payload, "thresholdExceeded", thresholdExceeded);
        payload.put("created", entry.created().toEpochMilli());
        payload.put("origin", "reconcile");
        return payload;
    }

    private static void put(Map<String, Object> payload, String key, @Nullable Object value) {
        if (value != null) {
            payload.put(key, value);
        }
    }

    /** The record has addresses. */
    @Override
    public String toString() {
        return entry.toString();
    }
}
