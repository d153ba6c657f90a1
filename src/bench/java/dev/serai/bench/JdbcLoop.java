package dev.serai.bench;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The ceiling of keeping by SQL: the rows that Serai keeps, events and deliveries, an {@code unnest} for each table,
 * without HTTP, JSON, routers and books.
 */
record JdbcLoop(JdbcLoop.Arrays arrays) implements Loop.Write {

    /** How an array is bound: as the driver does by itself, {@code Connection::createArrayOf}, or otherwise. */
    @FunctionalInterface
    interface Arrays {
        Array of(Connection connection, String type, @Nullable Object[] values) throws SQLException;
    }

    @Override
    public void rows(Connection connection, List<RoutedEvent> entries) throws SQLException {
        events(connection, entries);
        deliveries(connection, entries);
    }

    private void events(Connection connection, List<RoutedEvent> entries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into event
                  (id, family, type, subject, contact, occurred_at, received_at, payload, unrouted)
                select * from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                on conflict do nothing
                """)) {
            array(insert, 1, "uuid", entries, Event::id);
            array(insert, 2, "text", entries, Event::family);
            array(insert, 3, "text", entries, Event::type);
            array(insert, 4, "text", entries, Event::subject);
            array(insert, 5, "text", entries, Event::contact);
            array(insert, 6, "timestamptz", entries, event -> timestamp(event.occurredAt()));
            array(insert, 7, "timestamptz", entries, event -> timestamp(event.receivedAt()));
            array(insert, 8, "text", entries, Event::payload);
            array(insert, 9, "text", entries, event -> null);
            insert.executeUpdate();
        }
    }

    private record Queued(String destination, Event event) {}

    private void deliveries(Connection connection, List<RoutedEvent> entries) throws SQLException {
        List<Queued> queued = entries.stream()
                .flatMap(entry -> entry.decision().destinations().stream()
                        .map(destination -> new Queued(destination, entry.event())))
                .toList();
        if (queued.isEmpty()) {
            return;
        }
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into delivery (destination, event_id, state, next_attempt_at)
                select destination, event_id, 'waiting', due_at from unnest(?, ?, ?) as q (destination, event_id, due_at)
                on conflict do nothing
                """)) {
            insert.setArray(
                    1,
                    arrays.of(
                            connection,
                            "text",
                            queued.stream().map(Queued::destination).toArray()));
            insert.setArray(
                    2,
                    arrays.of(
                            connection,
                            "uuid",
                            queued.stream().map(each -> each.event().id()).toArray()));
            insert.setArray(
                    3,
                    arrays.of(
                            connection,
                            "timestamptz",
                            queued.stream()
                                    .map(each -> timestamp(each.event().receivedAt()))
                                    .toArray()));
            insert.executeUpdate();
        }
    }

    private void array(
            PreparedStatement insert,
            int index,
            String type,
            List<RoutedEvent> entries,
            Function<Event, ? extends @Nullable Object> column)
            throws SQLException {
        Object[] values =
                entries.stream().map(entry -> column.apply(entry.event())).toArray();
        insert.setArray(index, arrays.of(insert.getConnection(), type, values));
    }

    private static @Nullable OffsetDateTime timestamp(@Nullable Instant time) {
        return time == null ? null : time.atOffset(ZoneOffset.UTC);
    }
}
