package dev.serai.journal;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The kept events that no router could decide yet. Rerouting queues them as soon as a router can. */
public final class Unrouted {
    private static final int TRIES = 3;

    /** Characters or bytes of payload in a page, see {@link Dialect#size}; a page has at least one event. */
    private static final long PAGE_SIZE = 1 << 20;

    private final Journal journal;
    private final String process;

    /** @param process names this process in the counts */
    public Unrouted(Journal journal, String process) {
        this.journal = journal;
        this.process = process;
    }

    /** How many there are, summed from event_count, because counting the events reads a whole index on H2. */
    public long count() throws SQLException {
        return journal.deliver(
                connection -> new Query(connection, "select coalesce(sum(unrouted), 0) from event_count").number());
    }

    /**
     * The next page of unrouted events, by id.
     *
     * @param after id of the last event of the page before; null for the first page
     * @param limit number of events
     */
    public List<Event> page(@Nullable UUID after, int limit) throws SQLException {
        UUID from = after == null ? new UUID(0, 0) : after;
        String page = """
                select id, family, type, subject, contact, occurred_at, received_at, payload
                from (
                  select page.*, row_number() over (order by id) as place, sum(%s) over (order by id) as so_far
                  from (
                    select id, family, type, subject, contact, occurred_at, received_at, payload
                    from event where unrouted is not null and id > ? order by id limit ?) as page) as counted
                where so_far <= ? or place = 1
                order by id
                """.formatted(journal.dialect().size("payload"));
        return journal.deliver(
                connection -> new Query(connection, page, from, limit, PAGE_SIZE).list(DeliveryQueue::event));
    }

    /**
     * Queues the events for the destinations that were decided now, and corrects the counts.
     *
     * @return number of events that were routed; an event that another process routed meanwhile does not count
     */
    public int routed(List<RoutedEvent> decided) throws SQLException {
        for (int tried = 1; ; tried++) {
            try {
                return journal.deliver(connection -> queue(connection, decided));
            } catch (SQLException e) {
                if (!SqlState.isRolledBack(e) || tried == TRIES) {
                    throw e;
                }
            }
        }
    }

    private int queue(Connection connection, List<RoutedEvent> decided) throws SQLException {
        List<RoutedEvent> claimed = claim(connection, decided);
        List<DeliveryQueue.NewDelivery> queued = new ArrayList<>();
        EventCounts counts = new EventCounts();
        for (RoutedEvent entry : claimed) {
            Event event = entry.event();
            counts.add(event, EventCounts.Count.UNROUTED, -1);
            if (entry.decision().destinations().isEmpty()) {
                counts.add(event, EventCounts.Count.FILTERED);
            }
            for (String destination : entry.decision().destinations()) {
                queued.add(new DeliveryQueue.NewDelivery(destination, event.id(), event.receivedAt()));
            }
        }
        DeliveryQueue.insert(connection, queued, Set.of());
        counts.write(connection, process, journal.countedTypes());
        return claimed.size();
    }

    private static List<RoutedEvent> claim(Connection connection, List<RoutedEvent> decided) throws SQLException {
        List<RoutedEvent> claimed = new ArrayList<>();
        try (PreparedStatement update =
                connection.prepareStatement("update event set unrouted = null where id = ? and unrouted is not null")) {
            for (RoutedEvent entry : decided) {
                update.setObject(1, entry.event().id());
                update.addBatch();
            }
            int[] updated = update.executeBatch();
            for (int i = 0; i < updated.length; i++) {
                if (updated[i] == 1) {
                    claimed.add(decided.get(i));
                }
            }
        }
        return claimed;
    }
}
