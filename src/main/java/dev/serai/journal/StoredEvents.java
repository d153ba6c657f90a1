package dev.serai.journal;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The events that are kept, for asking the routers about them once more. */
public final class StoredEvents {
    /** So many events of a family show what its events are like. */
    public static final int LAST = 200;

    private static final int TRIES = 3;

    /** Characters or bytes of payload that are read at once, see {@link Dialect#size}; at least one event is read. */
    private static final long MAX_SIZE = 4 << 20;

    /** The newest events among which those of a family are looked for. */
    private static final int NEWEST = 20_000;

    private static final String COLUMNS =
            "id, family, type, subject, contact, occurred_at, received_at, payload, unrouted";

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

    /** Where a page ends. */
    public record Cursor(Instant receivedAt, UUID id) {}

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

    /** The newest events of a family, the newest first; none that is not among the newest 20,000 of all families. */
    public List<Event> last(String family, int limit) throws SQLException {
        String newest = "select " + COLUMNS + " from (select " + COLUMNS
                + " from event order by received_at desc limit " + NEWEST + ") as newest"
                + " where family = ? order by received_at desc limit ?";
        return journal.deliver(
                connection -> new Query(connection, bounded(newest, "received_at desc, id"), family, limit, MAX_SIZE)
                        .list(DeliveryQueue::event));
    }

    /**
     * The next events that are meant, in the order in which they were received.
     *
     * @param after the end of the page before; null for the first page
     */
    public List<Decided> page(Filter filter, @Nullable Cursor after, int limit) throws SQLException {
        Instant from = after == null ? filter.since() : after.receivedAt();
        UUID last = after == null ? new UUID(0, 0) : after.id();
        String next = "select " + COLUMNS + " from event where received_at >= ? and (received_at > ? or id > ?)"
                + " and family = coalesce(cast(? as varchar), family) and type = coalesce(cast(? as varchar), type)"
                + filter.kind().condition + " order by received_at, id limit ?";
        return journal.deliver(connection -> {
            List<Event> events = new ArrayList<>();
            Set<UUID> unrouted = new TreeSet<>();
            new Query(
                            connection,
                            bounded(next, "received_at, id"),
                            from,
                            from,
                            last,
                            filter.family(),
                            filter.type(),
                            limit,
                            MAX_SIZE)
                    .list(row -> {
                        Event event = DeliveryQueue.event(row);
                        if (row.getString("unrouted") != null) {
                            unrouted.add(event.id());
                        }
                        return events.add(event);
                    });
            Map<UUID, Set<String>> destinations =
                    destinations(connection, events.stream().map(Event::id).toList());
            return events.stream()
                    .map(event -> new Decided(
                            event, unrouted.contains(event.id()), destinations.getOrDefault(event.id(), Set.of())))
                    .toList();
        });
    }

    /** The rows of a query whose payloads fit; its last parameter is the size. */
    private String bounded(String query, String order) {
        return """
                select %1$s from (
                  select page.*, row_number() over (order by %2$s) as place, sum(%3$s) over (order by %2$s) as so_far
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
        for (int tried = 1; ; tried++) {
            try {
                return journal.deliver(connection -> add(connection, decided));
            } catch (SQLException e) {
                if (!SqlState.isRolledBack(e) || tried == TRIES) {
                    throw e;
                }
            }
        }
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
        DeliveryQueue.insert(connection, queued, Set.of());
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

    /** Where a page of events ends; null if it has none. */
    public static @Nullable Cursor end(List<Decided> page) {
        return page.isEmpty()
                ? null
                : new Cursor(
                        page.get(page.size() - 1).event().receivedAt(),
                        page.get(page.size() - 1).event().id());
    }
}
