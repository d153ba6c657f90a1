package dev.serai.journal;

import dev.serai.journal.EventCounts.Count;
import dev.serai.journal.PrunePage.Stored;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Deletes some events with all that belongs to them, or takes their payloads, and counts it in the same transaction; so the ledger balances
 * at any time.
 *
 * <p>The rows of the events are locked first, as rerouting does, and then their deliveries, which a replay or a late batch may be changing.
 * What is decided by the locked rows is decided for good. An event stays as it is while it waits for a router, while a delivery of it
 * waits, and while a delivery is dead that nobody has closed.
 */
final class PruneStep {
    /** Names the rows of event_count that tell what was pruned; one process at a time writes them. */
    private static final String COUNTED_AS = "prune";

    private final Connection connection;
    private final Journal journal;
    private final boolean dryRun;

    /** @param dryRun whether nothing is locked and nothing is changed */
    PruneStep(Connection connection, Journal journal, boolean dryRun) {
        this.connection = connection;
        this.journal = journal;
        this.dryRun = dryRun;
    }

    /**
     * What a step has done.
     *
     * @param gone the events that were deleted
     * @param blanked number of events that have lost their payload
     * @param waiting number of events that stay because a delivery waits
     * @param dead number of events that stay because a delivery is dead that nobody has closed
     * @param unrouted number of events that stay because they wait for a router
     */
    record Done(List<Stored> gone, int blanked, int waiting, int dead, int unrouted) {
        int changed() {
            return gone.size() + blanked;
        }
    }

    private record Locked(boolean unrouted, boolean blank, boolean erased) {}

    private record Delivery(
            UUID event,
            String destination,
            String state,
            @Nullable String closed) {
        boolean isWaiting() {
            return state.equals("waiting");
        }

        boolean isOpenDead() {
            return state.equals("dead") && closed == null;
        }
    }

    /**
     * Prunes.
     *
     * @param events sorted by id, so that two transactions never wait for each other in a circle
     * @param old those of them that are to be deleted; the others lose their payload
     */
    Done run(List<Stored> events, Set<UUID> old) throws SQLException {
        List<UUID> ids = events.stream().map(Stored::id).toList();
        Map<UUID, Locked> locked = lock(ids);
        Map<UUID, List<Delivery>> deliveries = deliveries(ids);
        List<Stored> gone = new ArrayList<>();
        List<Stored> blank = new ArrayList<>();
        int waiting = 0;
        int dead = 0;
        int unrouted = 0;
        for (Stored event : events) {
            Locked now = locked.get(event.id());
            List<Delivery> of = deliveries.getOrDefault(event.id(), List.of());
            if (now == null) {
                continue;
            }
            if (now.unrouted()) {
                unrouted++;
            } else if (of.stream().anyMatch(Delivery::isWaiting)) {
                waiting++;
            } else if (of.stream().anyMatch(Delivery::isOpenDead)) {
                dead++;
            } else if (old.contains(event.id())) {
                gone.add(event);
            } else if (!now.blank()) {
                blank.add(event);
            }
        }
        if (!dryRun && !(gone.isEmpty() && blank.isEmpty())) {
            blank(blank);
            delete(gone, deliveries);
            // last, because it may take the lock under which committers count a type of event for the first time
            count(gone, blank, locked, deliveries);
        }
        return new Done(gone, blank.size(), waiting, dead, unrouted);
    }

    private String lock() {
        return dryRun ? "" : " for update";
    }

    private Map<UUID, Locked> lock(List<UUID> ids) throws SQLException {
        Map<UUID, Locked> locked = new HashMap<>();
        String sql = "select id, unrouted, " + journal.dialect().size("payload")
                + " = 0 as blank, erased_at from event where id %s order by id" + lock();
        journal.dialect()
                .listOf(
                        connection,
                        sql,
                        ids,
                        row -> locked.put(
                                row.getObject("id", UUID.class),
                                new Locked(
                                        row.getString("unrouted") != null,
                                        row.getBoolean("blank"),
                                        row.getString("erased_at") != null)));
        return locked;
    }

    private Map<UUID, List<Delivery>> deliveries(List<UUID> ids) throws SQLException {
        Map<UUID, List<Delivery>> deliveries = new HashMap<>();
        String sql = "select event_id, destination, state, closed from delivery where event_id %s"
                + " order by event_id, destination" + lock();
        journal.dialect().listOf(connection, sql, ids, row -> deliveries
                .computeIfAbsent(row.getObject("event_id", UUID.class), any -> new ArrayList<>())
                .add(new Delivery(
                        row.getObject("event_id", UUID.class),
                        row.getString("destination"),
                        row.getString("state"),
                        row.getString("closed"))));
        return deliveries;
    }

    private void count(
            List<Stored> gone, List<Stored> blank, Map<UUID, Locked> locked, Map<UUID, List<Delivery>> deliveries)
            throws SQLException {
        EventCounts counts = new EventCounts();
        Map<String, Integer> delivered = new TreeMap<>();
        blank.forEach(event -> add(counts, event, Count.BLANKED, 1));
        for (Stored event : gone) {
            Locked was = locked.get(event.id());
            List<Delivery> of = deliveries.getOrDefault(event.id(), List.of());
            add(counts, event, Count.PRUNED, 1);
            if (was != null && was.blank()) {
                add(counts, event, was.erased() ? Count.ERASED : Count.BLANKED, -1);
            }
            if (of.isEmpty()) {
                add(counts, event, Count.FILTERED, -1);
            }
            of.stream()
                    .filter(each -> each.state().equals("delivered"))
                    .forEach(each -> delivered.merge(each.destination(), 1, Integer::sum));
        }
        counts.write(connection, COUNTED_AS, journal.countedTypes());
        for (Map.Entry<String, Integer> each : delivered.entrySet()) {
            countDelivered(each.getKey(), each.getValue());
        }
    }

    private static void add(EventCounts counts, Stored event, Count count, int amount) {
        counts.add(event.receivedAt(), event.family(), event.type(), count, amount);
    }

    private void countDelivered(String destination, int more) throws SQLException {
        String count = "update delivery_count set pruned = pruned + ? where destination = ?";
        if (new Query(connection, count, more, destination).update() == 0) {
            new Query(connection, "insert into delivery_count (destination, pruned) values (?, ?)", destination, more)
                    .update();
        }
    }

    private void blank(List<Stored> events) throws SQLException {
        List<UUID> ids = events.stream().map(Stored::id).toList();
        journal.dialect().updateOf(connection, "update event set payload = '' where id %s", ids);
    }

    private void delete(List<Stored> events, Map<UUID, List<Delivery>> deliveries) throws SQLException {
        List<UUID> ids = events.stream().map(Stored::id).toList();
        deleteAttempts(new HashSet<>(ids), deliveries);
        for (String sql : List.of(
                "delete from event_trace where event_id %s",
                "delete from out_alone where event_id %s",
                "delete from earlier_delivery where event_id %s",
                "delete from reconciled where event_id %s",
                "delete from delivery where event_id %s",
                "delete from event where id %s")) {
            journal.dialect().updateOf(connection, sql, ids);
        }
    }

    /** By the whole key, because its index begins with the destination. */
    private void deleteAttempts(Set<UUID> events, Map<UUID, List<Delivery>> deliveries) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("delete from attempt where destination = ? and event_id = ?")) {
            for (List<Delivery> of : deliveries.values()) {
                for (Delivery each : of) {
                    if (events.contains(each.event())) {
                        delete.setString(1, each.destination());
                        delete.setObject(2, each.event());
                        delete.addBatch();
                    }
                }
            }
            delete.executeBatch();
        }
    }
}
