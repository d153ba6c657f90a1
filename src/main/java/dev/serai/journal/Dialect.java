package dev.serai.journal;

import com.zaxxer.hikari.HikariConfig;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;

/** The few statements that are not the same, or not equally fast, on the two databases. */
enum Dialect {
    H2 {
        /**
         * Without {@code WRITE_DELAY=0} a killed process loses half a second of answered events (measured: 58,374 of
         * 897,376); with {@code DB_CLOSE_ON_EXIT} H2 closes itself under commits in flight when the process is asked
         * to stop.
         */
        @Override
        String url(String url) {
            String given = url.toUpperCase(Locale.ROOT);
            StringBuilder complete = new StringBuilder(url);
            for (String option : List.of(
                    "MODE=PostgreSQL",
                    "DATABASE_TO_LOWER=TRUE",
                    "DEFAULT_NULL_ORDERING=HIGH",
                    "WRITE_DELAY=0",
                    "DB_CLOSE_ON_EXIT=FALSE",
                    "MAX_LENGTH_INPLACE_LOB=8192")) {
                String name = option.substring(0, option.indexOf('=') + 1);
                if (given.contains(";" + name) && !given.contains(";" + option.toUpperCase(Locale.ROOT))) {
                    throw new IllegalArgumentException("journal.url sets " + name.replace("=", "") + " to another value"
                            + " than " + option + ", without which events can be lost; leave it out");
                }
                if (!given.contains(";" + name)) {
                    complete.append(';').append(option);
                }
            }
            return complete.toString();
        }

        @Override
        void configure(HikariConfig pool, Duration timeout, boolean pooler) {}

        @Override
        @Nullable
        String introduction(Duration timeout, boolean once, boolean delivers) {
            return null;
        }

        @Override
        boolean isBehindPooler(Connection connection) {
            return false;
        }

        @Override
        List<String> unsafe(Connection connection) {
            return List.of();
        }

        /** Two transactions that write the same id get in each other's way. */
        @Override
        int committers() {
            return 1;
        }

        /** There is no other committer. */
        @Override
        void lockCounts(Connection connection) {}

        @Override
        String onlyWhere(String condition) {
            return "";
        }

        @Override
        String size(String column) {
            return "char_length(" + column + ")";
        }

        /** Row by row in one batch: arrays would bound a payload to a million characters, and are no faster here. */
        @Override
        Set<UUID> insertEvents(Connection connection, List<Entry> entries) throws SQLException {
            Set<UUID> fresh = new HashSet<>();
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into event values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing")) {
                for (Entry entry : entries) {
                    Event event = entry.event();
                    insert.setObject(1, event.id());
                    insert.setString(2, event.family());
                    insert.setString(3, event.type());
                    insert.setString(4, event.subject());
                    insert.setString(5, event.contact());
                    insert.setObject(6, Sql.timestamp(event.occurredAt()));
                    insert.setObject(7, Sql.timestamp(event.receivedAt()));
                    insert.setString(8, event.payload());
                    insert.setString(9, entry.decision().unrouted());
                    insert.addBatch();
                }
                int[] counts = insert.executeBatch();
                for (int i = 0; i < counts.length; i++) {
                    if (counts[i] == 1) {
                        fresh.add(entries.get(i).event().id());
                    }
                }
            }
            return fresh;
        }

