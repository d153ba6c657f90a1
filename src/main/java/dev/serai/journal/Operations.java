package dev.serai.journal;

import dev.serai.event.Text;
import dev.serai.journal.OperationsAudit.Action;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an operator changes: destinations are paused, resumed and probed, deliveries are replayed, cancelled and discarded.
 *
 * <p>A change of deliveries locks the row of its destination first, as a batch that settles does. So two operators, or an operator
 * and a batch, take turns, and the ledger balances at any time. What is in flight waits in the journal, so that a replay, which
 * takes only what is settled, never sends it twice.
 */
public final class Operations {
    /** SQL: whether a destination is paused now. */
    static final String PAUSED = "(paused and (paused_until is null or paused_until > current_timestamp))";

    /** Deliveries that are looked at in one reading transaction. */
    static final int LOOK_AT = 5_000;
    /** Different errors of a destination that are read; there are more if errors quote ids. */
    private static final int MAX_ERRORS = 2_000;

    private final Journal journal;
    private final Clock clock;

    public Operations(Journal journal, Clock clock) {
        this.journal = journal;
        this.clock = clock;
    }

    /**
     * A destination, as the journal knows it.
     *
     * @param paused whether a person has paused it, and the pause has not ended
     * @param lastError why an event or the whole destination last failed; null if nothing has yet
     * @param worked whether a process works it
     */
    public record Destination(
            String name,
            boolean paused,
            @Nullable Instant pausedSince,
            @Nullable Instant pausedUntil,
            @Nullable String pausedBy,
            @Nullable String pausedReason,
            @Nullable Instant suspendedSince,
            @Nullable String suspendedReason,
            @Nullable Instant nextProbe,
            boolean misconfigured,
            @Nullable String lastError,
            @Nullable Instant lastErrorAt,
            boolean worked) {}

    /** The destinations that ever had a delivery or a route, by name. */
    public List<Destination> destinations() throws SQLException {
        return journal.observe(connection -> destinations(connection, null));
    }

    /** A destination; empty if it is not known. */
    public Optional<Destination> destination(String name) throws SQLException {
        return journal.observe(
                connection -> destinations(connection, name).stream().findFirst());
    }

    private List<Destination> destinations(Connection connection, @Nullable String name) throws SQLException {
        boolean alone = !journal.dialect().shared();
        return new Query(connection, """
                select name, %s as pauses, paused_since, paused_until, paused_by, paused_reason,
                       suspended_since, suspended_reason, next_probe, misconfigured, last_failure, last_failure_at,
                       owner is not null and (owned_until > current_timestamp or ?) as worked
                from destination where name = coalesce(cast(? as varchar), name) order by name
                """.formatted(PAUSED), alone, name).list(row -> {
            boolean paused = row.getBoolean("pauses");
            return new Destination(
                    row.getString("name"),
                    paused,
                    paused ? Query.instant(row, "paused_since") : null,
                    paused ? Query.instant(row, "paused_until") : null,
                    paused ? row.getString("paused_by") : null,
                    paused ? row.getString("paused_reason") : null,
                    Query.instant(row, "suspended_since"),
                    row.getString("suspended_reason"),
                    Query.instant(row, "next_probe"),
                    row.getBoolean("misconfigured"),
                    row.getString("last_failure"),
                    Query.instant(row, "last_failure_at"),
                    row.getBoolean("worked"));
        });
    }

    /**
     * Pauses a destination, or changes until when it is paused.
     *
     * @param until null for no end
     * @return false if the destination is not known
     */
    public boolean pause(String name, @Nullable Instant until, String who, @Nullable String reason)
            throws SQLException {
        Instant now = clock.instant();
        Map<String, Object> asked = new LinkedHashMap<>(Map.of("destination", name));
        if (until != null) {
            asked.put("until", until.toString());
        }
        String why = reason == null ? null : Text.clean(reason, 500);
        return change(Action.PAUSE, asked, who, reason, connection -> new Query(
                        connection, """
                        update destination
                        set drained = drained and %1$s, paused = true, paused_until = cast(? as timestamp with time zone),
                            paused_by = ?, paused_reason = ?,
                            paused_since = case when %1$s then coalesce(paused_since, ?) else ? end
                        where name = ?
                        """.formatted(PAUSED), until, Text.clean(who, 100), why, now, now, name)
                .update());
    }

