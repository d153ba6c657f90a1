package dev.serai.optimizely.api;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What Campaign's REST API knows of one happening.
 *
 * @param type the webhook event's name: unsubscribe, bounce, blocklist or spamcomplaint
 * @param mailingId null if it is not known, as {@code listId}
 * @param recipientId an address, or what else the list uses as its key; null for an entry of the block list
 * @param pattern of the block list
 * @param category hardbounce or softbounce
 * @param mailToUserId of a spam complaint, from which its mail id can be asked for
 */
public record CampaignEntry(
        String type,
        Instant created,
        @Nullable Long mailingId,
        @Nullable Long listId,
        @Nullable String mediaType,
        @Nullable String recipientId,
        @Nullable String pattern,
        @Nullable String mailId,
        @Nullable String category,
        @Nullable String reason,
        @Nullable String mailToUserId) {

    /** The same with what the API knows of its mail. */
    public CampaignEntry of(CampaignRecords.Mail mail) {
        return new CampaignEntry(
                type,
                created,
                mail.mailingId() == null ? mailingId : mail.mailingId(),
                mail.listId() == null ? listId : mail.listId(),
                mediaType,
                mail.recipientId() == null ? recipientId : mail.recipientId(),
                pattern,
                mail.mailId(),
                category,
                reason,
                mailToUserId);
    }

    /** It has addresses. */
    @Override
    public String toString() {
        return type + " " + created;
    }
}
