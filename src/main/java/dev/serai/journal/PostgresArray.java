package dev.serai.journal;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Arrays as PostgreSQL itself writes them. The driver would send ids and times as text, which PostgreSQL takes apart
 * character by character: a seventh of all it did for an event.
 *
 * <p>Source of the form: {@code array_recv}, {@code uuid_recv} and {@code timestamptz_recv} of PostgreSQL.
 */
final class PostgresArray {
    /** Dimensions, whether there are nulls, type; then length and first index of the only dimension. */
    private static final int HEAD_BYTES = 5 * Integer.BYTES;

    private static final int NULL = -1;
    private static final int UUID_BYTES = 2 * Long.BYTES;
    private static final long EPOCH =
            OffsetDateTime.parse("2000-01-01T00:00:00Z").toEpochSecond();

    private PostgresArray() {}

    /** @param type as PostgreSQL names it; of {@code uuid} the values are UUIDs, of {@code timestamptz} OffsetDateTimes */
    static Array of(Connection connection, String type, @Nullable Object[] values) throws SQLException {
        return switch (type) {
            case "uuid" -> new PgArray(connection.unwrap(BaseConnection.class), Oid.UUID_ARRAY, ids(values));
            case "timestamptz" ->
                new PgArray(connection.unwrap(BaseConnection.class), Oid.TIMESTAMPTZ_ARRAY, times(values));
            case "text" -> connection.createArrayOf(type, Arrays.copyOf(values, values.length, String[].class));
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
            if (value == null) {
                bytes.putInt(NULL);
            } else {
                bytes.putInt(Long.BYTES).putLong(micros((OffsetDateTime) value));
            }
        }
        return written(bytes);
    }

    /** Rounded, as PostgreSQL does with text. */
    private static long micros(OffsetDateTime time) {
        return (time.toEpochSecond() - EPOCH) * 1_000_000 + (time.getNano() + 500) / 1_000;
    }

    private static ByteBuffer head(int type, int size, int length) {
        return ByteBuffer.allocate(HEAD_BYTES + length * (Integer.BYTES + size))
                .putInt(1)
                .putInt(1)
                .putInt(type)
                .putInt(length)
                .putInt(1);
    }

    private static byte[] written(ByteBuffer bytes) {
        byte[] written = new byte[bytes.position()];
        bytes.flip().get(written);
        return written;
    }
}
