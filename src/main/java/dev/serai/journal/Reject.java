package dev.serai.journal;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Authenticated input that is no event. It goes to quarantine, byte for byte.
 *
 * @param reason why the input is no event; never quotes it
 */
@SuppressWarnings("ArrayRecordComponent") // rejects are never compared
public record Reject(String family, Instant receivedAt, String reason, byte[] body) implements Element {
    public Reject {
        reason = Text.clean(reason, 500);
    }

    /** An event that the database refused. */
    static Reject of(Entry entry, String reason) {
        Event event = entry.event();
        return new Reject(
                event.family(), event.receivedAt(), reason, event.payload().getBytes(StandardCharsets.UTF_8));
    }
}
