package dev.serai.journal;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The events that are kept, for asking the routers about them once more. */
public final class StoredEvents {
    /** So many events of a family show what its events are like. */
    public static final int LAST = 200;

    /** Characters or bytes of payload that are read at once, see {@link Dialect#size}; at least one event is read. */
    private static final long MAX_SIZE = 4 << 20;

    /** The newest events, among which those of a family are looked for. */
    private static final int NEWEST = 5_000;

    /** The first look for the newest events goes back so far, each next one ten times as far. */
    private static final Duration FIRST_LOOK = Duration.ofSeconds(1);

    private static final Duration LONGEST_LOOK = Duration.ofDays(365 * 20);

    private static final String COLUMNS =
            "id, family, type, subject, contact, occurred_at, received_at, payload, unrouted";

    /** Later than any event. */
    private static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

    private final Journal journal;
    private final String process;

    /** @param process names this process in the counts */
    public StoredEvents(Journal journal, String process) {
        this.journal = journal;
        this.process = process;
    }

    /** Which events are meant. */
    public enum Kind {
        ALL(""),
        /** Those that no router could decide. */
        UNROUTED(" and unrouted is not null"),
        /** Those that went nowhere. */
        FILTERED(" and unrouted is null and not exists (select 1 from delivery where delivery.event_id = event.id)");

        private final String condition;

        Kind(String condition) {
            this.condition = condition;
        }
    }

    /**
     * Which events are meant.
     *
     * @param family null for all
     * @param type null for all
     * @param since when they were received
     */
    public record Filter(@Nullable String family, @Nullable String type, Instant since, Kind kind) {}

    /**
     * Where a page ends.
     *
     * @param id of its last event; null if all events of that time are done
     */
    public record Cursor(Instant receivedAt, @Nullable UUID id) {}

    /** @param next where the next page begins; null after the last one */
    public record Page(List<Decided> events, @Nullable Cursor next) {}

    /**
     * An event and what was decided.
     *
     * @param destinations to which it has a delivery
     */
    public record Decided(Event event, boolean unrouted, Set<String> destinations) {}

    /** What was added. */
    public record Added(int events, int deliveries) {}

    public Optional<Event> find(UUID id) throws SQLException {
        return journal.deliver(connection -> new Query(connection, "select " + COLUMNS + " from event where id = ?", id)
                .first(DeliveryQueue::event));
    }

    /** Whether all that names a person was erased from an event. */
    public boolean isErased(UUID id) throws SQLException {
        return journal.deliver(
                connection -> new Query(connection, "select 1 from event where id = ? and erased_at is not null", id)
                        .first(row -> true)
                        .isPresent());
    }

    /** The newest events of a family, the newest first; none that is not among the newest thousands of all families. */
    public List<Event> last(String family, int limit) throws SQLException {
        return journal.deliver(connection -> {
            // H2 reads an index only upwards: of "order by received_at desc" it would sort every event
            Duration look = FIRST_LOOK;
            Instant since = Instant.now().minus(look);
            while (look.compareTo(LONGEST_LOOK) < 0 && received(connection, since) < NEWEST) {
                look = look.multipliedBy(10);
                since = Instant.now().minus(look);
            }
            String newest = "select " + COLUMNS
                    + " from event where received_at >= ? and family = ? and payload <> '' order by received_at desc, id limit ?";
            return new Query(connection, bounded(newest, "received_at desc, id"), since, family, limit, MAX_SIZE)
                    .list(DeliveryQueue::event);
        });
    }

    /** The number of events since then, at most {@link #NEWEST}. */
    private static long received(Connection connection, Instant since) throws SQLException {
        return new Query(
                        connection,
                        "select count(*) from (select 1 as one from event where received_at >= ? limit " + NEWEST
                                + ") as since",
                        since)
                .number();
    }

    /**
     * The next events that are meant, in the order in which they were received. Events that have lost their payload are left out.
     *
     * @param after the end of the page before; null for the first page
     * @param limit number of stored events to look at, those among them that are not meant included
     */
    public Page page(Filter filter, @Nullable Cursor after, int limit) throws SQLException {
        Instant from = after == null ? filter.since() : after.receivedAt();
        UUID last = after == null ? new UUID(0, 0) : after.id();
        return journal.deliver(connection -> {
            // the index has the times only, and both databases would sort all the rest to order events of one time
            Optional<Instant> until = new Query(
                            connection,
                            "select received_at from event where received_at " + (last == null ? ">" : ">=")
                                    + " ? order by received_at limit 1 offset ?",
                            from,
                            limit)
                    .first(row -> Objects.requireNonNull(Query.instant(row, "received_at")));
            List<Event> events = new ArrayList<>();
            Set<UUID> unrouted = new TreeSet<>();
            Set<Long> found = new TreeSet<>();
            String next = "select " + COLUMNS + " from event where received_at >= ? and received_at <= ? and "
                    + (last == null ? "received_at > ?" : "(received_at > ? or id > ?)")
                    + " and family = coalesce(cast(? as varchar), family)"
                    + " and type = coalesce(cast(? as varchar), type) and payload <> ''" + filter.kind().condition;
            List<@Nullable Object> values = new ArrayList<>(List.of(from, until.orElse(FOREVER), from));
            if (last != null) {
                values.add(last);
            }
            values.add(filter.family());
            values.add(filter.type());
            values.add(MAX_SIZE);
            new Query(connection, bounded(next, "received_at, id"), values.toArray()).list(row -> {
                Event event = DeliveryQueue.event(row);
                if (row.getString("unrouted") != null) {
                    unrouted.add(event.id());
                }
                found.add(row.getLong("found"));
                return events.add(event);
            });
            boolean isCut = !events.isEmpty() && !found.contains((long) events.size());
            Map<UUID, Set<String>> destinations =
                    destinations(connection, events.stream().map(Event::id).toList());
            return new Page(
                    events.stream()
                            .map(event -> new Decided(
                                    event,
                                    unrouted.contains(event.id()),
                                    destinations.getOrDefault(event.id(), Set.of())))
                            .toList(),
                    isCut
                            ? new Cursor(
                                    events.get(events.size() - 1).receivedAt(),
                                    events.get(events.size() - 1).id())
                            : until.map(time -> new Cursor(time, null)).orElse(null));
        });
    }

