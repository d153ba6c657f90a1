package dev.serai.journal;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The kept events that no router could decide yet. Rerouting queues them as soon as a router can. */
public final class Unrouted {
    /** Characters or bytes of payload in a page, see {@link Dialect#size}; a page has at least one event. */
    private static final long PAGE_SIZE = 1 << 20;

    private final Journal journal;
    private final StoredEvents stored;

    /** @param process names this process in the counts */
    public Unrouted(Journal journal, String process) {
        this.journal = journal;
        this.stored = new StoredEvents(journal, process);
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
        return stored.add(decided).events();
    }
}
