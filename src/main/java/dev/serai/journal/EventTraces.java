package dev.serai.journal;

import dev.serai.event.RoutedEvent;
import dev.serai.journal.EventWriter.Result;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The traces to which events belong: the deliveries join them later, maybe in another process. */
public final class EventTraces {
    private final Journal journal;

    public EventTraces(Journal journal) {
        this.journal = journal;
    }

    /** Writes those of the new events that are traced; with tracing off that is none, and no statement. */
    static void write(Connection connection, List<RoutedEvent> entries, List<Result> results) throws SQLException {
        List<RoutedEvent> traced = new ArrayList<>(0);
        for (int i = 0; i < results.size(); i++) {
            if (entries.get(i).traceparent() != null && results.get(i) == Result.FRESH) {
                traced.add(entries.get(i));
            }
        }
        if (!traced.isEmpty()) {
            insert(connection, traced);
        }
    }

    private static void insert(Connection connection, List<RoutedEvent> traced) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into event_trace values (?, ?)")) {
            for (RoutedEvent each : traced) {
                insert.setObject(1, each.event().id());
                insert.setString(2, each.traceparent());
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /** The traceparents of the events that are traced, by their ids. */
    public Map<UUID, String> of(Collection<UUID> events) throws SQLException {
        Map<UUID, String> traces = new HashMap<>();
        journal.read(connection -> new Query(
                        connection,
                        "select event_id, traceparent from event_trace where event_id = any(?)",
                        new Query.Values("uuid", events))
                .list(row -> traces.put(row.getObject("event_id", UUID.class), row.getString("traceparent"))));
        return traces;
    }
}
