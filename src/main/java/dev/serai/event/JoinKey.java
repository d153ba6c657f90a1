package dev.serai.event;

import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a webhook's event and the vendor's own record of the same happening have in common, where they share no id.
 *
 * @param key a hash, because it is made of addresses too
 * @param within how far apart the times of the two may be; null if the key alone tells
 */
public record JoinKey(String key, @Nullable Duration within) {
    private static final int BYTES = 16;

    /**
     * @param within null if the parts alone tell
     * @param parts see {@link EventId#of}
     */
    public static JoinKey of(@Nullable Duration within, @Nullable String... parts) {
        StringBuilder text = new StringBuilder(64);
        for (String part : parts) {
            text.append(part == null ? -1 : part.length()).append(':').append(part);
        }
        byte[] hash = EventId.sha256().digest(text.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return new JoinKey(HexFormat.of().formatHex(hash, 0, BYTES), within);
    }

    /** Whether two times may be of the same happening. */
    public boolean joins(Instant one, Instant other) {
        return within == null || Duration.between(one, other).abs().compareTo(within) <= 0;
    }
}