    /** Ends a pause. @return false if the destination is not paused */
    public boolean resume(String name, String who, @Nullable String reason) throws SQLException {
        return change(
                Action.RESUME, Map.of("destination", name), who, reason, connection -> new Query(connection, """
                        update destination
                        set paused = false, drained = false, paused_since = null, paused_until = null, paused_by = null, paused_reason = null
                        where name = ? and paused
                        """, name)
                        .update());
    }

    /** Lets a suspended destination try its next batch now. @return false if the destination is not suspended */
    public boolean probe(String name, String who, @Nullable String reason) throws SQLException {
        Instant now = clock.instant();
        return change(Action.PROBE, Map.of("destination", name), who, reason, connection -> new Query(
                        connection,
                        "update destination set next_probe = ? where name = ? and suspended_since is not null",
                        now,
                        name)
                .update());
    }

    /** A change of the row of a destination. */
    @FunctionalInterface
    private interface RowChange {
        /** @return how many rows were changed */
        int make(Connection connection) throws SQLException;
    }

    private boolean change(Action action, Map<String, ?> asked, String who, @Nullable String reason, RowChange row)
            throws SQLException {
        return Journal.again(() -> journal.deliver(connection -> {
            int changed = row.make(connection);
            if (changed > 0) {
                UUID audit = OperationsAudit.begin(connection, clock.instant(), who, action, null, asked, reason);
                OperationsAudit.count(connection, audit, changed);
            }
            return changed > 0;
        }));
    }

    /**
     * The dead deliveries that fail for the same reason.
     *
     * @param error the reason, see {@link DeadReason}
     * @param first when the first one died; null if it is not known
     * @param last when the last one died; null if it is not known
     * @param example the id of one of the events
     * @param acknowledged that a person knows about it; null if nobody has said so
     */
    public record DeadGroup(
            String destination,
            String error,
            long count,
            @Nullable Instant first,
            @Nullable Instant last,
            UUID example,
            Acknowledgements.@Nullable Acknowledged acknowledged) {
        /** Whether it needs a person: nobody knows about it, or it has grown since. */
        public boolean isOpen() {
            return acknowledged == null || count > acknowledged.count();
        }

        private DeadGroup acknowledgedBy(Acknowledgements.@Nullable Acknowledged person) {
            return new DeadGroup(destination, error, count, first, last, example, person);
        }

        private DeadGroup with(DeadGroup other) {
            return new DeadGroup(
                    destination,
                    error,
                    count + other.count,
                    earlier(first, other.first),
                    later(last, other.last),
                    example,
                    null);
        }

        private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant other) {
            return one == null || (other != null && other.isAfter(one)) ? other : one;
        }

