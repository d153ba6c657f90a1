package dev.serai.journal;

import java.nio.ByteBuffer;
import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Oid;
import org.postgresql.jdbc.PgArray;

/**
 * Ids and times as PostgreSQL itself writes them. The driver would send them as text, which PostgreSQL has to take apart
 * character by character.
 */
enum BinaryArray {
    UUIDS(Oid.UUID_ARRAY, Oid.UUID, 2 * Long.BYTES) {
        @Override
        void put(ByteBuffer bytes, Object value) {
            UUID id = (UUID) value;
            bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
    },

    /** Microseconds since the beginning of 2000. */
    TIMES(Oid.TIMESTAMPTZ_ARRAY, Oid.TIMESTAMPTZ, Long.BYTES) {
        @Override
        void put(ByteBuffer bytes, Object value) {
            bytes.putLong(ChronoUnit.MICROS.between(EPOCH, (OffsetDateTime) value));
        }
    };

    private static final OffsetDateTime EPOCH = OffsetDateTime.parse("2000-01-01T00:00:00Z");
    private static final int HEAD = 5 * Integer.BYTES;
    private static final int NULL = -1;

    private final int arrayType;
    private final int type;
    private final int size;

    BinaryArray(int arrayType, int type, int size) {
        this.arrayType = arrayType;
        this.type = type;
        this.size = size;
    }

    Array of(Connection connection, @Nullable Object[] values) throws SQLException {
        ByteBuffer bytes = ByteBuffer.allocate(HEAD + values.length * (Integer.BYTES + size));
        bytes.putInt(1).putInt(1).putInt(type).putInt(values.length).putInt(1);
        for (@Nullable Object value : values) {
            bytes.putInt(value == null ? NULL : size);
            if (value != null) {
                put(bytes, value);
            }
        }
        byte[] exact = new byte[bytes.position()];
        bytes.flip().get(exact);
        return new PgArray(connection.unwrap(BaseConnection.class), arrayType, exact);
    }

    abstract void put(ByteBuffer bytes, Object value);
}
