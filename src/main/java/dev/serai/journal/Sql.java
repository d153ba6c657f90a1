package dev.serai.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** How values cross JDBC on both databases. Times are UTC. */
final class Sql {
    private Sql() {}

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

    /** A value that this database will never take: SQLState 22 (data), 23 (constraint), 54 (a limit). */
    static boolean dataError(SQLException e) {
        return stateStartsWith(e, "22", "23", "54");
    }

    /** Two transactions got in each other's way: SQLState 40. Running it again is enough. */
    static boolean rolledBack(SQLException e) {
        return stateStartsWith(e, "40");
    }

    private static boolean stateStartsWith(SQLException e, String... classes) {
        for (SQLException each = e; each != null; each = each.getNextException()) {
            String state = each.getSQLState();
            if (state != null) {
                for (String start : classes) {
                    if (state.startsWith(start)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
