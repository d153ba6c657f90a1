package dev.serai.event;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Authenticated input that is no event. It goes to quarantine, byte for byte.
 *
 * @param reason why the input is no event; never quotes it
 * @param charset what the request called the charset of its body; null if it did not, or UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // rejects are never compared
public record QuarantinedInput(
        String family,
        Instant receivedAt,
        String reason,
        byte[] body,
        @Nullable String charset) implements ReceiptItem {
    public QuarantinedInput {
        reason = Text.ofError(reason, 500);
    }

    public QuarantinedInput(String family, Instant receivedAt, String reason, byte[] body) {
        this(family, receivedAt, reason, body, null);
    }

    /** By what a body is recognised: SHA-256, in hexadecimal digits. */
    public String hash() {
        return HexFormat.of().formatHex(EventId.sha256().digest(body));
    }

    /** An event that the database refused. */
    public static QuarantinedInput of(RoutedEvent entry, String reason) {
        Event event = entry.event();
        return new QuarantinedInput(
                event.family(), event.receivedAt(), reason, event.payload().getBytes(StandardCharsets.UTF_8));
    }
}
