package dev.serai.journal;

import dev.serai.event.Text;
import dev.serai.journal.OperationsAudit.Action;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One change of many deliveries, in transactions of at most {@link #STEP} deliveries, so that batches can settle in between. It
 * changes what was in the state when the change began.
 */
public final class OperationsRun {
    /** Deliveries in one transaction. */
    public static final int STEP = 500;

    private final Journal journal;
    private final Order order;
    private final Clock clock;
    private final Instant begun;
    private @Nullable UUID audit;

    OperationsRun(Journal journal, Order order, Clock clock) {
        this.journal = journal;
        this.order = order;
        this.clock = clock;
        this.begun = clock.instant();
    }

    /**
     * What is to be done.
     *
     * @param action replay, cancel or discard
     * @param who the name of the caller
     * @param name of a replay; null if it has none
     * @param reason the words of the person; null if none were given
     * @param sameKey whether a replay keeps the key that the far side got before
     */
    public record Order(
            Action action,
            OperationsFilter filter,
            String who,
            @Nullable String name,
            @Nullable String reason,
            boolean sameKey) {
        /** @throws IllegalArgumentException if the action cannot be done with deliveries in this state */
        public Order {
            boolean fits =
                    switch (action) {
                        case REPLAY ->
                            filter.state() != OperationsFilter.State.WAITING
                                    && filter.state() != OperationsFilter.State.UNMATCHED;
                        case CANCEL ->
                            filter.state() == OperationsFilter.State.WAITING
                                    || filter.state() == OperationsFilter.State.UNMATCHED;
                        case DISCARD -> filter.state() == OperationsFilter.State.DEAD;
                        default -> false;
                    };
            if (!fits) {
                throw new IllegalArgumentException("deliveries that are " + filter.state() + " are no work for "
                        + action.name().toLowerCase(Locale.ROOT));
            }
        }
    }

    /** Is told after each transaction. */
    @FunctionalInterface
    public interface Watcher {
        /**
         * So many deliveries of the destination were changed.
         *
         * @param at since when those that wait are due
         * @return how many may be changed next, at most {@link #STEP}; 0 to end
         */
        int changed(String destination, int deliveries, Instant at) throws InterruptedException;
    }

    /**
     * What was done.
     *
     * @param deliveries how many were changed, by destination
     * @param complete false if the watcher has ended it
     */
    public record Done(Map<String, Long> deliveries, boolean complete) {}

    private record Step(
            int changed,
            OperationsPage.@Nullable Place next,
            Instant at,
            @Nullable UUID audit) {}

    /** @param first how many may be changed in the first transaction */
    public Done run(int first, Watcher watcher) throws SQLException, InterruptedException {
        Done done = steps(first, watcher);
        if (order.filter().state() == OperationsFilter.State.DEAD) {
            for (String destination : done.deliveries().keySet()) {
                fit(journal, destination);
            }
        }
        return done;
    }

    /** Dead deliveries of a destination were changed, so that groups that a person knows about are smaller or gone. */
    static void fit(Journal journal, String destination) throws SQLException {
        Journal.again(() -> journal.deliver(connection -> {
            Acknowledgements.fit(connection, destination);
            return true;
        }));
    }

    private Done steps(int first, Watcher watcher) throws SQLException, InterruptedException {
        Map<String, Long> changed = new LinkedHashMap<>();
        int most = first;
        for (String destination : journal.<List<String>>observe(
                connection -> Operations.names(connection, order.filter().destination()))) {
            OperationsPage.Place after = OperationsPage.Place.FIRST;
            while (after != null) {
                OperationsPage.Place from = after;
                int limit = Math.max(1, Math.min(STEP, most));
                Step step =
                        Journal.again(() -> journal.deliver(connection -> step(connection, destination, from, limit)));
                after = step.next();
                audit = step.audit();
                if (step.changed() > 0) {
                    changed.merge(destination, (long) step.changed(), Long::sum);
                }
                most = watcher.changed(destination, step.changed(), step.at());
                if (most == 0) {
                    return new Done(changed, after == null && isLast(destination));
                }
            }
        }
        return new Done(changed, true);
    }

    private boolean isLast(String destination) {
        return destination.equals(order.filter().destination());
    }

    private Step step(Connection connection, String destination, OperationsPage.Place after, int limit)
            throws SQLException {
        new Query(connection, "select name from destination where name = ? for update", destination).list(row -> true);
        OperationsPage page = OperationsPage.read(connection, order.filter(), destination, begun, after, limit);
        Instant now = clock.instant();
        if (page.events().isEmpty()) {
            return new Step(0, page.next(), now, audit);
        }
        UUID known = audit;
        UUID id = known == null ? begin(connection) : known;
        int changed = order.action() == Action.REPLAY
                ? replay(connection, destination, page.events(), id, now)
                : close(connection, destination, page.events(), id, now);
        OperationsAudit.count(connection, id, changed);
        return new Step(changed, page.next(), now, id);
    }

    private UUID begin(Connection connection) throws SQLException {
        Map<String, Object> asked = new LinkedHashMap<>(order.filter().shown());
        if (order.sameKey()) {
            asked.put("sameKey", true);
        }
        return OperationsAudit.begin(
                connection, begun, order.who(), order.action(), order.name(), asked, order.reason());
    }

    /** Settled deliveries wait again as if they were new; what had become of them is kept. */
    private int replay(Connection connection, String destination, List<UUID> events, UUID id, Instant now)
            throws SQLException {
        remember(connection, destination, events, id);
        int changed;
        try (PreparedStatement update = connection.prepareStatement("""
                update delivery
                set state = 'waiting', closed = null, closed_by = null, attempts = 0, next_attempt_at = ?, last_error = null,
                    settled_at = null, receipt = null, replay = replay + ?
                where event_id = ? and destination = ? and state <> 'waiting'
                """)) {
            for (UUID event : events) {
                update.setObject(1, Query.timestamp(now));
                update.setInt(2, order.sameKey() ? 0 : 1);
                update.setObject(3, event);
                update.setString(4, destination);
                update.addBatch();
            }
            changed = IntStream.of(update.executeBatch()).sum();
        }
        if (order.filter().state() == OperationsFilter.State.DELIVERED) {
            new Query(
                            connection,
                            "update destination set delivered = delivered - ? where name = ?",
                            changed,
                            destination)
                    .update();
        }
        return changed;
    }

    /** Deliveries are dead, and no attempt but one that delivers changes them any more. */
    private int close(Connection connection, String destination, List<UUID> events, UUID id, Instant now)
            throws SQLException {
        boolean cancel = order.action() == Action.CANCEL;
        String error = cancel
                ? Text.clean("cancelled by " + order.who() + (order.reason() == null ? "" : ": " + order.reason()), 500)
                : null;
        int changed;
        try (PreparedStatement update = connection.prepareStatement("""
                update delivery
                set state = 'dead', waiting_for = null, closed = ?, closed_by = ?, settled_at = ?,
                    last_error = coalesce(cast(? as varchar), last_error)
                where event_id = ? and destination = ? and state <> 'delivered'
                """)) {
            for (UUID event : events) {
                update.setString(1, cancel ? "cancelled" : "discarded");
                update.setObject(2, id);
                update.setObject(3, Query.timestamp(now));
                update.setString(4, error);
                update.setObject(5, event);
                update.setString(6, destination);
                update.addBatch();
            }
            changed = IntStream.of(update.executeBatch()).sum();
        }
        if (cancel) {
            new Query(connection, "update destination set revision = revision + 1 where name = ?", destination)
                    .update();
        }
        return changed;
    }

    /** Keeps what has become of the deliveries, but for the list of their attempts. */
    static void remember(Connection connection, String destination, List<UUID> events, UUID id) throws SQLException {
        each(connection, """
                insert into earlier_delivery (event_id, destination, audit_id, state, closed, attempts, last_error,
                                              settled_at, receipt, route_version)
                select event_id, destination, cast(? as uuid), state, closed, attempts, last_error, settled_at, receipt,
                       route_version
                from delivery where event_id = ? and destination = ?
                """, events, id, 2, destination);
        each(connection, "delete from attempt where event_id = ? and destination = ?", events, null, 1, destination);
    }

    /** Runs a statement for each event. */
    static void each(
            Connection connection, String sql, List<UUID> events, @Nullable UUID first, int column, String destination)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (UUID event : events) {
                if (first != null) {
                    statement.setObject(1, first);
                }
                statement.setObject(column, event);
                statement.setString(column + 1, destination);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }
}
