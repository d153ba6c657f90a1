package dev.serai.journal;

import dev.serai.event.Event;
import dev.serai.event.QuarantinedInput;
import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;

/** Keeps a group of events, their decisions and their counts in one transaction. */
final class EventWriter {
    private static final int TRIES = 3;

    private final Journal journal;
    private final String process;

    /** The destinations that are known to have their row. */
    private final Set<String> named = new HashSet<>();

    /** What was done with an element of a receipt. */
    enum Result {
        FRESH,
        DUPLICATE,
        QUARANTINED
    }

    EventWriter(Journal journal, String process) {
        this.journal = journal;
        this.process = process;
    }

    /**
     * @return one result per element, in their order
     * @throws SQLException if no element was kept, or if it is unknown whether any was
     */
    List<Result> keep(List<ReceiptItem> elements) throws SQLException {
        return keep(elements, false);
    }

    /**
     * Keeps events that are taken for new, the faster way; none of them is in the group twice.
     *
     * @return one result per element, in their order
     * @throws SQLException with a unique violation if one of them is there already; else as {@link #keep}
     */
    List<Result> copy(List<ReceiptItem> elements) throws SQLException {
        return keep(elements, true);
    }

    private List<Result> keep(List<ReceiptItem> elements, boolean copies) throws SQLException {
        List<RoutedEvent> entries = select(elements, RoutedEvent.class);
        List<QuarantinedInput> rejects = select(elements, QuarantinedInput.class);
        List<Result> results = journal.keep(connection -> keep(connection, entries, rejects, 1, copies));
        queued(entries, results).forEach(queued -> named.add(queued.destination()));
        Iterator<Result> kept = results.iterator();
        return elements.stream()
                .map(element -> element instanceof RoutedEvent ? kept.next() : Result.QUARANTINED)
                .toList();
    }

    /**
     * Writes events and input that is none in a transaction that has begun.
     *
     * @param times how often each of them came, at least 1: what came more than once is a duplicate
     * @return one result per entry
     */
    List<Result> keep(Connection connection, List<RoutedEvent> entries, List<QuarantinedInput> rejects, long times)
            throws SQLException {
        return keep(connection, entries, rejects, times, false);
    }

    private List<Result> keep(
            Connection connection,
            List<RoutedEvent> entries,
            List<QuarantinedInput> rejects,
            long times,
            boolean copies)
            throws SQLException {
        boolean[] known = repeated(connection, entries);
        ReconciledKeys.claim(connection, journal.dialect(), entries, known);
        List<Result> written = write(connection, entries, known, times, copies);
        insertRejects(connection, rejects, times);
        return written;
    }

    /**
     * Writes events, their deliveries and their counts in a transaction that has begun.
     *
     * @param known for each entry whether it is a duplicate already
     */
    List<Result> write(Connection connection, List<RoutedEvent> entries, boolean[] known) throws SQLException {
        return write(connection, entries, known, 1, false);
    }

    private List<Result> write(
            Connection connection, List<RoutedEvent> entries, boolean[] known, long times, boolean copies)
            throws SQLException {
        List<Result> inserted = insertEvents(connection, entries, known, copies);
        DeliveryQueue.insert(connection, queued(entries, inserted), named, copies);
        EventCopies.write(connection, entries, inserted);
        EventTraces.write(connection, entries, inserted);
        EventCounts counts = counts(entries, inserted);
        if (times > 1) {
            entries.forEach(entry -> {
                counts.add(entry.event(), EventCounts.Count.RECEIVED, times - 1);
                counts.add(entry.event(), EventCounts.Count.DUPLICATE, times - 1);
            });
        }
        counts.write(connection, process, journal.countedTypes());
        return inserted;
    }

    private static <T extends ReceiptItem> List<T> select(List<ReceiptItem> elements, Class<T> type) {
        return elements.stream().filter(type::isInstance).map(type::cast).toList();
    }

    /** @return for each entry whether its key was seen before, in an earlier transaction or earlier in this one */
    private static boolean[] repeated(Connection connection, List<RoutedEvent> entries) throws SQLException {
        boolean[] repeated = new boolean[entries.size()];
        Map<String, Integer> first = new TreeMap<>();
        for (int i = 0; i < repeated.length; i++) {
            RoutedEvent.DedupeKey repeat = entries.get(i).dedupeKey();
            repeated[i] = repeat != null && first.putIfAbsent(repeat.key(), i) != null;
        }
        if (first.isEmpty()) {
            return repeated;
        }
        try (PreparedStatement forget =
                        connection.prepareStatement("delete from dedupe_key where \"key\" = ? and \"until\" <= ?");
                PreparedStatement remember =
                        connection.prepareStatement("insert into dedupe_key values (?, ?, ?) on conflict do nothing")) {
            for (Map.Entry<String, Integer> each : first.entrySet()) {
                Event event = entries.get(each.getValue()).event();
                forget.setString(1, each.getKey());
                forget.setObject(2, Query.timestamp(event.receivedAt()));
                forget.addBatch();
                RoutedEvent.DedupeKey repeat = entries.get(each.getValue()).dedupeKey();
                if (repeat != null) {
                    remember.setString(1, repeat.key());
                    remember.setObject(2, event.id());
                    remember.setObject(3, Query.timestamp(event.receivedAt().plus(repeat.window())));
                    remember.addBatch();
                }
            }
            forget.executeBatch();
            int[] inserted = remember.executeBatch();
            int row = 0;
            for (int entry : first.values()) {
                repeated[entry] = inserted[row++] == 0;
            }
        }
        return repeated;
    }

