package dev.serai.journal;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The books, straight from SQL: what came in, and where it is now.
 *
 * <p>They balance when every event that was counted as new is there, and is either unrouted, filtered, or queued for at
 * least one destination. All of it is read in one snapshot.
 */
public final class Ledger {
    private final Journal journal;
    private final Clock clock;

    public Ledger(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /** The whole page. */
    public record Page(
            boolean balanced, List<Events> events, List<Quarantined> quarantined, List<Destination> destinations) {}

    /** Counts of one type of event, duplicates included in {@code received}. */
    public record Events(String family, String type, long received, long duplicate, long filtered, long unrouted) {}

    /** How often something of the family was no event. */
    public record Quarantined(String family, long count) {}

    /**
     * One destination: its deliveries by state, and whether it rests.
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
            boolean resting,
            @Nullable String reason,
            long oldestWaitingSeconds) {}

    /** Why each resting destination rests. */
    public Map<String, String> resting() throws SQLException {
        Map<String, String> resting = new LinkedHashMap<>();
        journal.deliver(connection -> list(
                connection,
                """
                select name, resting_since, rest_reason from destination
                where resting_since is not null order by name
                """,
                row -> resting.put(
                        row.getString("name"),
                        "resting since " + Sql.instant(row, "resting_since") + ": " + row.getString("rest_reason"))));
        return resting;
    }

    /** Reads the books. Counts every kept event: seconds on a journal of many millions. */
    public Page read() throws SQLException {
        return journal.deliver(connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return new Page(
                    balanced(connection), events(connection), quarantined(connection), destinations(connection));
        });
    }

    private static boolean balanced(Connection connection) throws SQLException {
        return isEmpty(connection, """
                select family, type from (
                  select family, type, received - duplicate - pruned as kept, filtered, unrouted from tally
                  union all
                  select e.family, e.type, -1,
                         case when e.unrouted is null and not exists (
                           select 1 from delivery d where d.event_id = e.id) then -1 else 0 end,
                         case when e.unrouted is null then 0 else -1 end
                  from event e
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
                from tally group by family, type order by family, type
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
        return list(connection, """
                select n.name, coalesce(q.waiting, 0) as waiting, coalesce(q.unmatched, 0) as unmatched,
                       coalesce(q.delivered, 0) as delivered, coalesce(q.dead, 0) as dead, d.resting_since, d.rest_reason, w.oldest
                from (select name from destination union select destination from delivery) n
                left join destination d on d.name = n.name
                left join (select destination,
                                  sum(case when state = 'waiting' then 1 else 0 end) as waiting,
                                  sum(case when state = 'waiting' and last_error like 'unmatched:%' then 1 else 0 end)
                                    as unmatched,
                                  sum(case when state = 'delivered' then 1 else 0 end) as delivered,
                                  sum(case when state = 'dead' then 1 else 0 end) as dead
                           from delivery group by destination) q on q.destination = n.name
                left join (select w.destination, min(e.received_at) as oldest
                           from delivery w join event e on e.id = w.event_id
                           where w.state = 'waiting' and (w.last_error is null or w.last_error not like 'unmatched:%')
                           group by w.destination) w on w.destination = n.name
                order by n.name
                """, row -> {
            Instant oldest = Sql.instant(row, "oldest");
            return new Destination(
                    row.getString("name"),
                    row.getLong("waiting"),
                    row.getLong("unmatched"),
                    row.getLong("delivered"),
                    row.getLong("dead"),
                    Sql.instant(row, "resting_since") != null,
                    row.getString("rest_reason"),
                    oldest == null
                            ? 0
                            : Math.max(0, Duration.between(oldest, now).toSeconds()));
        });
    }

    @FunctionalInterface
    private interface Row<T extends @Nullable Object> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T extends @Nullable Object> List<T> list(Connection connection, String query, Row<T> read)
            throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(query);
                ResultSet row = select.executeQuery()) {
            while (row.next()) {
                rows.add(read.read(row));
            }
        }
        return rows;
    }
}
