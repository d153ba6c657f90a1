package dev.serai.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The ledger, straight from SQL: what came in, and where it is now.
 *
 * <p>They balance when every event that was counted as new is there, and is either unrouted, filtered, or queued for at
 * least one destination, and when as many deliveries are delivered as were counted. All of it is read in one snapshot.
 */
public final class Ledger {
    private final Journal journal;
    private final Clock clock;

    public Ledger(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * The whole page.
     *
     * @param balanced null if nobody has asked
     */
    public record Page(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean balanced,

            List<Events> events,
            List<Quarantined> quarantined,
            List<Destination> destinations) {}

    /** Counts of one type of event, duplicates included in {@code received}. */
    public record Events(String family, String type, long received, long duplicate, long filtered, long unrouted) {}

    /** How often something of the family was no event. */
    public record Quarantined(String family, long count) {}

    /**
     * One destination: its deliveries by state, and whether it is suspended.
     *
     * @param unmatched how many of those that wait are done but for their person, who is looked up again every day; the
     *     oldest that waits is none of them
     */
    public record Destination(
            String destination,
            long waiting,
            long unmatched,
            long delivered,
            long dead,
            boolean paused,
            boolean suspended,
            @Nullable String reason,
            long oldestWaitingSeconds) {}

    /** Why each suspended destination is suspended. */
    public Map<String, String> suspended() throws SQLException {
        Map<String, String> suspended = new LinkedHashMap<>();
        journal.observe(connection -> list(
                connection,
                """
                select name, suspended_since, suspended_reason from destination
                where suspended_since is not null order by name
                """,
                row -> suspended.put(
                        row.getString("name"),
                        "suspended since " + Sql.instant(row, "suspended_since") + ": "
                                + row.getString("suspended_reason"))));
        return suspended;
    }

    /** The last day on which an event of each family was received, in UTC. */
    public Map<String, Instant> lastDays() throws SQLException {
        Map<String, Instant> days = new LinkedHashMap<>();
        journal.observe(connection -> list(
                connection,
                "select family, max(\"day\") as last_day from event_count where received > 0 group by family",
                row -> days.put(
                        row.getString("family"),
                        row.getObject("last_day", LocalDate.class)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant())));
        return days;
    }

    /**
     * Reads the ledger. It costs what waits and what is dead; what was delivered was counted then.
     *
     * @param verify whether to compare them with every row that is kept: seconds on a journal of many millions
     */
    public Page read(boolean verify) throws SQLException {
        return journal.observe(connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return new Page(
                    verify ? eventsBalance(connection) && deliveriesBalance(connection) : null,
                    events(connection),
                    quarantined(connection),
                    destinations(connection));
        });
    }

    private static boolean deliveriesBalance(Connection connection) throws SQLException {
        return isEmpty(connection, """
                select name from (
                  select name, delivered from destination
                  union all
                  select destination, -count(*) from delivery where state = 'delivered' group by destination
                ) as entries
                group by name
                having sum(delivered) <> 0
                """);
    }

    /** Each event counts by its type, or as other if its type has no row; see {@link CountedTypes}. */
    private static boolean eventsBalance(Connection connection) throws SQLException {
        return isEmpty(connection, """
                select family, type from (
                  select family, type, received - duplicate - pruned as kept, filtered, unrouted from event_count
                  union all
                  select there.family, coalesce(counted.type, 'other'),
                         -there.kept, -there.filtered, -there.unrouted
                  from (
                    select e.family, e.type, count(*) as kept, count(e.unrouted) as unrouted,
                           count(case when e.unrouted is null and not exists (
                             select 1 from delivery d where d.event_id = e.id) then 1 end) as filtered
                    from event e group by e.family, e.type) as there
                  left join (select distinct family, type from event_count) as counted
                    on counted.family = there.family and counted.type = there.type
                ) as entries
                group by family, type
                having sum(kept) <> 0 or sum(filtered) <> 0 or sum(unrouted) <> 0
                """);
    }

