package dev.serai.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The ledger, straight from SQL: what came in, and where it is now.
 *
 * <p>The ledger balances if every event that was counted as new is there, or is counted as pruned, and is unrouted, filtered or queued
 * for at least one destination; and if as many deliveries are delivered as were counted, those included that are counted as pruned. All
 * of it is read in one snapshot.
 */
public final class Ledger {
    private final Journal journal;
    private final Clock clock;
    private volatile @Nullable Verified verified;

    public Ledger(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * The whole page.
     *
     * @param balanced null unless the request asks to verify
     */
    public record Page(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean balanced,

            List<Events> events,
            List<Quarantined> quarantined,
            List<Destination> destinations) {}

    /**
     * Counts of one type of event.
     *
     * @param received how often one came, the duplicates included
     * @param filtered events that are kept and go nowhere
     * @param unrouted events that wait for a router that can decide them
     * @param pruned events that are kept no more
     * @param blanked events that are kept without their payload, because it is old
     * @param erased events that are kept without all that names a person
     */
    public record Events(
            String family,
            String type,
            long received,
            long duplicate,
            long filtered,
            long unrouted,
            long pruned,
            long blanked,
            long erased) {}

    /** What the last verification has found, and when it was. */
    public record Verified(boolean balanced, Instant at) {}

    /** How often input of the family came that was no event, and that nobody has offered again with success. */
    public record Quarantined(String family, long count) {}

    /**
     * One destination: its deliveries by state, and whether it is suspended.
     *
     * @param waiting number of deliveries that wait, the unmatched included
     * @param unmatched number of deliveries that wait for a person; they do not count for the oldest
     * @param delivered number of deliveries that were delivered, those included whose events are pruned
     * @param dead number of deliveries that were given up, and that nobody has closed
     * @param closed number of deliveries that a person has cancelled or discarded
     * @param reason why the destination is suspended; null while it is not
     */
    public record Destination(
            String destination,
            long waiting,
            long unmatched,
            long delivered,
            long dead,
            long closed,
            boolean paused,
            boolean suspended,
            @Nullable String reason,
            long oldestWaitingSeconds) {}

    /**
     * That a destination is suspended.
     *
     * @param what since when and why
     * @param misconfigured whether every event fails until a person changes something
     */
    public record Suspension(String what, boolean misconfigured) {}

    /** Since when, and why, each suspended destination is suspended. */
    public Map<String, Suspension> suspended() throws SQLException {
        Map<String, Suspension> suspended = new LinkedHashMap<>();
        journal.observe(connection -> new Query(connection, """
                select name, suspended_since, suspended_reason, misconfigured from destination
                where suspended_since is not null order by name
                """)
                .list(row -> suspended.put(
                        row.getString("name"),
                        new Suspension(
                                "suspended since " + Query.instant(row, "suspended_since") + ": "
                                        + row.getString("suspended_reason"),
                                row.getBoolean("misconfigured")))));
        return suspended;
    }

    /** Since and until when, by whom and why each paused destination is paused. */
    public Map<String, String> paused() throws SQLException {
        Map<String, String> paused = new LinkedHashMap<>();
        journal.observe(connection -> new Query(connection, """
                select name, paused_since, paused_until, paused_by, paused_reason from destination
                where %s order by name
                """.formatted(Operations.PAUSED))
                .list(row -> paused.put(row.getString("name"), pause(row))));
        return paused;
    }

    private static String pause(ResultSet row) throws SQLException {
        Instant since = Query.instant(row, "paused_since");
        Instant until = Query.instant(row, "paused_until");
        String by = row.getString("paused_by");
        String reason = row.getString("paused_reason");
        return "paused" + (since == null ? "" : " since " + since) + (until == null ? "" : " until " + until)
                + (by == null ? "" : " by " + by) + (reason == null ? "" : ": " + reason);
    }

    /** The last day on which an event of each family was received, in UTC. */
    public Map<String, Instant> lastDays() throws SQLException {
        Map<String, Instant> days = new LinkedHashMap<>();
        journal.observe(connection -> new Query(connection, """
                select family, max("day") as last_day from event_count where received > 0 group by family
                """)
                .list(row -> days.put(
                        row.getString("family"),
                        row.getObject("last_day", LocalDate.class)
                                .atStartOfDay(ZoneOffset.UTC)
                                .toInstant())));
        return days;
    }

    /** How many new events of each family were received on a day, in UTC. */
    public Map<String, Long> received(LocalDate day) throws SQLException {
        Map<String, Long> received = new LinkedHashMap<>();
        journal.observe(connection -> new Query(connection, """
                select family, sum(received - duplicate) as received from event_count where "day" = ? group by family
                """, day)
                .list(row -> received.put(row.getString("family"), row.getLong("received"))));
        return received;
    }

    /**
     * Reads the ledger. The cost grows with the waiting and the dead deliveries; delivered ones were counted when they were
     * settled.
     *
     * @param verify whether to compare the counts with every row that is kept: seconds for many millions of events
     */
    public Page read(boolean verify) throws SQLException {
        Instant now = clock.instant();
        Page page = journal.observe(connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return page(connection, journal.dialect(), now, verify);
        });
        Boolean balanced = page.balanced();
        if (balanced != null) {
            verified = new Verified(balanced, now);
        }
        return page;
    }

    /** The last time that this process has verified; null if it has not. */
    public @Nullable Verified verified() {
        return verified;
    }

