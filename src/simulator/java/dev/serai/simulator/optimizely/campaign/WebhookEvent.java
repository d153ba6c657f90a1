package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened. Its JSON is made when it is sent: the keys of each type are those of the documented samples, the
 * last six types have the keys that all samples share (inferred).
 *
 * @param recipient null if the event knows an address alone
 * @param mail null if the event comes from no mail
 * @param more what this type has besides
 */
record WebhookEvent(
        String type,
        String id,
        Instant created,
        long clientId,
        String address,
        @Nullable Recipient recipient,
        @Nullable Mail mail,
        Map<String, Object> more) {
    private static final Set<String> WITHOUT_ID = Set.of("open", "click");
    private static final Set<String> WITHOUT_LIST = Set.of("blocklist");
    private static final Set<String> WITHOUT_MEDIA = Set.of("open", "click", "spamcomplaint", "blocklist");
    private static final Set<String> WITH_MAILING_TYPE =
            Set.of("sent", "archive", "filteredbyblocklist", "spamcomplaint");
    private static final Set<String> WITH_MAILING_NAME = Set.of("sent", "archive", "filteredbyblocklist");
    private static final Set<String> WITHOUT_MAIL = Set.of("singleoptin", "confirmedoptin", "doubleoptin", "blocklist");

    /** Empty if there is no recipient. */
    String recipientId() {
        return recipient == null ? "" : recipient.id;
    }

    /** @param attempt 1 for the first transmission */
    Map<String, Object> payload(int attempt) {
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("type", type);
        if (!WITHOUT_ID.contains(type)) {
            payload.put("id", id);
        }
        ofRecipient(payload);
        if (mail != null && !WITHOUT_MAIL.contains(type)) {
            ofMail(payload, mail);
        }
        if (!WITHOUT_MEDIA.contains(type)) {
            payload.put("mediaType", "EMAIL");
        }
        payload.put("mediaTypesToAddresses", Map.of("EMAIL", address));
        payload.put("created", created.toEpochMilli());
        payload.put("clientId", clientId);
        payload.putAll(more);
        payload.put("attempt", attempt);
        return payload;
    }

    private void ofRecipient(Map<String, Object> payload) {
        if (recipient != null) {
            payload.put("recipientId", recipient.id);
            if (!WITHOUT_LIST.contains(type)) {
                payload.put("userListId", recipient.list);
                payload.put("subscriptionId", recipient.subscription);
            }
        }
    }

    private void ofMail(Map<String, Object> payload, Mail one) {
        payload.put("mailId", one.id());
        payload.put("mailingId", one.mailing().id);
        if (WITH_MAILING_TYPE.contains(type)) {
            payload.put("mailingType", one.mailing().kind.inEvents);
        }
        if (WITH_MAILING_NAME.contains(type)) {
            payload.put("mailingName", one.mailing().name);
        }
    }
}
