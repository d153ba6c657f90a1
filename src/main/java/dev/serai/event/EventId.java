package dev.serai.event;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Ids that grow with time; the same event always gets the same id.
 *
 * <p>A UUID of version 8 (RFC 9562) laid out like version 7: 48 bits of the event's own time in milliseconds, then
 * SHA-256 of its natural key. The id is the primary key, so it is also the deduplication. New ids go to the end of the index,
 * so inserts stay as fast with 100 million events as with none.
 */
public final class EventId {
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private EventId() {}

    /**
     * @param time the event's own time; null, or implausible, counts as 0
     * @param key the natural key; its parts are length-prefixed, so that {@code ab, c} is not {@code a, bc}, and an
     *     absent part is not an empty one
     */
    public static UUID of(@Nullable Instant time, @Nullable String... key) {
        MessageDigest sha256 = sha256();
        for (String part : key) {
            sha256.update(ByteBuffer.allocate(Integer.BYTES)
                    .putInt(0, part == null ? -1 : part.length())
                    .array());
            if (part != null) {
                sha256.update(utf16(part));
            }
        }
        return laidOut(time, ByteBuffer.wrap(sha256.digest()));
    }

    /** A new id for an event that nothing identifies. */
    public static UUID random(Instant time) {
        UUID random = UUID.randomUUID();
        return laidOut(
                time,
                ByteBuffer.allocate(2 * Long.BYTES)
                        .putLong(0, random.getLeastSignificantBits())
                        .putLong(Long.BYTES, random.getMostSignificantBits()));
    }

    static boolean plausible(@Nullable Instant time) {
        return time != null && !time.isBefore(EARLIEST) && time.isBefore(LATEST);
    }

    public static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** As it is: an encoder would make the same question mark of each lone surrogate. */
    private static byte[] utf16(String text) {
        byte[] bytes = new byte[text.length() * Character.BYTES];
        ByteBuffer.wrap(bytes).asCharBuffer().put(text);
        return bytes;
    }

    private static UUID laidOut(@Nullable Instant time, ByteBuffer bits) {
        long millis = time != null && plausible(time) ? time.toEpochMilli() : 0;
        long high = (millis << 16) | 0x8000L | (bits.getLong(0) & 0x0FFFL);
        long low = 0x8000000000000000L | (bits.getLong(Long.BYTES) & 0x3FFFFFFFFFFFFFFFL);
        return new UUID(high, low);
    }
}
