package dev.serai.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Authenticated input that is no event. It goes to quarantine, byte for byte.
 *
 * @param reason why the input is no event; never quotes it
 * @param charset what the request called the charset of its body; null if it did not, or UTF-8
 * @param headers those of the request without which the body cannot be read again
 */
@SuppressWarnings("ArrayRecordComponent") // rejects are never compared
public record QuarantinedInput(
        String family,
        Instant receivedAt,
        String reason,
        byte[] body,
        @Nullable String charset,
        Map<String, String> headers)
        implements ReceiptItem {
    public QuarantinedInput {
        reason = Text.ofError(reason, 500);
        headers = Collections.unmodifiableMap(new TreeMap<>(headers));
    }

    public QuarantinedInput(String family, Instant receivedAt, String reason, byte[] body) {
        this(family, receivedAt, reason, body, null, Map.of());
    }

    /** By what a body is recognised: SHA-256 of its headers as JSON, if it has any, and of the body, in hexadecimal digits. */
    public String hash() {
        MessageDigest hash = EventId.sha256();
        String json = headersJson();
        if (json != null) {
            hash.update(json.getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(hash.digest(body));
    }

    /** The headers as JSON; null if there are none. */
    public @Nullable String headersJson() {
        return headers.isEmpty() ? null : Json.write(headers);
    }

    /** An event that the database refused. */
    public static QuarantinedInput of(RoutedEvent entry, String reason) {
        Event event = entry.event();
        return new QuarantinedInput(
                event.family(), event.receivedAt(), reason, event.payload().getBytes(StandardCharsets.UTF_8));
    }
}
