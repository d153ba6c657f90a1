package dev.serai.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;

/** Has databases of destinations parse statements, and runs none of them. */
public final class StatementProbe {
    /**
     * What says nothing about a statement, because here its parameters have no types and no values: PostgreSQL's
     * indeterminate_datatype, ambiguous_function; "not supported in the prepared statement protocol" of MariaDB and MySQL.
     */
    private static final Set<String> UNTYPED = Set.of("42P18", "42725");

    private static final int NOT_PREPARED = 1295;

    private StatementProbe() {}

    /**
     * Asks for a connection.
     *
     * @throws SQLException if there is none
     */
    public static void connect(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            connection.getAutoCommit();
        }
    }

    /**
     * Prepares a statement.
     *
     * @param sql with a question mark for each parameter
     * @return the database's refusal; nothing if it takes the statement
     * @throws SQLException if there is no connection
     */
    public static Optional<SQLException> refusal(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return prepare(connection, sql);
        }
    }

    /** The drivers of PostgreSQL and SQL Server send the statement when they are asked for its parameters. */
    private static Optional<SQLException> prepare(Connection connection, String sql) {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.getParameterMetaData();
            return Optional.empty();
        } catch (SQLException e) {
            return UNTYPED.contains(String.valueOf(e.getSQLState())) || e.getErrorCode() == NOT_PREPARED
                    ? Optional.empty()
                    : Optional.of(e);
        }
    }
}