    private static boolean isEmpty(Connection connection, String query) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            return !row.next();
        }
    }

    private static List<Events> events(Connection connection) throws SQLException {
        return list(
                connection,
                """
                select family, type, sum(received) as received, sum(duplicate) as duplicate,
                       sum(filtered) as filtered, sum(unrouted) as unrouted
                from event_count group by family, type order by family, type
                """,
                row -> new Events(
                        row.getString("family"),
                        row.getString("type"),
                        row.getLong("received"),
                        row.getLong("duplicate"),
                        row.getLong("filtered"),
                        row.getLong("unrouted")));
    }

    private static List<Quarantined> quarantined(Connection connection) throws SQLException {
        return list(
                connection,
                "select family, sum(count) as count from quarantine group by family order by family",
                row -> new Quarantined(row.getString("family"), row.getLong("count")));
    }

    private List<Destination> destinations(Connection connection) throws SQLException {
        Instant now = clock.instant();
        try (PreparedStatement open = connection.prepareStatement("""
                        select count(*) as waiting,
                               count(*) filter (where waiting_for = 'person') as unmatched,
                               count(*) filter (where attempts > 0 and waiting_for is distinct from 'person') as tried,
                               min(next_attempt_at)
                                 filter (where attempts = 0 and waiting_for is distinct from 'person') as oldest,
                               (select count(*) from delivery where destination = ? and state = 'dead') as dead
                        from delivery where destination = ? and state = 'waiting'
                        """);
                PreparedStatement tried = connection.prepareStatement("""
                        select min(e.received_at) as oldest
                        from delivery d join event e on e.id = d.event_id
                        where d.destination = ? and d.state = 'waiting' and d.attempts > 0
                          and d.waiting_for is distinct from 'person'
                        """)) {
            return list(
                    connection,
                    "select name, delivered, paused, suspended_since, suspended_reason from destination order by name",
                    row -> destination(row, open, tried, now));
        }
    }

    /**
     * One pass over what waits; the events are looked up only of those that were tried. Each state is asked for by itself:
     * for {@code state in (...)} H2 goes over all that was ever delivered.
     */
    private static Destination destination(
            ResultSet named, PreparedStatement open, PreparedStatement tried, Instant now) throws SQLException {
        String name = named.getString("name");
        open.setString(1, name);
        open.setString(2, name);
        try (ResultSet row = open.executeQuery()) {
            row.next();
            // who was never tried is due since it was received; to look that up for each would cost the most of all
            Instant oldest = Sql.instant(row, "oldest");
            Instant oldestTried = row.getLong("tried") == 0 ? null : oldest(tried, name);
            if (oldestTried != null && (oldest == null || oldestTried.isBefore(oldest))) {
                oldest = oldestTried;
            }
            return new Destination(
                    name,
                    row.getLong("waiting"),
                    row.getLong("unmatched"),
                    named.getLong("delivered"),
                    row.getLong("dead"),
                    named.getBoolean("paused"),
                    Sql.instant(named, "suspended_since") != null,
                    named.getString("suspended_reason"),
                    oldest == null
                            ? 0
                            : Math.max(0, Duration.between(oldest, now).toSeconds()));
        }
    }

    private static @Nullable Instant oldest(PreparedStatement tried, String name) throws SQLException {
        tried.setString(1, name);
        try (ResultSet row = tried.executeQuery()) {
            return row.next() ? Sql.instant(row, "oldest") : null;
        }
    }

    @FunctionalInterface
    private interface Row<T extends @Nullable Object> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T extends @Nullable Object> List<T> list(Connection connection, String query, Row<T> read)
            throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            return list(select, read);
        }
    }

    private static <T extends @Nullable Object> List<T> list(PreparedStatement select, Row<T> read)
            throws SQLException {
        List<T> rows = new ArrayList<>();
        try (ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(read.read(row));
            }
        }
        return rows;
    }
}
