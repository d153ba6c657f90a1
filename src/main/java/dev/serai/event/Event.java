package dev.serai.event;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event, as it is kept.
 *
 * <p>The extracted columns are cleaned of what a database refuses or cannot index (NUL, lone surrogates, excessive
 * length, impossible times); the payload never is.
 *
 * @param id derived from the event itself, see {@link EventId}
 * @param family {@code campaign}, {@code cmp}, {@code graph}, or {@code serai} for an alarm
 * @param type the vendor's name of the event
 * @param subject id of the asset, task, mail or document that the event is about
 * @param contact the address that the event is about, in lower case: of e-mail, or of the event's own medium
 * @param occurredAt when the event happened; null if the sender does not say, or says later than a day after receipt
 * @param receivedAt when the event was received
 * @param payload the JSON text exactly as it was received
 */
public record Event(
        UUID id,
        String family,
        String type,
        @Nullable String subject,
        @Nullable String contact,
        @Nullable Instant occurredAt,
        Instant receivedAt,
        String payload) {

    private static final Duration CLOCKS_DIFFER = Duration.ofDays(1);
    private static final int TYPE_LENGTH = 200;
    private static final int SUBJECT_LENGTH = 200;
    /** The longest address that RFC 5321 allows; a longer one is not an address, and cut it would be another's. */
    private static final int CONTACT_LENGTH = 320;

    public Event {
        type = Text.clean(type, TYPE_LENGTH);
        subject = subject == null ? null : Text.clean(subject, SUBJECT_LENGTH);
        contact = contact == null || contact.isBlank() || contact.length() > CONTACT_LENGTH
                ? null
                : Text.clean(Text.lowerCase(contact.strip()), CONTACT_LENGTH);
        occurredAt = EventId.plausible(occurredAt) && !isAhead(occurredAt, receivedAt) ? occurredAt : null;
    }

    /** Whether a time cannot be the time of something that has happened; for less, a clock may be wrong. */
    public static boolean isAhead(@Nullable Instant time, Instant now) {
        return time != null && time.isAfter(now.plus(CLOCKS_DIFFER));
    }
}