        /** Single-row updates in one batch: 6 ms for 200, where {@code = any(?)} took 230 and more. */
        @Override
        int settle(Connection connection, String destination, List<Settlement> settlements) throws SQLException {
            try (PreparedStatement update = connection.prepareStatement("""
                    update delivery
                    set state = ?, waiting_for = ?, attempts = ?, next_attempt_at = coalesce(?, next_attempt_at),
                        last_error = ?, settled_at = ?, receipt = coalesce(?, receipt), route_version = ?
                    where destination = ? and event_id = ? and state <> 'delivered'
                    """)) {
                for (Settlement settlement : settlements) {
                    update.setString(1, settlement.state().column());
                    update.setString(2, settlement.state().waitingFor());
                    update.setInt(3, settlement.attempts());
                    update.setObject(4, Sql.timestamp(settlement.nextAttemptAt()));
                    update.setString(5, settlement.error());
                    update.setObject(6, Sql.timestamp(settlement.settledAt()));
                    update.setString(7, settlement.receipt());
                    update.setString(8, settlement.madeBy());
                    update.setString(9, destination);
                    update.setObject(10, settlement.eventId());
                    update.addBatch();
                }
                return IntStream.of(update.executeBatch()).sum();
            }
        }
    },

    POSTGRESQL {
        @Override
        String url(String url) {
            if (url.contains("reWriteBatchedInserts")) {
                throw new IllegalArgumentException(
                        "journal.url sets reWriteBatchedInserts, which hides what was new;" + " leave it out");
            }
            return url;
        }

        /** A connection that hangs must not outlive the patience of those who wait for its commit for long. */
        @Override
        void configure(HikariConfig pool, Duration timeout, boolean pooler) {
            if (pooler && !pool.getJdbcUrl().contains("prepareThreshold")) {
                pool.addDataSourceProperty("prepareThreshold", "0");
            }
            long seconds = Math.max(1, timeout.toSeconds());
            pool.addDataSourceProperty("connectTimeout", Long.toString(seconds));
            pool.addDataSourceProperty("loginTimeout", Long.toString(seconds));
            pool.addDataSourceProperty("socketTimeout", Long.toString(6 * seconds));
            pool.addDataSourceProperty("tcpKeepAlive", "true");
            pool.addDataSourceProperty("ApplicationName", "serai");
        }

        /**
         * A process that is frozen in the middle of a transaction, but not dead, would keep others from its rows: from the
         * destination that it can work no more, and from events that their sender has sent again.
         *
         * <p>Whoever has switched synchronous_commit off, for the server, the database or the user, would make of each 200 a
         * promise that may be broken; what is stronger than on stays.
         *
         * <p>A plan for settling that was made while the table was nearly empty walks the whole index for every batch, and
         * would be kept until the first vacuum.
         */
        @Override
        String introduction(Duration timeout, boolean once, boolean delivers) {
            return """
                    select set_config('idle_in_transaction_session_timeout', '%d', %3$b),
                           set_config('synchronous_commit', coalesce(nullif(current_setting('synchronous_commit'), 'off'), 'on'),
                                      %3$b),
                           set_config('plan_cache_mode', '%2$s', %3$b)
                    """.formatted(timeout.toMillis(), delivers ? "force_custom_plan" : "auto", once);
        }

        /** A pooler such as PgBouncer tells its clients a process of its own making. */
        @Override
        boolean isBehindPooler(Connection connection) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement("select pg_backend_pid()");
                    ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1)
                        != connection
                                .unwrap(BaseConnection.class)
                                .getQueryExecutor()
                                .getBackendPID();
            }
        }

        @Override
        List<String> unsafe(Connection connection) throws SQLException {
            try (PreparedStatement select = connection.prepareStatement(
                            "select name from pg_settings where name in ('fsync', 'full_page_writes') and setting = 'off'");
                    ResultSet row = select.executeQuery()) {
                List<String> unsafe = new ArrayList<>();
                while (row.next()) {
                    unsafe.add(row.getString("name") + "=off");
                }
                return unsafe;
            }
        }

        /** With two, a batch of 100 is kept 1.4 × as fast; a third gains nothing (2 cores). */
        @Override
        int committers() {
            return 2;
        }

        @Override
        void lockCounts(Connection connection) throws SQLException {
            try (PreparedStatement lock =
                    connection.prepareStatement("select pg_advisory_xact_lock(hashtext('serai counts'))")) {
                lock.execute();
            }
        }

        @Override
        String onlyWhere(String condition) {
            return "where " + condition;
        }

        @Override
        String size(String column) {
            return "octet_length(" + column + ")";
        }

        /** One statement for all rows: 82,000 events/s in batches of 100 where row by row did less than half. */
        @Override
        Set<UUID> insertEvents(Connection connection, List<Entry> entries) throws SQLException {
            Set<UUID> fresh = new HashSet<>();
            try (PreparedStatement insert = connection.prepareStatement("""
                    insert into event
                      (id, family, type, subject, contact, occurred_at, received_at, payload, unrouted)
                    select unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?), unnest(?)
                    on conflict do nothing
                    returning id
                    """)) {
                Sql.array(insert, 1, "uuid", entries, entry -> entry.event().id());
                Sql.array(insert, 2, "text", entries, entry -> entry.event().family());
                Sql.array(insert, 3, "text", entries, entry -> entry.event().type());
                Sql.array(insert, 4, "text", entries, entry -> entry.event().subject());
                Sql.array(insert, 5, "text", entries, entry -> entry.event().contact());
                Sql.array(
                        insert,
                        6,
                        "timestamptz",
                        entries,
                        entry -> Sql.timestamp(entry.event().occurredAt()));
                Sql.array(
                        insert,
                        7,
                        "timestamptz",
                        entries,
                        entry -> Sql.timestamp(entry.event().receivedAt()));
                Sql.array(insert, 8, "text", entries, entry -> entry.event().payload());
                Sql.array(insert, 9, "text", entries, entry -> entry.decision().unrouted());
                try (ResultSet rows = insert.executeQuery()) {
                    while (rows.next()) {
                        fresh.add(rows.getObject(1, UUID.class));
                    }
                }
            }
            return fresh;
        }

        /**
         * One statement for all that share their verdict, as a batch does as a rule: 13 µs for each of a thousand, where
         * a verdict for each took 17. The state is compared as an expression, of which the planner has no statistics: from
         * a young journal it learns that nothing waits, and then compares all that waits with all of the batch (220 ms
         * instead of 4 for 60 of 12,000).
         */
        @Override
        int settle(Connection connection, String destination, List<Settlement> settlements) throws SQLException {
            Collection<List<Settlement>> alike = settlements.stream()
                    .collect(Collectors.groupingBy(Settlement::verdict, LinkedHashMap::new, Collectors.toList()))
                    .values();
            int settled = 0;
            try (PreparedStatement update = connection.prepareStatement("""
                    update delivery d
                    set state = ?, waiting_for = ?, attempts = ?, next_attempt_at = coalesce(?, d.next_attempt_at),
                        settled_at = ?, route_version = ?, last_error = s.last_error, receipt = coalesce(s.receipt, d.receipt)
                    from unnest(?, ?, ?) as s (event_id, last_error, receipt)
                    where d.destination = ? and d.event_id = s.event_id and d.state || '' <> 'delivered'
                    """)) {
                for (List<Settlement> same : alike) {
                    Settlement verdict = same.get(0);
                    update.setString(1, verdict.state().column());
                    update.setString(2, verdict.state().waitingFor());
                    update.setInt(3, verdict.attempts());
                    update.setObject(4, Sql.timestamp(verdict.nextAttemptAt()));
                    update.setObject(5, Sql.timestamp(verdict.settledAt()));
                    update.setString(6, verdict.madeBy());
                    Sql.array(update, 7, "uuid", same, Settlement::eventId);
                    Sql.array(update, 8, "text", same, Settlement::error);
                    Sql.array(update, 9, "text", same, Settlement::receipt);
                    update.setString(10, destination);
                    settled += update.executeUpdate();
                }
            }
            return settled;
        }
    };

    static Dialect of(String url) {
        if (url.startsWith("jdbc:h2:")) {
            return H2;
        }
        if (url.startsWith("jdbc:postgresql:")) {
            return POSTGRESQL;
        }
        throw new IllegalArgumentException("journal.url must begin with jdbc:h2: or jdbc:postgresql:");
    }

    /** The URL with every option the journal cannot do without. */
    abstract String url(String url);

    /** Whether two processes can open it at once. */
    boolean shared() {
        return this != H2;
    }

    /** How many groups of receipts are kept at once. */
    abstract int committers();

    /** Until the end of the transaction, no other one gives a type of event its first row in event_count. */
    abstract void lockCounts(Connection connection) throws SQLException;

    /** What makes an index hold only some of the rows, where the database can. */
    abstract String onlyWhere(String condition);

    /** How long a text is, by what is known of it without reading it: characters, or bytes. */
    abstract String size(String column);

    /** @param pooler whether each transaction may be on another connection of the server */
    abstract void configure(HikariConfig pool, Duration timeout, boolean pooler);

    /**
     * What the database is told before it keeps or delivers anything; null if it need not be told.
     *
     * @param once for one transaction; else for each, since the connection is ours alone
     */
    abstract @Nullable String introduction(Duration timeout, boolean once, boolean delivers);

    /** Whether each transaction may be on another connection of the server. */
    abstract boolean isBehindPooler(Connection connection) throws SQLException;

    /** The settings of the server with which it loses what it has answered when its machine dies. */
    abstract List<String> unsafe(Connection connection) throws SQLException;

    /**
     * Inserts what is not there yet.
     *
     * @param entries sorted by id, so that two writers never wait for each other in a circle
     * @return the ids that were new
     */
    abstract Set<UUID> insertEvents(Connection connection, List<Entry> entries) throws SQLException;

    /** @return how many of them were not delivered before */
    abstract int settle(Connection connection, String destination, List<Settlement> settlements) throws SQLException;
}
