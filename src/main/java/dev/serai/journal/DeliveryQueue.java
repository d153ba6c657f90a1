package dev.serai.journal;

import dev.serai.event.Event;
import dev.serai.journal.LeaseStore.Lease;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The queues of the destinations: the due deliveries, and what became of them. Only the holder of the lease can settle. */
public final class DeliveryQueue {
    /** Rows that cross the wire at once. The statement limits the payloads that they carry together. */
    private static final int FETCH = 50;

    private final Journal journal;

    public DeliveryQueue(Journal journal) {
        this.journal = journal;
    }

    /**
     * A waiting delivery whose next attempt is due.
     *
     * @param replay which replay gives the delivery its key at the far side; 0 for the key of the first delivery
     */
    public record DueDelivery(Event event, int attempts, Instant dueAt, DeliveryState state, int replay) {
        public DueDelivery(Event event, int attempts, Instant dueAt, DeliveryState state) {
            this(event, attempts, dueAt, state, 0);
        }
    }

    /**
     * What a read found.
     *
     * @param more whether there may be more due deliveries
     * @param crowded whether the next delivery was left out because its payload does not fit
     */
    public record DuePage(List<DueDelivery> due, boolean more, boolean crowded) {}

    /** The due deliveries, oldest first; at least one event is read. */
    public DuePage due(String destination, Instant since, Instant now, Set<UUID> except, int limit, long room)
            throws SQLException {
        return due(destination, since, now, except, limit, room, true);
    }

