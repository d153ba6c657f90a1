package dev.serai.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * Authenticated input that is no event. It goes to quarantine, byte for byte.
 *
 * @param reason why the input is no event; never quotes it
 */
@SuppressWarnings("ArrayRecordComponent") // rejects are never compared
public record QuarantinedInput(String family, Instant receivedAt, String reason, byte[] body) implements ReceiptItem {
    public QuarantinedInput {
        reason = Text.clean(reason, 500);
    }

    /** An event that the database refused. */
    public static QuarantinedInput of(RoutedEvent entry, String reason) {
        Event event = entry.event();
        return new QuarantinedInput(
                event.family(), event.receivedAt(), reason, event.payload().getBytes(StandardCharsets.UTF_8));
    }
}
