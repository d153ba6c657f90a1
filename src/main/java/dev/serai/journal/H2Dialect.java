package dev.serai.journal;

import com.zaxxer.hikari.HikariConfig;
import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.jspecify.annotations.Nullable;

/** H2 2.4 in its PostgreSQL mode, in a file that one process opens. */
final class H2Dialect implements Dialect {
    /** Percent of a file that has to be in use. */
    private static final int FULL_ENOUGH = 70;
    /** Bytes of pages that are moved at once. */
    private static final int MOVED = 4 << 20;

    /**
     * Without {@code WRITE_DELAY=0} a killed process loses half a second of answered events (measured: 58,374 of 897,376). Other connections
     * see what a transaction has done a moment before the file has it (measured: killed at that moment, 79 of 80 files did not have it), so
     * what only reads must not answer for it.
     * With {@code DB_CLOSE_ON_EXIT} H2 closes itself under commits in flight when the process is asked to stop.
     */
    @Override
    public String url(String url) {
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
    public boolean shared() {
        return false;
    }

    @Override
    public void configure(HikariConfig pool, Duration timeout, boolean pooler) {}

    @Override
    @Nullable
    public String sessionSettings(Duration timeout, boolean once, boolean delivers) {
        return null;
    }

    @Override
    public boolean isBehindPooler(Connection connection) {
        return false;
    }

    @Override
    public List<String> unsafe(Connection connection) {
        return List.of();
    }

    /** Two transactions that write the same id get in each other's way. */
    @Override
    public int committers() {
        return 1;
    }

    /** There is no other committer. */
    @Override
    public void lockCounts(Connection connection) {}

    /** There is one committer, so that sharing gains nothing. */
    @Override
    public void lockReconciled(Connection connection, boolean shared) throws SQLException {
        new Query(connection, "select id from reconcile_lock for update").only(row -> true);
    }

    @Override
    public String onlyWhere(String condition) {
        return "";
    }

    @Override
    public String migrations() {
        return "classpath:db/h2";
    }

    @Override
    public @Nullable String searchSettings() {
        return null;
    }

    @Override
    public @Nullable String rangeSettings() {
        return null;
    }

    @Override
    public boolean indexesDeliveries() {
        return false;
    }

    @Override
    public String size(String column) {
        return "char_length(" + column + ")";
    }

    /** H2 writes a page anew beside the old one; pages that it has compacted while it ran still had the rows (measured). */
    @Override
    public String forget(Connection connection) throws SQLException {
        new Query(connection, "update erase_run set rewrite_due = true where id = 1").update();
        return "The file of the database has pages with it until the gateway is restarted: the next start writes the file anew.";
    }

    /**
     * H2 writes changed pages to the end of its file, and uses the space of old ones only when a whole chunk of pages is old. A thread of H2 moves the
     * pages that are left in half empty chunks, but not with {@code WRITE_DELAY=0} (measured: with 45 days kept, the file grew by 0.5 MB a day for
     * good at 1,000 events a day; 26 % of it was in use).
     */
    @Override
    public boolean freeSpace(Connection connection) throws SQLException {
        return connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session
                && session.getDatabase().getStore().getMvStore().compact(FULL_ENOUGH, MOVED);
    }

    /**
     * H2 writes its maps to the file one after the other, while other transactions go on. If the process is killed then, a
     * transaction that had not ended can be there in part after the next start: an event without its deliveries, which its repeat
     * would not get either. Measured with transactions of 100 rows in each of two tables, beside one that updates them: at
     * once, 4 of 400 kills left a part (such as 100 rows and 0); one at a time, none of 350. Its maintainers know it:
     * h2database/h2database, issue 2080.
     */
    @Override
    public boolean writesConcurrently() {
        return false;
    }

    @Override
    public boolean copies() {
        return false;
    }

    /** Row by row in one batch: an array would limit a payload to a million characters, and is no faster here. */
    @Override
    public Set<UUID> insertEvents(Connection connection, List<RoutedEvent> entries) throws SQLException {
        Set<UUID> fresh = new HashSet<>();
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into event (id, family, type, subject, contact, occurred_at, received_at, payload, unrouted)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                """)) {
            for (RoutedEvent entry : entries) {
                Event event = entry.event();
                insert.setObject(1, event.id());
                insert.setString(2, event.family());
                insert.setString(3, event.type());
                insert.setString(4, event.subject());
                insert.setString(5, event.contact());
                insert.setObject(6, Query.timestamp(event.occurredAt()));
                insert.setObject(7, Query.timestamp(event.receivedAt()));
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

    /** Row by row, as {@link #settle}. */
    @Override
    public <T> List<T> listOf(Connection connection, String sql, List<UUID> ids, Query.Row<T> row) throws SQLException {
        List<T> all = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(sql.formatted("= ?"))) {
            for (UUID id : ids) {
                select.setObject(1, id);
                try (ResultSet rows = select.executeQuery()) {
                    while (rows.next()) {
                        all.add(row.read(rows));
                    }
                }
            }
        }
        return all;
    }

    @Override
    public void updateOf(Connection connection, String sql, List<UUID> ids) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(sql.formatted("= ?"))) {
            for (UUID id : ids) {
                update.setObject(1, id);
                update.addBatch();
            }
            update.executeBatch();
        }
    }

    /** Single-row updates in one batch: 6 ms for 200, where {@code = any(?)} took 230 and more. */
    @Override
    public int settle(Connection connection, String destination, List<DeliveryUpdate> settlements) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update delivery
                set state = ?, waiting_for = ?, attempts = ?, next_attempt_at = coalesce(?, next_attempt_at),
                    last_error = ?, settled_at = ?, receipt = coalesce(?, receipt), route_version = ?,
                    closed = null, closed_by = null
                where destination = ? and event_id = ? and state <> 'delivered' and (? or closed is null)
                """)) {
            for (DeliveryUpdate settlement : settlements) {
                update.setString(1, settlement.state().column());
                update.setString(2, settlement.state().waitingFor());
                update.setInt(3, settlement.attempts());
                update.setObject(4, Query.timestamp(settlement.nextAttemptAt()));
                update.setString(5, settlement.error());
                update.setObject(6, Query.timestamp(settlement.settledAt()));
                update.setString(7, settlement.receipt());
                update.setString(8, settlement.routeVersion());
                update.setString(9, destination);
                update.setObject(10, settlement.eventId());
                update.setBoolean(11, settlement.state() == DeliveryState.DELIVERED);
                update.addBatch();
            }
            return IntStream.of(update.executeBatch()).sum();
        }
    }
}
