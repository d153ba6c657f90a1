package dev.serai.journal;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Stores events that the vendor knows and whose webhooks never arrived. Each is stored once, also if two processes do it at once. */
public final class ReconciledEvents {
    /**
     * Longer than a webhook takes from its receipt to its commit: an event that was received before, and is not found now, is
     * never kept.
     */
    public static final Duration COMMIT_TAKES = Duration.ofMinutes(5);

    /** Later than any receipt. */
    private static final Instant FOREVER = Instant.parse("9999-01-01T00:00:00Z");

    private static final int PAGE = 5_000;
    private static final int FETCHED = 200;

    private final Journal journal;
    private final EventWriter writer;

    /** @param process names this process in the counts */
    public ReconciledEvents(Journal journal, String process) {
        this.journal = journal;
        this.writer = new EventWriter(journal, process + "#reconcile");
    }

    /** Gets the stored events one by one. */
    @FunctionalInterface
    public interface Visitor {
        void event(Event event);
    }

    /** Says which events are still missing. */
    @FunctionalInterface
    public interface StillMissing {
        /**
         * @param arrived webhooks' events that have arrived lately
         * @param stored when the events that are stored under the keys happened, by the key
         */
        List<RoutedEvent> among(List<Event> arrived, Map<String, List<Instant>> stored);
    }

    /**
     * Reads the events that came by webhook, in pages, in the order of their receipt.
     *
     * @param since of their receipt
     * @param until of their receipt, exclusive
     */
    public void arrived(String family, Set<String> types, Instant since, Instant until, Visitor visitor)
            throws SQLException {
        Instant from = since;
        while (from.isBefore(until)) {
            Instant begin = from;
            Instant end = journal.observe(connection -> {
                Instant next = endOfPage(connection, begin, until);
                read(connection, family, types, begin, next, visitor);
                return next;
            });
            from = end;
        }
    }

    /** The time before which a page of stored events was received; later than the begin, however many have its time. */
    private static Instant endOfPage(Connection connection, Instant begin, Instant until) throws SQLException {
        Optional<Instant> beyond = new Query(
                        connection,
                        "select received_at from event where received_at > ? and received_at < ?"
                                + " order by received_at limit 1 offset ?",
                        begin,
                        until,
                        PAGE)
                .first(row -> Objects.requireNonNull(Query.instant(row, "received_at")));
        return beyond.orElse(until);
    }

    private static void read(
            Connection connection, String family, Set<String> types, Instant since, Instant until, Visitor visitor)
            throws SQLException {
        String names = String.join(", ", Collections.nCopies(types.size(), "?"));
        try (PreparedStatement select = connection.prepareStatement("""
                select id, family, type, subject, contact, occurred_at, received_at, payload from event
                where received_at >= ? and received_at < ? and family = ? and type in (%s)
                  and not exists (select 1 from reconciled where reconciled.event_id = event.id)
                """.formatted(names))) {
            select.setFetchSize(FETCHED);
            int index = 1;
            select.setObject(index++, Query.timestamp(since));
            select.setObject(index++, Query.timestamp(until));
            select.setString(index++, family);
            for (String type : types) {
                select.setString(index++, type);
            }
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    visitor.event(DeliveryQueue.event(row));
                }
            }
        }
    }

    /** When the events that are stored under these keys happened, by the key. */
    public Map<String, List<Instant>> stored(Collection<String> keys) throws SQLException {
        return journal.observe(connection -> ReconciledKeys.times(connection, keys));
    }

    /**
     * Stores what is still missing. While it does, no other reconciliation stores anything, and webhooks that come late wait.
     *
     * @param keys under which the events are stored
     * @param since the receipt of the webhooks that {@code missing} does not know yet; see {@link #COMMIT_TAKES}
     * @return the events that were stored
     */
    public List<RoutedEvent> store(
            String family, Set<String> types, Collection<String> keys, Instant since, StillMissing missing)
            throws SQLException {
        return Journal.again(() -> journal.deliver(connection -> {
            journal.dialect().lockReconciled(connection, false);
            List<Event> arrived = new ArrayList<>();
            read(connection, family, types, since, FOREVER, arrived::add);
            return write(connection, missing.among(arrived, ReconciledKeys.times(connection, keys)));
        }));
    }

    private List<RoutedEvent> write(Connection connection, List<RoutedEvent> events) throws SQLException {
        if (events.isEmpty()) {
            return List.of();
        }
        List<EventWriter.Result> results = writer.write(connection, events, new boolean[events.size()]);
        List<RoutedEvent> fresh = new ArrayList<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) == EventWriter.Result.FRESH) {
                fresh.add(events.get(i));
            }
        }
        ReconciledKeys.insert(connection, fresh);
        return fresh;
    }
}