    private List<Result> insertEvents(
            Connection connection, List<RoutedEvent> entries, boolean[] repeated, boolean copies) throws SQLException {
        List<RoutedEvent> candidates = new ArrayList<>(entries.size());
        for (int i = 0; i < repeated.length; i++) {
            if (!repeated[i]) {
                candidates.add(entries.get(i));
            }
        }
        candidates.sort(Comparator.comparing(entry -> entry.event().id()));
        if (copies) {
            PostgresCopy.events(connection, candidates);
            return IntStream.range(0, repeated.length)
                    .mapToObj(i -> repeated[i] ? Result.DUPLICATE : Result.FRESH)
                    .toList();
        }
        Set<UUID> unclaimed = candidates.isEmpty()
                ? Set.of()
                : new HashSet<>(journal.dialect().insertEvents(connection, candidates));
        List<Result> results = new ArrayList<>(entries.size());
        for (int i = 0; i < repeated.length; i++) {
            boolean fresh =
                    !repeated[i] && unclaimed.remove(entries.get(i).event().id());
            results.add(fresh ? Result.FRESH : Result.DUPLICATE);
        }
        return results;
    }

    private static List<DeliveryQueue.NewDelivery> queued(List<RoutedEvent> entries, List<Result> results) {
        List<DeliveryQueue.NewDelivery> queued = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) == Result.FRESH) {
                Event event = entries.get(i).event();
                RoutingDecision decision = entries.get(i).decision();
                for (String destination : decision.destinations()) {
                    queued.add(new DeliveryQueue.NewDelivery(
                            destination, event.id(), event.receivedAt(), decision.version()));
                }
            }
        }
        return queued;
    }

    private static void insertRejects(Connection connection, List<QuarantinedInput> rejects, long times)
            throws SQLException {
        Map<String, List<QuarantinedInput>> byHash = new TreeMap<>();
        for (QuarantinedInput reject : rejects) {
            byHash.computeIfAbsent(reject.hash(), any -> new ArrayList<>()).add(reject);
        }
        for (int tried = 1; !byHash.isEmpty(); tried++) {
            if (tried > TRIES) {
                throw new SQLTransactionRollbackException("a row of quarantine comes and goes", "40001");
            }
            // a row that was there may be gone by now, because a person has offered it again
            byHash.keySet().removeAll(insertRejects(connection, byHash, times));
        }
    }

    /** @return the hashes that were counted */
    private static Set<String> insertRejects(
            Connection connection, Map<String, List<QuarantinedInput>> byHash, long times) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                        insert into quarantine (hash, count, family, received_at, reason, body, charset, headers)
                        values (?, 0, ?, ?, ?, ?, ?, ?) on conflict do nothing
                        """);
                PreparedStatement count =
                        connection.prepareStatement("update quarantine set count = count + ? where hash = ?")) {
            for (Map.Entry<String, List<QuarantinedInput>> each : byHash.entrySet()) {
                QuarantinedInput reject = each.getValue().get(0);
                insert.setString(1, each.getKey());
                insert.setString(2, reject.family());
                insert.setObject(3, Query.timestamp(reject.receivedAt()));
                insert.setString(4, reject.reason());
                insert.setBytes(5, reject.body());
                insert.setString(6, reject.charset());
                insert.setString(7, reject.headersJson());
                insert.addBatch();
                count.setLong(1, each.getValue().size() * times);
                count.setString(2, each.getKey());
                count.addBatch();
            }
            insert.executeBatch();
            int[] counted = count.executeBatch();
            Set<String> done = new HashSet<>();
            int row = 0;
            for (String hash : byHash.keySet()) {
                if (counted[row++] > 0) {
                    done.add(hash);
                }
            }
            return done;
        }
    }

    private static EventCounts counts(List<RoutedEvent> entries, List<Result> results) {
        EventCounts counts = new EventCounts();
        for (int i = 0; i < results.size(); i++) {
            Event event = entries.get(i).event();
            RoutingDecision decision = entries.get(i).decision();
            counts.add(event, EventCounts.Count.RECEIVED);
            if (results.get(i) == Result.DUPLICATE) {
                counts.add(event, EventCounts.Count.DUPLICATE);
            } else if (decision.unrouted() != null) {
                counts.add(event, EventCounts.Count.UNROUTED);
            } else if (decision.destinations().isEmpty()) {
                counts.add(event, EventCounts.Count.FILTERED);
            }
        }
        return counts;
    }
}