    /**
     * The due deliveries, oldest first.
     *
     * <p>The database leaves out the payloads that do not fit, because the driver holds a whole fetch in memory before it
     * gives the first row: 50 events of 4 MB.
     *
     * @param since where to start reading ({@code next_attempt_at})
     * @param except ids of events that are in flight or read already
     * @param limit number of deliveries
     * @param room characters or bytes for the payloads, see {@link Dialect#size}
     * @param atLeastOne whether the first payload is read although it does not fit
     */
    public DuePage due(
            String destination, Instant since, Instant now, Set<UUID> except, int limit, long room, boolean atLeastOne)
            throws SQLException {
        return journal.read(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("""
                    select attempts, next_attempt_at, waiting_for, replay, id, family, type, subject, contact, occurred_at, received_at,
                           found, case when so_far <= ? or ? then payload end as payload
                    from (
                      select due.*, count(*) over () as found, row_number() over (order by next_attempt_at, id) as place,
                             sum(%s) over (order by next_attempt_at, id) as so_far
                      from (
                        select d.attempts, d.next_attempt_at, d.waiting_for, d.replay,
                               e.id, e.family, e.type, e.subject, e.contact, e.occurred_at, e.received_at, e.payload
                        from delivery d join event e on e.id = d.event_id
                        where d.destination = ? and d.state = 'waiting'
                          and d.next_attempt_at >= ? and d.next_attempt_at <= ? and not (d.event_id = any(?))
                        order by d.next_attempt_at, d.event_id
                        limit ?) as due) as counted
                    where so_far <= ? or place = 1
                    order by next_attempt_at, id
                    """.formatted(journal.dialect().size("payload")))) {
                select.setLong(1, room);
                select.setBoolean(2, atLeastOne);
                select.setString(3, destination);
                select.setObject(4, Query.timestamp(since));
                select.setObject(5, Query.timestamp(now));
                Query.array(select, 6, "uuid", except, id -> id);
                select.setInt(7, limit);
                select.setLong(8, room);
                select.setFetchSize(FETCH);
                List<DueDelivery> due = new ArrayList<>();
                int found = 0;
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found = row.getInt("found");
                        if (row.getString("payload") != null) {
                            due.add(due(row));
                        }
                    }
                }
                return new DuePage(due, found == limit || due.size() < found, due.size() < found);
            }
        });
    }

    private static DueDelivery due(ResultSet row) throws SQLException {
        return new DueDelivery(
                event(row),
                row.getInt("attempts"),
                Objects.requireNonNull(Query.instant(row, "next_attempt_at")),
                DeliveryState.waiting(row.getString("waiting_for")),
                row.getInt("replay"));
    }

    /** The deliveries of these events that wait for the destination, due or not. */
    public List<DueDelivery> waiting(String destination, Set<UUID> events) throws SQLException {
        return journal.read(connection ->
                new Query(connection, """
                select d.attempts, d.next_attempt_at, d.waiting_for, d.replay,
                       e.id, e.family, e.type, e.subject, e.contact, e.occurred_at, e.received_at, e.payload
                from delivery d join event e on e.id = d.event_id
                where d.event_id = any(?) and d.destination = ? and d.state = 'waiting'
                """, new Query.Values("uuid", events), destination).list(DeliveryQueue::due));
    }

    /** The events of which a process may have died. */
    public OutAlone outAlone() {
        return new OutAlone(journal);
    }

    static Event event(ResultSet row) throws SQLException {
        return new Event(
                row.getObject("id", UUID.class),
                row.getString("family"),
                row.getString("type"),
                row.getString("subject"),
                row.getString("contact"),
                Query.instant(row, "occurred_at"),
                Objects.requireNonNull(Query.instant(row, "received_at")),
                row.getString("payload"));
    }

    /**
     * Writes what became of a batch.
     *
     * @return false if the lease was lost, and nothing was written
     */
    public boolean settle(Lease lease, Instant now, List<DeliveryUpdate> settlements) throws SQLException {
        return Journal.again(() -> journal.deliver(connection -> {
            List<DeliveryUpdate> sorted = settlements.stream()
                    .sorted(Comparator.comparing(DeliveryUpdate::eventId))
                    .toList();
            Map<Boolean, List<DeliveryUpdate>> byDelivered =
                    sorted.stream().collect(Collectors.partitioningBy(each -> each.state() == DeliveryState.DELIVERED));
            List<DeliveryUpdate> delivered = byDelivered.getOrDefault(true, List.of());
            String error = sorted.stream()
                    .filter(DeliveryUpdate::isFailed)
                    .map(DeliveryUpdate::error)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            boolean held = error == null
                    ? LeaseStore.count(connection, lease, delivered.size())
                    : LeaseStore.countFailed(connection, lease, delivered.size(), error, now);
            if (!held) {
                return false;
            }
            int before = delivered.size() - settle(connection, lease, delivered);
            if (before > 0) {
                LeaseStore.count(connection, lease, -before);
            }
            settle(connection, lease, byDelivered.getOrDefault(false, List.of()));
            recordAttempts(connection, lease.destination(), now, sorted);
            return true;
        }));
    }

    private int settle(Connection connection, Lease lease, List<DeliveryUpdate> settlements) throws SQLException {
        return settlements.isEmpty() ? 0 : journal.dialect().settle(connection, lease.destination(), settlements);
    }

    private static final int ATTEMPTS_REMEMBERED = 5;

    private static void recordAttempts(
            Connection connection, String destination, Instant now, List<DeliveryUpdate> settlements)
            throws SQLException {
        if (settlements.stream().noneMatch(DeliveryUpdate::isFailed)) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                        "insert into attempt values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing");
                PreparedStatement forget = connection.prepareStatement(
                        "delete from attempt where destination = ? and event_id = ? and number <= ?")) {
            for (DeliveryUpdate settlement : settlements) {
                if (settlement.isFailed()) {
                    insert.setString(1, destination);
                    insert.setObject(2, settlement.eventId());
                    insert.setInt(3, settlement.attempts());
                    insert.setObject(4, Query.timestamp(now));
                    insert.setString(5, settlement.outcome());
                    insert.setString(6, settlement.error());
                    insert.setLong(7, settlement.millis());
                    insert.addBatch();
                    forget.setString(1, destination);
                    forget.setObject(2, settlement.eventId());
                    forget.setInt(3, settlement.attempts() - ATTEMPTS_REMEMBERED);
                    forget.addBatch();
                }
            }
            insert.executeBatch();
            forget.executeBatch();
        }
    }

    /** The destinations for which a delivery waits. */
    public Set<String> waiting() throws SQLException {
        return journal.read(connection -> new TreeSet<>(new Query(connection, """
                select name from destination where exists (
                  select 1 from delivery where delivery.destination = name and state = 'waiting')
                """).list(row -> row.getString("name"))));
    }

    /**
     * A new delivery.
     *
     * @param routerVersion of the router that decided; null if it is not known
     */
    record NewDelivery(
            String destination,
            UUID eventId,
            Instant dueAt,
            @Nullable String routerVersion) {}

    /**
     * Queues events for destinations.
     *
     * @param named destinations that have their row already
     * @param copies whether the events are new, so that none has a delivery, in a database that knows {@code COPY}
     */
    static void insert(Connection connection, List<NewDelivery> queued, Set<String> named, boolean copies)
            throws SQLException {
        if (queued.isEmpty()) {
            return;
        }
        Set<String> unnamed = new TreeSet<>();
        queued.forEach(each -> unnamed.add(each.destination()));
        unnamed.removeAll(named);
        LeaseStore.ensure(connection, unnamed);
        if (copies) {
            PostgresCopy.deliveries(connection, queued);
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into delivery (destination, event_id, state, next_attempt_at, router_version)
                select destination, event_id, 'waiting', due_at, router_version
                from unnest(?, ?, ?, ?) as q (destination, event_id, due_at, router_version)
                on conflict do nothing
                """)) {
            Query.array(insert, 1, "text", queued, NewDelivery::destination);
            Query.array(insert, 2, "uuid", queued, NewDelivery::eventId);
            Query.array(insert, 3, "timestamptz", queued, each -> Query.timestamp(each.dueAt()));
            Query.array(insert, 4, "text", queued, NewDelivery::routerVersion);
            insert.executeUpdate();
        }
    }
}
