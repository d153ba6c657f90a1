package dev.serai.journal;

import dev.serai.journal.Destinations.Lease;
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

/** The queues of the destinations: what is due, and what became of it. Only who holds the lease can settle. */
public final class Deliveries {
    /** Rows that cross the wire at once; what they carry together is bounded by the statement. */
    private static final int FETCH = 50;

    private final Journal journal;

    public Deliveries(Journal journal) {
        this.journal = journal;
    }

    /** A waiting delivery whose time has come. */
    public record Due(Event event, int attempts, Instant dueAt, DeliveryState state) {}

    /**
     * What a look found.
     *
     * @param more whether there may be more
     * @param crowded whether the next one was left out because it does not fit
     */
    public record Found(List<Due> due, boolean more, boolean crowded) {}

    /** What is due, oldest first; at least one event is read. */
    public Found due(String destination, Instant since, Instant now, Set<UUID> except, int limit, long room)
            throws SQLException {
        return due(destination, since, now, except, limit, room, true);
    }

    /**
     * What is due, oldest first.
     *
     * <p>The database leaves out what does not fit, since its driver would hold all of a fetch before the first row is
     * seen: 50 events of 4 MB.
     *
     * @param since what was due before is not looked at
     * @param except what is in hand already
     * @param room for their payloads, see {@link Dialect#size}
     * @param atLeastOne the first is read although it does not fit
     */
    public Found due(
            String destination, Instant since, Instant now, Set<UUID> except, int limit, long room, boolean atLeastOne)
            throws SQLException {
        return journal.deliver(connection -> {
            try (PreparedStatement select =
                    connection.prepareStatement("""
                    select attempts, next_attempt_at, waiting_for, id, family, type, subject, contact, occurred_at, received_at,
                           found, case when so_far <= ? or ? then payload end as payload
                    from (
                      select due.*, count(*) over () as found, row_number() over (order by next_attempt_at, id) as place,
                             sum(%s) over (order by next_attempt_at, id) as so_far
                      from (
                        select d.attempts, d.next_attempt_at, d.waiting_for,
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
                select.setObject(4, Sql.timestamp(since));
                select.setObject(5, Sql.timestamp(now));
                Sql.array(select, 6, "uuid", except, id -> id);
                select.setInt(7, limit);
                select.setLong(8, room);
                select.setFetchSize(FETCH);
                List<Due> due = new ArrayList<>();
                int found = 0;
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        found = row.getInt("found");
                        if (row.getString("payload") != null) {
                            due.add(due(row));
                        }
                    }
                }
                return new Found(due, found == limit || due.size() < found, due.size() < found);
            }
        });
    }

    private static Due due(ResultSet row) throws SQLException {
        return new Due(
                event(row),
                row.getInt("attempts"),
                Objects.requireNonNull(Sql.instant(row, "next_attempt_at")),
                DeliveryState.waiting(row.getString("waiting_for")));
    }

    /** Those of the events that wait for the destination, due or not. */
    public List<Due> waiting(String destination, Set<UUID> events) throws SQLException {
        return journal.deliver(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select d.attempts, d.next_attempt_at, d.waiting_for,
                           e.id, e.family, e.type, e.subject, e.contact, e.occurred_at, e.received_at, e.payload
                    from delivery d join event e on e.id = d.event_id
                    where d.event_id = any(?) and d.destination = ? and d.state = 'waiting'
                    """)) {
                Sql.array(select, 1, "uuid", events, id -> id);
                select.setString(2, destination);
                List<Due> due = new ArrayList<>();
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        due.add(due(row));
                    }
                }
                return due;
            }
        });
    }

    /** What is known of the events of which a process may have died. */
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
                Sql.instant(row, "occurred_at"),
                Objects.requireNonNull(Sql.instant(row, "received_at")),
                row.getString("payload"));
    }

    /**
     * Writes what became of a batch.
     *
     * @return false if the lease was lost, and nothing was written
     */
    public boolean settle(Lease lease, Instant now, List<Settlement> settlements) throws SQLException {
        return journal.deliver(connection -> {
            List<Settlement> sorted = settlements.stream()
                    .sorted(Comparator.comparing(Settlement::eventId))
                    .toList();
            Map<Boolean, List<Settlement>> byDelivered =
                    sorted.stream().collect(Collectors.partitioningBy(each -> each.state() == DeliveryState.DELIVERED));
            List<Settlement> delivered = byDelivered.getOrDefault(true, List.of());
            if (!Destinations.count(connection, lease, delivered.size())) {
                return false;
            }
            int before = delivered.size() - settle(connection, lease, delivered);
            if (before > 0) {
                Destinations.count(connection, lease, -before);
            }
            settle(connection, lease, byDelivered.getOrDefault(false, List.of()));
            recordAttempts(connection, lease.destination(), now, sorted);
            return true;
        });
    }

    private int settle(Connection connection, Lease lease, List<Settlement> settlements) throws SQLException {
        return settlements.isEmpty() ? 0 : journal.dialect().settle(connection, lease.destination(), settlements);
    }

    private static final int ATTEMPTS_REMEMBERED = 5;

    private static void recordAttempts(
            Connection connection, String destination, Instant now, List<Settlement> settlements) throws SQLException {
        if (settlements.stream().noneMatch(Settlement::isFailed)) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement(
                        "insert into attempt values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing");
                PreparedStatement forget = connection.prepareStatement(
                        "delete from attempt where destination = ? and event_id = ? and number <= ?")) {
            for (Settlement settlement : settlements) {
                if (settlement.isFailed()) {
                    insert.setString(1, destination);
                    insert.setObject(2, settlement.eventId());
                    insert.setInt(3, settlement.attempts());
                    insert.setObject(4, Sql.timestamp(now));
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

    /** The destinations that something waits for. */
    public Set<String> waiting() throws SQLException {
        return journal.deliver(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                            select name from destination where exists (
                              select 1 from delivery where delivery.destination = name and state = 'waiting')
                            """);
                    ResultSet row = select.executeQuery()) {
                Set<String> names = new TreeSet<>();
                while (row.next()) {
                    names.add(row.getString("name"));
                }
                return names;
            }
        });
    }

    /** One delivery to be. */
    record Queued(String destination, UUID eventId, Instant dueAt) {}

    /**
     * Queues events for destinations.
     *
     * @param named those that have their row already
     */
    static void insert(Connection connection, List<Queued> queued, Set<String> named) throws SQLException {
        if (queued.isEmpty()) {
            return;
        }
        Set<String> unnamed = new TreeSet<>();
        queued.forEach(each -> unnamed.add(each.destination()));
        unnamed.removeAll(named);
        Destinations.ensure(connection, unnamed);
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into delivery (destination, event_id, state, next_attempt_at)
                select destination, event_id, 'waiting', due_at from unnest(?, ?, ?) as q (destination, event_id, due_at)
                on conflict do nothing
                """)) {
            Sql.array(insert, 1, "text", queued, Queued::destination);
            Sql.array(insert, 2, "uuid", queued, Queued::eventId);
            Sql.array(insert, 3, "timestamptz", queued, each -> Sql.timestamp(each.dueAt()));
            insert.executeUpdate();
        }
    }
}
