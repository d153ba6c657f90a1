package dev.serai.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Arrays in the binary form of PostgreSQL. The driver would send them as text, which PostgreSQL parses character by character:
 * for ids and times that was a seventh of its work for an event. For texts the driver would build one text with a backslash
 * before each quote, and copy it while it grows: 70 MB for one payload of 4 MB.
 *
 * <p>Source of the form: {@code array_recv}, {@code uuid_recv}, {@code timestamptz_recv} and {@code textrecv} of PostgreSQL.
 */
final class PostgresArray {
    /** Dimensions, whether there are nulls, type; then length and first index of the only dimension. */
    private static final int HEAD_BYTES = 5 * Integer.BYTES;

    private static final int NULL = -1;
    private static final byte[] NOTHING = {};
    private static final int UUID_BYTES = 2 * Long.BYTES;
    private static final long EPOCH =
            OffsetDateTime.parse("2000-01-01T00:00:00Z").toEpochSecond();

    private PostgresArray() {}

    /** @param type as PostgreSQL names it; of {@code uuid} the values are UUIDs, of {@code timestamptz} OffsetDateTimes,
     *     of {@code text} Strings */
    static Array of(Connection connection, String type, @Nullable Object[] values) throws SQLException {
        return switch (type) {
            case "uuid" -> new PgArray(connection.unwrap(BaseConnection.class), Oid.UUID_ARRAY, ids(values));
            case "timestamptz" ->
                new PgArray(connection.unwrap(BaseConnection.class), Oid.TIMESTAMPTZ_ARRAY, times(values));
            case "text" -> new PgArray(connection.unwrap(BaseConnection.class), Oid.TEXT_ARRAY, texts(values));
            default -> connection.createArrayOf(type, values);
        };
    }

    private static byte[] ids(@Nullable Object[] values) {
        ByteBuffer bytes = head(Oid.UUID, UUID_BYTES, values.length);
        for (@Nullable Object value : values) {
            UUID id = (UUID) value;
            bytes.putInt(UUID_BYTES).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
        return written(bytes);
    }

    private static byte[] times(@Nullable Object[] values) {
        ByteBuffer bytes = head(Oid.TIMESTAMPTZ, Long.BYTES, values.length);
        for (@Nullable Object value : values) {
            OffsetDateTime time = (OffsetDateTime) value;
            if (time == null) {
                bytes.putInt(NULL);
            } else {
                bytes.putInt(Long.BYTES).putLong(micros(time.toEpochSecond(), time.getNano()));
            }
        }
        return written(bytes);
    }

    private static byte[] texts(@Nullable Object[] values) {
        byte[][] texts = new byte[values.length][];
        int size = 0;
        for (int i = 0; i < texts.length; i++) {
            texts[i] = values[i] == null ? NOTHING : ((String) values[i]).getBytes(StandardCharsets.UTF_8);
            size += texts[i].length;
        }
        ByteBuffer bytes = ByteBuffer.allocate(HEAD_BYTES + texts.length * Integer.BYTES + size);
        head(bytes, Oid.TEXT, texts.length);
        for (int i = 0; i < texts.length; i++) {
            bytes.putInt(values[i] == null ? NULL : texts[i].length).put(texts[i]);
        }
        return bytes.array();
    }

    /** A time as PostgreSQL sends it: rounded to microseconds, as it rounds a time that it gets as text. */
    static long micros(long epochSecond, int nano) {
        return (epochSecond - EPOCH) * 1_000_000 + (nano + 500) / 1_000;
    }

    private static ByteBuffer head(int type, int size, int length) {
        return head(ByteBuffer.allocate(HEAD_BYTES + length * (Integer.BYTES + size)), type, length);
    }

    private static ByteBuffer head(ByteBuffer bytes, int type, int length) {
        return bytes.putInt(1).putInt(1).putInt(type).putInt(length).putInt(1);
    }

    private static byte[] written(ByteBuffer bytes) {
        byte[] written = new byte[bytes.position()];
        bytes.flip().get(written);
        return written;
    }
}