    /** The rows of a query whose payloads fit; its last parameter is the size, and "found" the number of all. */
    private String bounded(String query, String order) {
        return """
                select %1$s, found from (
                  select page.*, count(*) over () as found, row_number() over (order by %2$s) as place,
                         sum(%3$s) over (order by %2$s rows unbounded preceding) as so_far
                  from (%4$s) as page) as counted
                where so_far <= ? or place = 1
                order by %2$s
                """.formatted(COLUMNS, order, journal.dialect().size("payload"), query);
    }

    /**
     * Queues the events for those of their destinations for which they were not queued yet, and corrects the counts. An event
     * without a delivery yet is not queued twice if two processes do this at once.
     *
     * @param decided by a router that could decide
     */
    public Added add(List<RoutedEvent> decided) throws SQLException {
        return Journal.again(() -> journal.deliver(connection -> add(connection, decided)));
    }

    private Added add(Connection connection, List<RoutedEvent> decided) throws SQLException {
        List<UUID> ids = decided.stream().map(each -> each.event().id()).toList();
        Map<UUID, Boolean> unrouted = lock(connection, ids);
        Map<UUID, Set<String>> before = destinations(connection, ids);
        List<DeliveryQueue.NewDelivery> queued = new ArrayList<>();
        EventCounts counts = new EventCounts();
        List<UUID> routed = new ArrayList<>();
        int events = 0;
        for (RoutedEvent entry : decided) {
            Event event = entry.event();
            Boolean waited = unrouted.get(event.id());
            Set<String> had = before.getOrDefault(event.id(), Set.of());
            Set<String> missing = new TreeSet<>(entry.decision().destinations());
            missing.removeAll(had);
            if (waited == null || (!waited && missing.isEmpty())) {
                continue;
            }
            events++;
            if (waited) {
                routed.add(event.id());
                counts.add(event, EventCounts.Count.UNROUTED, -1);
                if (missing.isEmpty()) {
                    counts.add(event, EventCounts.Count.FILTERED);
                }
            } else if (had.isEmpty()) {
                counts.add(event, EventCounts.Count.FILTERED, -1);
            }
            for (String destination : missing) {
                queued.add(new DeliveryQueue.NewDelivery(
                        destination,
                        event.id(),
                        event.receivedAt(),
                        entry.decision().version()));
            }
        }
        each(connection, "update event set unrouted = null where id = ?", routed);
        DeliveryQueue.insert(connection, queued, Set.of(), false);
        counts.write(connection, process, journal.countedTypes());
        return new Added(events, queued.size());
    }

    /** Locks the events in one order. @return whether each waits unrouted */
    private static Map<UUID, Boolean> lock(Connection connection, List<UUID> ids) throws SQLException {
        // an update, because "for update" of a join is written in two ways, and H2 finds no row by "in (select …
        // unnest(?))"
        each(connection, "update event set unrouted = unrouted where id = ?", ids);
        Map<UUID, Boolean> unrouted = new HashMap<>();
        new Query(
                        connection,
                        "select event.id, event.unrouted from unnest(?) as q (id) join event on event.id = q.id",
                        new Query.Values("uuid", ids))
                .list(row -> unrouted.put(row.getObject("id", UUID.class), row.getString("unrouted") != null));
        return unrouted;
    }

    /** Runs a statement for each event, in the order of their ids. */
    private static void each(Connection connection, String sql, List<UUID> ids) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (UUID id : ids.stream().sorted().toList()) {
                statement.setObject(1, id);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static Map<UUID, Set<String>> destinations(Connection connection, List<UUID> ids) throws SQLException {
        Map<UUID, Set<String>> destinations = new HashMap<>();
        new Query(
                        connection,
                        "select event_id, destination from unnest(?) as q (id) join delivery on event_id = q.id",
                        new Query.Values("uuid", ids))
                .list(row -> destinations
                        .computeIfAbsent(row.getObject("event_id", UUID.class), id -> new TreeSet<>())
                        .add(row.getString("destination")));
        return destinations;
    }
}
