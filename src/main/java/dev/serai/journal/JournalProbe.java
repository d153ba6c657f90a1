package dev.serai.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Asks the database of the journal about itself, on one connection that only reads. Nothing is made or migrated. */
public final class JournalProbe {
    private static final String SECONDS = "5";

    private JournalProbe() {}

    /** What becomes of the question. */
    public enum State {
        ANSWERED,
        /** H2 makes the file with the first start. */
        ABSENT,
        /** An H2 file that another process has open. */
        IN_USE
    }

    /**
     * What the database says.
     *
     * @param product such as {@code PostgreSQL}; empty unless it answered, and so are the others
     * @param ahead how far the database's clock is ahead of the one of this machine; null for H2, which has the same
     * @param uncertainty how wrong {@code ahead} may be, since the answer was on its way
     * @param unsafe settings with which committed events are lost, such as {@code fsync=off}
     * @param settings of PostgreSQL, by their names
     * @param connected how many other connections there are now
     */
    public record Facts(
            State state,
            String product,
            String version,
            int major,
            @Nullable Duration ahead,
            Duration uncertainty,
            List<String> unsafe,
            Map<String, String> settings,
            long connected) {
        private static Facts without(State state) {
            return new Facts(state, "", "", 0, null, Duration.ZERO, List.of(), Map.of(), 0);
        }
    }

    /** @throws SQLException if there is no connection, or no answer */
    public static Facts ask(JournalSettings journal, Clock clock) throws SQLException {
        Path file = Journal.file(journal);
        if (file != null && !Files.exists(file)) {
            return Facts.without(State.ABSENT);
        }
        boolean isH2 = journal.url().startsWith("jdbc:h2:");
        try (Connection connection = connect(journal)) {
            return isH2 ? ofH2(connection) : ofPostgres(connection, clock);
        } catch (SQLException e) {
            if (isH2 && e.getErrorCode() == JournalConnection.IN_USE) {
                return Facts.without(State.IN_USE);
            }
            throw e;
        }
    }

    private static Connection connect(JournalSettings journal) throws SQLException {
        return JournalConnection.readOnly(
                journal, Map.of("connectTimeout", SECONDS, "socketTimeout", SECONDS, "loginTimeout", SECONDS));
    }

    private static Facts ofH2(Connection connection) throws SQLException {
        return new Facts(
                State.ANSWERED,
                connection.getMetaData().getDatabaseProductName(),
                version(connection),
                connection.getMetaData().getDatabaseMajorVersion(),
                null,
                Duration.ZERO,
                List.of(),
                Map.of(),
                0);
    }

    private static Facts ofPostgres(Connection connection, Clock clock) throws SQLException {
        Instant before = clock.instant();
        Instant there = new Query(connection, "select clock_timestamp() as now")
                .only(row -> Objects.requireNonNull(Query.instant(row, "now")));
        Duration half = Duration.between(before, clock.instant()).dividedBy(2);
        Map<String, String> settings = new LinkedHashMap<>();
        new Query(connection, """
                        select name, setting from pg_settings
                        where name in ('max_connections', 'superuser_reserved_connections', 'reserved_connections',
                                       'autovacuum', 'track_counts')
                        """).list(row -> settings.put(row.getString(1), row.getString(2)));
        long connected = new Query(
                        connection,
                        "select count(*) from pg_stat_activity where backend_type = 'client backend'"
                                + " and pid <> pg_backend_pid()")
                .number();
        return new Facts(
                State.ANSWERED,
                connection.getMetaData().getDatabaseProductName(),
                version(connection),
                connection.getMetaData().getDatabaseMajorVersion(),
                Duration.between(before.plus(half), there),
                half,
                new PostgresDialect().unsafe(connection),
                settings,
                connected);
    }

    private static String version(Connection connection) throws SQLException {
        return connection.getMetaData().getDatabaseProductVersion().replaceFirst("\\s.*", "");
    }
}