    /** The same of any journal, as the transaction of the connection sees it. */
    static Page page(Connection connection, Dialect dialect, Instant now, boolean verify) throws SQLException {
        return new Page(
                verify ? eventsBalance(connection, dialect) && deliveriesBalance(connection) : null,
                events(connection),
                quarantined(connection),
                destinations(connection, now));
    }

    private static boolean deliveriesBalance(Connection connection) throws SQLException {
        return hasNoDifference(connection, """
                select name from (
                  select name, delivered from destination
                  union all
                  select destination, -pruned from delivery_count
                  union all
                  select destination, -count(*) from delivery where state = 'delivered' group by destination
                ) as entries
                group by name
                having sum(delivered) <> 0
                """);
    }

    /** Each event counts by its type, or as other if its type has no row; see {@link CountedTypes}. */
    private static boolean eventsBalance(Connection connection, Dialect dialect) throws SQLException {
        return hasNoDifference(connection, """
                select family, type from (
                  select family, type, received - duplicate - pruned as kept, filtered, unrouted, blanked, erased
                  from event_count
                  union all
                  select there.family, coalesce(counted.type, 'other'),
                         -there.kept, -there.filtered, -there.unrouted, -there.blanked,
                         -there.erased
                  from (
                    select e.family, e.type, count(*) as kept, count(e.unrouted) as unrouted,
                           count(case when %s = 0 and e.erased_at is null then 1 end) as blanked,
                           count(e.erased_at) as erased,
                           count(case when e.unrouted is null and not exists (
                             select 1 from delivery d where d.event_id = e.id) then 1 end) as filtered
                    from event e group by e.family, e.type) as there
                  left join (select distinct family, type from event_count) as counted
                    on counted.family = there.family and counted.type = there.type
                ) as entries
                group by family, type
                having sum(kept) <> 0 or sum(filtered) <> 0 or sum(unrouted) <> 0 or sum(blanked) <> 0
                   or sum(erased) <> 0
                """.formatted(dialect.size("e.payload")));
    }

    private static boolean hasNoDifference(Connection connection, String differences) throws SQLException {
        return new Query(connection, differences).first(row -> true).isEmpty();
    }

    private static List<Events> events(Connection connection) throws SQLException {
        return new Query(connection, """
                select family, type, sum(received) as received, sum(duplicate) as duplicate,
                       sum(filtered) as filtered, sum(unrouted) as unrouted,
                       sum(pruned) as pruned, sum(blanked) as blanked, sum(erased) as erased
                from event_count group by family, type order by family, type
                """)
                .list(row -> new Events(
                        row.getString("family"),
                        row.getString("type"),
                        row.getLong("received"),
                        row.getLong("duplicate"),
                        row.getLong("filtered"),
                        row.getLong("unrouted"),
                        row.getLong("pruned"),
                        row.getLong("blanked"),
                        row.getLong("erased")));
    }

    private static List<Quarantined> quarantined(Connection connection) throws SQLException {
        return new Query(
                        connection,
                        "select family, sum(count) as count from quarantine group by family order by family")
                .list(row -> new Quarantined(row.getString("family"), row.getLong("count")));
    }

    private static List<Destination> destinations(Connection connection, Instant now) throws SQLException {
        return new Query(connection, """
                select name, delivered, %s as pauses, suspended_since, suspended_reason from destination order by name
                """.formatted(Operations.PAUSED))
                .list(named -> destination(connection, named, now));
    }

    /**
     * Reads the waiting deliveries once, and looks up the events only of those that were tried. Each state has a query of its
     * own, because for {@code state in (...)} H2 reads every delivered row too.
     */
    private static Destination destination(Connection connection, ResultSet named, Instant now) throws SQLException {
        String name = named.getString("name");
        return new Query(connection, """
                select count(*) as waiting,
                       count(*) filter (where waiting_for = 'person') as unmatched,
                       count(*) filter (where attempts > 0 and waiting_for is distinct from 'person') as tried,
                       min(next_attempt_at)
                         filter (where attempts = 0 and waiting_for is distinct from 'person') as oldest,
                       (select count(*) from delivery where destination = ? and state = 'dead') as dead,
                       (select count(*) from delivery where destination = ? and state = 'dead' and closed is not null) as closed
                from delivery where destination = ? and state = 'waiting'
                """, name, name, name).only(row -> {
            // a delivery that was never tried is due since its event was received, so that no look-up is needed
            Instant untried = Query.instant(row, "oldest");
            Instant tried = row.getLong("tried") == 0 ? null : oldestTried(connection, name);
            return new Destination(
                    name,
                    row.getLong("waiting"),
                    row.getLong("unmatched"),
                    named.getLong("delivered"),
                    row.getLong("dead") - row.getLong("closed"),
                    row.getLong("closed"),
                    named.getBoolean("pauses"),
                    Query.instant(named, "suspended_since") != null,
                    named.getString("suspended_reason"),
                    Math.max(secondsSince(untried, now), secondsSince(tried, now)));
        });
    }

    private static @Nullable Instant oldestTried(Connection connection, String destination) throws SQLException {
        return new Query(connection, """
                select min(e.received_at) as oldest
                from delivery d join event e on e.id = d.event_id
                where d.destination = ? and d.state = 'waiting' and d.attempts > 0
                  and d.waiting_for is distinct from 'person'
                """, destination)
                .only(row -> Optional.ofNullable(Query.instant(row, "oldest")))
                .orElse(null);
    }

    /** Never negative: the clocks of two processes differ. */
    private static long secondsSince(@Nullable Instant time, Instant now) {
        return time == null ? 0 : Math.max(0, Duration.between(time, now).toSeconds());
    }
}
