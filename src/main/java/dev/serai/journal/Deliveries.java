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
import org.jspecify.annotations.Nullable;

/** The queues of the destinations: what is due, and what became of it. Only who holds the lease can settle. */
public final class Deliveries {
    /** Rows that cross the wire at once; each may carry megabytes. */
    private static final int FETCH = 50;

    private final Journal journal;

    public Deliveries(Journal journal) {
        this.journal = journal;
    }

    /** A waiting delivery whose time has come. */
    public record Due(
            Event event,
            int attempts,
            Instant dueAt,
            @Nullable String lastError) {}

    /**
     * What a look found.
     *
     * @param more whether there may be more
     */
    public record Found(List<Due> due, boolean more) {}

    /**
     * What is due, oldest first.
     *
     * @param since what was due before is not looked at
     * @param except what is in hand already
     * @param characters of payload after which it is enough; at least one event is read
     */
    public Found due(String destination, Instant since, Instant now, Set<UUID> except, int limit, long characters)
            throws SQLException {
        return journal.deliver(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select d.attempts, d.next_attempt_at, d.last_error,
                           e.id, e.family, e.type, e.subject, e.contact, e.occurred_at, e.received_at, e.payload
                    from delivery d join event e on e.id = d.event_id
                    where d.destination = ? and d.state = 'waiting'
                      and d.next_attempt_at >= ? and d.next_attempt_at <= ? and not (d.event_id = any(?))
                    order by d.next_attempt_at, d.event_id
                    limit ?
                    """)) {
                select.setString(1, destination);
                select.setObject(2, Sql.timestamp(since));
                select.setObject(3, Sql.timestamp(now));
                Sql.array(select, 4, "uuid", except, id -> id);
                select.setInt(5, limit);
                select.setFetchSize(FETCH);
                List<Due> due = new ArrayList<>();
                long left = characters;
                try (ResultSet row = select.executeQuery()) {
                    while (left > 0 && row.next()) {
                        Event event = event(row);
                        left -= event.payload().length();
                        due.add(new Due(
                                event,
                                row.getInt("attempts"),
                                Objects.requireNonNull(Sql.instant(row, "next_attempt_at")),
                                row.getString("last_error")));
                    }
                }
                return new Found(due, left <= 0 || due.size() == limit);
            }
        });
    }

    /** Whether at least so many are due since then. */
    public boolean hasBacklog(String destination, Instant since, Instant now, int size) throws SQLException {
        return journal.deliver(connection -> {
            try (PreparedStatement select = connection.prepareStatement("""
                    select 1 from delivery
                    where destination = ? and state = 'waiting' and next_attempt_at >= ? and next_attempt_at <= ?
                    order by next_attempt_at, event_id limit 1 offset ?
                    """)) {
                select.setString(1, destination);
                select.setObject(2, Sql.timestamp(since));
                select.setObject(3, Sql.timestamp(now));
                select.setInt(4, size - 1);
                try (ResultSet row = select.executeQuery()) {
                    return row.next();
                }
            }
        });
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
            Map<Boolean, List<Settlement>> byDelivered = sorted.stream()
                    .collect(Collectors.partitioningBy(each -> each.state() == Settlement.State.DELIVERED));
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
