package dev.serai.journal;

import dev.serai.journal.OperationsAudit.Action;
import dev.serai.journal.OperationsRun.Watcher;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries of one destination become deliveries of another: the destination was renamed, or another system takes its place. It takes
 * transactions of at most {@link OperationsRun#STEP} deliveries.
 *
 * <p>Nothing may be in flight at the first destination, because the journal does not know which deliveries are. So it must be
 * paused and drained, or no process may work it; each transaction looks, with the rows of both destinations locked. Dead deliveries are not in
 * flight, so they can be moved at any time.
 */
public final class OperationsMove {
    private final Journal journal;
    private final Order order;
    private final Clock clock;
    private final Instant begun;
    private @Nullable UUID audit;

    OperationsMove(Journal journal, Order order, Clock clock) {
        this.journal = journal;
        this.order = order;
        this.clock = clock;
        this.begun = clock.instant();
    }

    /**
     * What is to be done.
     *
     * @param filter names the destination that loses its deliveries
     * @param to the destination that gets them
     * @param who the name of the caller
     * @param reason the words of the person; null if none were given
     */
    public record Order(
            OperationsFilter filter,
            String to,
            String who,
            @Nullable String reason) {
        /** @throws IllegalArgumentException if it cannot be done; the message says why */
        public Order {
            if (filter.destination() == null || filter.destination().equals(to)) {
                throw new IllegalArgumentException("deliveries move from one destination to another: name two");
            }
            if (filter.state() != OperationsFilter.State.WAITING_ALL
                    && filter.state() != OperationsFilter.State.UNMATCHED
                    && filter.state() != OperationsFilter.State.DEAD) {
                throw new IllegalArgumentException("deliveries that are " + filter.state() + " are no work for move");
            }
        }

        String from() {
            return Objects.requireNonNull(filter.destination());
        }
    }

    /**
     * What was moved, or would be.
     *
     * @param moved number of deliveries
     * @param left number of deliveries that stay, because the other destination has a delivery of the same event
     * @param hindrance why it has ended before all were moved; null if nothing was in its way
     */
    public record Moved(long moved, long left, @Nullable Hindrance hindrance) {}

    /** Why nothing may be moved now. */
    public enum Hindrance {
        /** A process works the destination, and nobody has paused it. */
        NOT_PAUSED,
        /** The destination is paused, but a call may still be out. */
        NOT_DRAINED
    }

    private record Step(
            int moved,
            int left,
            OperationsPage.@Nullable Place next,
            Instant at,
            @Nullable UUID audit,
            @Nullable Hindrance hindrance) {}

    /** Why nothing may be moved now; empty if nothing is in the way. */
    public Optional<Hindrance> hindrance() throws SQLException {
        return journal.observe(connection -> Optional.ofNullable(hindrance(connection)));
    }

    private @Nullable Hindrance hindrance(Connection connection) throws SQLException {
        if (order.filter().state() == OperationsFilter.State.DEAD) {
            return null; // what is dead is not in flight
        }
        return new Query(connection, """
                select %s as pauses, drained, owner is not null and owned_until > current_timestamp as worked
                from destination where name = ?
                """.formatted(Operations.PAUSED), order.from())
                        .list(row -> !row.getBoolean("worked")
                                        || (row.getBoolean("pauses") && row.getBoolean("drained"))
                                ? Optional.<Hindrance>empty()
                                : Optional.of(row.getBoolean("pauses") ? Hindrance.NOT_DRAINED : Hindrance.NOT_PAUSED))
                        .stream()
                        .flatMap(Optional::stream)
                        .findFirst()
                        .orElse(null);
    }

    /** How many deliveries would be moved. */
    public Moved count() throws SQLException {
        long moved = 0;
        long left = 0;
        OperationsPage.Place after = OperationsPage.Place.FIRST;
        while (after != null) {
            OperationsPage.Place from = after;
            int[] there = new int[1];
            OperationsPage page = journal.observe(connection -> {
                OperationsPage read =
                        OperationsPage.read(connection, order.filter(), order.from(), begun, from, Operations.LOOK_AT);
                there[0] = there(connection, read.events());
                return read;
            });
            moved += page.events().size() - there[0];
            left += there[0];
            after = page.next();
        }
        return new Moved(moved, left, null);
    }

    /** How many of the events have a delivery to the other destination. */
    private int there(Connection connection, List<UUID> events) throws SQLException {
        return (int) new Query(
                        connection,
                        "select count(*) from unnest(?) as q (q_id) join delivery on event_id = q_id where destination = ?",
                        new Query.Values("uuid", events),
                        order.to())
                .number();
    }

    /** @param watcher is told after each transaction how many the other destination has got */
    public Moved run(Watcher watcher) throws SQLException, InterruptedException {
        long moved = 0;
        long left = 0;
        OperationsPage.Place after = OperationsPage.Place.FIRST;
        while (after != null) {
            OperationsPage.Place from = after;
            Step step = Journal.again(() -> journal.deliver(connection -> step(connection, from)));
            if (step.hindrance() != null) {
                return new Moved(moved, left, step.hindrance());
            }
            after = step.next();
            audit = step.audit();
            moved += step.moved();
            left += step.left();
            if (watcher.changed(order.to(), step.moved(), step.at()) == 0) {
                break;
            }
        }
        if (order.filter().state() == OperationsFilter.State.DEAD && moved > 0) {
            OperationsRun.fit(journal, order.from());
        }
        return new Moved(moved, left, null);
    }

    private Step step(Connection connection, OperationsPage.Place after) throws SQLException {
        // in the order of their names, so that two moves in opposite directions do not wait for each other
        for (String name : new TreeSet<>(List.of(order.from(), order.to()))) {
            new Query(connection, "select name from destination where name = ? for update", name).list(row -> true);
        }
        Instant now = clock.instant();
        Hindrance hindrance = hindrance(connection);
        if (hindrance != null) {
            return new Step(0, 0, null, now, audit, hindrance);
        }
        OperationsPage page =
                OperationsPage.read(connection, order.filter(), order.from(), begun, after, OperationsRun.STEP);
        if (page.events().isEmpty()) {
            return new Step(0, 0, page.next(), now, audit, null);
        }
        UUID known = audit;
        UUID id = known == null ? begin(connection) : known;
        List<UUID> moved = insert(connection, page.events(), now);
        forget(connection, moved, id);
        OperationsAudit.count(connection, id, moved.size());
        return new Step(moved.size(), page.events().size() - moved.size(), page.next(), now, id, null);
    }

    private UUID begin(Connection connection) throws SQLException {
        Map<String, Object> asked = new LinkedHashMap<>(order.filter().shown());
        asked.put("to", order.to());
        return OperationsAudit.begin(connection, begun, order.who(), Action.MOVE, null, asked, order.reason());
    }

    /**
     * A waiting delivery is due at once and has no attempt yet at its new destination; one that may have ended a process stays apart from others.
     * A dead one stays dead. The key for the far side stays, because a renamed destination has the same far side.
     *
     * @return the events whose deliveries were inserted; the others have one already
     */
    private List<UUID> insert(Connection connection, List<UUID> events, Instant now) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into delivery (event_id, destination, state, waiting_for, attempts, next_attempt_at, last_error, settled_at,
                                      receipt, route_version, router_version, replay)
                select event_id, cast(? as varchar), state, case when waiting_for = 'attempt_apart' then waiting_for end,
                       case when state = 'dead' then attempts else 0 end,
                       case when state = 'dead' then next_attempt_at else cast(? as timestamp with time zone) end,
                       case when state = 'dead' then last_error end, settled_at,
                       case when state = 'dead' then receipt end, case when state = 'dead' then route_version end,
                       router_version, replay
                from delivery where event_id = ? and destination = ?
                on conflict do nothing
                """)) {
            for (UUID event : events) {
                insert.setString(1, order.to());
                insert.setObject(2, Query.timestamp(now));
                insert.setObject(3, event);
                insert.setString(4, order.from());
                insert.addBatch();
            }
            int[] inserted = insert.executeBatch();
            List<UUID> moved = new ArrayList<>();
            for (int i = 0; i < inserted.length; i++) {
                if (inserted[i] == 1) {
                    moved.add(events.get(i));
                }
            }
            return moved;
        }
    }

    /** What had become of the deliveries at the first destination is kept as that of a replayed one is. */
    private void forget(Connection connection, List<UUID> events, UUID id) throws SQLException {
        OperationsRun.remember(connection, order.from(), events, id);
        for (String sql : List.of(
                "delete from delivery where event_id = ? and destination = ?",
                "delete from out_alone where event_id = ? and destination = ?")) {
            OperationsRun.each(connection, sql, events, null, 1, order.from());
        }
    }
}