        private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
            return one == null || (other != null && other.isBefore(one)) ? other : one;
        }
    }

    /** @param others dead deliveries of a destination that are in no group, because there are too many different errors */
    public record DeadPage(List<DeadGroup> groups, Map<String, Long> others) {
        /** Whether there are groups, and a person knows about each. */
        public boolean isAcknowledged() {
            return !groups.isEmpty() && others.isEmpty() && groups.stream().noneMatch(DeadGroup::isOpen);
        }
    }

    /**
     * The groups of a destination, by the error.
     *
     * @param complete false if there are too many different errors, so that rare ones are in no group
     * @param count number of deliveries in the groups
     */
    record Grouped(Map<String, DeadGroup> groups, boolean complete, long count) {}

    /**
     * The dead deliveries that nobody has discarded, by destination and reason, the largest group first.
     *
     * @param destination null for all
     */
    public DeadPage dead(@Nullable String destination) throws SQLException {
        return journal.observe(connection -> {
            List<DeadGroup> groups = new ArrayList<>();
            Map<String, Long> others = new TreeMap<>();
            for (String name : names(connection, destination)) {
                Map<String, Acknowledgements.Acknowledged> known = Acknowledgements.of(connection, name);
                Grouped grouped = grouped(connection, name);
                grouped.groups().values().forEach(each -> groups.add(each.acknowledgedBy(known.get(each.error()))));
                if (!grouped.complete()) {
                    long all = new Query(
                                    connection,
                                    "select count(*) from delivery where destination = ? and state = 'dead' and closed is null",
                                    name)
                            .number();
                    others.put(name, all - grouped.count());
                }
            }
            groups.sort((one, other) -> Long.compare(other.count(), one.count()));
            return new DeadPage(groups, others);
        });
    }

    static Grouped grouped(Connection connection, String destination) throws SQLException {
        Map<String, DeadGroup> groups = new TreeMap<>();
        List<DeadGroup> stored = stored(connection, destination);
        stored.forEach(each -> groups.merge(each.error(), each, DeadGroup::with));
        return new Grouped(
                groups,
                stored.size() < MAX_ERRORS,
                stored.stream().mapToLong(DeadGroup::count).sum());
    }

    /** A person knows about a group, as it was read. It is open again when it grows. */
    public void acknowledge(DeadGroup group, String who, String note) throws SQLException {
        Instant now = clock.instant();
        Journal.again(() -> journal.deliver(connection -> {
            Acknowledgements.write(connection, group, now, who, note);
            Acknowledgements.fit(connection, group.destination());
            return true;
        }));
    }

    private static List<DeadGroup> stored(Connection connection, String destination) throws SQLException {
        return new Query(connection, """
                select last_error, count(*) as dead, min(settled_at) as first_at, max(settled_at) as last_at,
                       min(cast(event_id as varchar(36))) as example
                from delivery where destination = ? and state = 'dead' and closed is null
                group by last_error order by dead desc, example limit ?
                """, destination, MAX_ERRORS)
                .list(row -> new DeadGroup(
                        destination,
                        DeadReason.of(row.getString("last_error")),
                        row.getLong("dead"),
                        Query.instant(row, "first_at"),
                        Query.instant(row, "last_at"),
                        UUID.fromString(row.getString("example")),
                        null));
    }

    static List<String> names(Connection connection, @Nullable String destination) throws SQLException {
        return new Query(
                        connection,
                        "select name from destination where name = coalesce(cast(? as varchar), name) order by name",
                        destination)
                .list(row -> row.getString("name"));
    }

    /** How many deliveries are meant, by destination. */
    public Map<String, Long> count(OperationsFilter filter) throws SQLException {
        Instant now = clock.instant();
        Map<String, Long> counts = new TreeMap<>();
        for (String name : journal.<List<String>>observe(connection -> names(connection, filter.destination()))) {
            long count = filter.error() == null ? counted(filter, name, now) : looked(filter, name, now);
            if (count > 0) {
                counts.put(name, count);
            }
        }
        return counts;
    }

    private long counted(OperationsFilter filter, String destination, Instant now) throws SQLException {
        OperationsFilter.Condition meant = filter.condition(destination, now);
        return journal.observe(connection -> new Query(
                        connection,
                        "select count(*) from delivery d join event e on e.id = d.event_id where " + meant.sql(),
                        meant.values().toArray())
                .number());
    }

    private long looked(OperationsFilter filter, String destination, Instant now) throws SQLException {
        long count = 0;
        OperationsPage.Place after = OperationsPage.Place.FIRST;
        while (after != null) {
            OperationsPage.Place from = after;
            OperationsPage page = journal.observe(
                    connection -> OperationsPage.read(connection, filter, destination, now, from, LOOK_AT));
            count += page.events().size();
            after = page.next();
        }
        return count;
    }

    /** A change of many deliveries; {@link OperationsRun#run} makes it. */
    public OperationsRun change(OperationsRun.Order order) {
        return new OperationsRun(journal, order, clock);
    }

    /** A change of the destination of deliveries; {@link OperationsMove#run} makes it. */
    public OperationsMove move(OperationsMove.Order order) {
        return new OperationsMove(journal, order, clock);
    }
}
