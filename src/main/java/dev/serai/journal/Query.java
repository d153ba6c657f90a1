package dev.serai.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * A statement with its values, for the cold paths. The hot paths (keeping, reading what is due, settling) bind by hand,
 * because they need batches and arrays; they convert by the static methods. Times cross JDBC in UTC.
 */
final class Query {
    private final Connection connection;
    private final String sql;
    private final @Nullable Object[] values;

    /** Makes something of the row on which the result stands. */
    @FunctionalInterface
    interface Row<T extends @Nullable Object> {
        T read(ResultSet row) throws SQLException;
    }

    /**
     * A value that the database takes as an array.
     *
     * @param type {@code uuid} or {@code text}
     */
    record Values(String type, Collection<?> values) {}

    /** @param values one for each {@code ?}, in order: an {@link Instant}, {@link Values}, or what JDBC knows */
    Query(Connection connection, String sql, @Nullable Object... values) {
        this.connection = connection;
        this.sql = sql;
        this.values = values;
    }

    /** @return how many rows were changed */
    int update() throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement);
            return statement.executeUpdate();
        }
    }

    <T extends @Nullable Object> List<T> list(Row<T> each) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            bind(statement);
            List<T> list = new ArrayList<>();
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    list.add(each.read(row));
                }
            }
            return list;
        }
    }

    /** The first row; empty if there is none. */
    <T> Optional<T> first(Row<T> first) throws SQLException {
        return list(first).stream().findFirst();
    }

    /** The row of a statement that always has one. */
    <T extends @Nullable Object> T only(Row<T> only) throws SQLException {
        return list(only).get(0);
    }

    /** The number in the only column of the only row. */
    long number() throws SQLException {
        return only(row -> row.getLong(1));
    }

    private void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < values.length; i++) {
            if (values[i] instanceof Values array) {
                array(statement, i + 1, array.type(), array.values(), value -> value);
            } else {
                statement.setObject(i + 1, values[i] instanceof Instant time ? timestamp(time) : values[i]);
            }
        }
    }

    static @Nullable OffsetDateTime timestamp(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** Binds one column of many rows as an array. */
    static <T> void array(
            PreparedStatement statement,
            int index,
            String type,
            Collection<T> rows,
            Function<T, ? extends @Nullable Object> column)
            throws SQLException {
        @Nullable Object[] values = rows.stream().map(column).toArray();
        Connection connection = statement.getConnection();
        statement.setArray(
                index,
                connection.isWrapperFor(PGConnection.class)
                        ? PostgresArray.of(connection, type, values)
                        : connection.createArrayOf(type, values));
    }
}
