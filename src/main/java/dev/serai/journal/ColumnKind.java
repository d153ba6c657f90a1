package dev.serai.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The types of columns that a journal has, each as one Java type, whichever database it comes from. */
enum ColumnKind {
    ID("uuid") {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            return row.getObject(column, UUID.class);
        }

        @Override
        Object parse(String text) {
            return UUID.fromString(text);
        }
    },
    TEXT("varchar|text|bpchar|character varying|character large object|character") {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            return row.getString(column);
        }

        @Override
        Object parse(String text) {
            return text;
        }
    },
    BYTES("bytea|binary varying|binary large object") {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            return row.getBytes(column);
        }

        @Override
        Object parse(String text) {
            throw new IllegalArgumentException("bytes are no key");
        }

        @Override
        byte[] bytes(Object value) {
            return (byte[]) value;
        }
    },
    TIME("timestamptz|timestamp with time zone") {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
            return time == null ? null : time.toInstant();
        }

        @Override
        Object parse(String text) {
            return Instant.parse(text);
        }

        @Override
        Object bound(Object value) {
            return ((Instant) value).atOffset(ZoneOffset.UTC);
        }

        @Override
        byte[] bytes(Object value) {
            Instant time = (Instant) value;
            return ByteBuffer.allocate(Long.BYTES + Integer.BYTES)
                    .putLong(time.getEpochSecond())
                    .putInt(time.getNano())
                    .array();
        }
    },
    DAY("date") {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            return row.getObject(column, LocalDate.class);
        }

        @Override
        Object parse(String text) {
            return LocalDate.parse(text);
        }
    },
    FLAG("bool|boolean") {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            boolean flag = row.getBoolean(column);
            return row.wasNull() ? null : flag;
        }

        @Override
        Object parse(String text) {
            return Boolean.valueOf(text);
        }
    },
    NUMBER("int2|int4|int8|smallint|integer|bigint") {
        @Override
        @Nullable
        Object read(ResultSet row, int column) throws SQLException {
            long number = row.getLong(column);
            return row.wasNull() ? null : number;
        }

        @Override
        Object parse(String text) {
            return Long.valueOf(text);
        }
    };

    private final Pattern types;

    /** @param types the names that drivers have for it */
    ColumnKind(String types) {
        this.types = Pattern.compile(types);
    }

    /** @throws IllegalStateException if migrate has to learn the type first */
    static ColumnKind of(String type, String where) {
        return Arrays.stream(values())
                .filter(kind ->
                        kind.types.matcher(type.toLowerCase(Locale.ROOT)).matches())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        where + " has the type " + type + ", which serai migrate cannot copy; add it to ColumnKind"));
    }

    abstract @Nullable Object read(ResultSet row, int column) throws SQLException;

    /** The value of a key, from the text of it. */
    abstract Object parse(String text);

    /** As JDBC takes it. */
    Object bound(Object value) {
        return value;
    }

    /** What a checksum is made of: the same for equal values of two databases. */
    byte[] bytes(Object value) {
        return value.toString().getBytes(StandardCharsets.UTF_8);
    }

    void write(PreparedStatement statement, int parameter, @Nullable Object value, int jdbcType) throws SQLException {
        if (value == null) {
            statement.setNull(parameter, jdbcType);
        } else {
            statement.setObject(parameter, bound(value));
        }
    }
}
