package dev.serai.bench;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The ceiling of the database: the same rows by {@code COPY}, its fastest way in. It could not be Serai's, since it knows
 * no {@code on conflict}: one event that is there already fails all the others.
 */
final class Copy implements Loop.Write {
    @Override
    public void rows(Connection connection, List<RoutedEvent> entries) throws SQLException, IOException {
        CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
        copy.copyIn(
                "copy event (id, family, type, subject, contact, occurred_at, received_at, payload) from stdin",
                new StringReader(events(entries)));
        copy.copyIn(
                "copy delivery (destination, event_id, state, next_attempt_at) from stdin",
                new StringReader(deliveries(entries)));
    }

    private static String events(List<RoutedEvent> entries) {
        StringBuilder rows = new StringBuilder();
        for (RoutedEvent entry : entries) {
            Event event = entry.event();
            row(
                    rows,
                    event.id(),
                    event.family(),
                    event.type(),
                    event.subject(),
                    event.contact(),
                    event.occurredAt(),
                    event.receivedAt(),
                    event.payload());
        }
        return rows.toString();
    }

    private static String deliveries(List<RoutedEvent> entries) {
        StringBuilder rows = new StringBuilder();
        for (RoutedEvent entry : entries) {
            for (String destination : entry.decision().destinations()) {
                row(
                        rows,
                        destination,
                        entry.event().id(),
                        "waiting",
                        entry.event().receivedAt());
            }
        }
        return rows.toString();
    }

    private static void row(StringBuilder rows, @Nullable Object... values) {
        for (@Nullable Object value : values) {
            rows.append(value == null ? "\\N" : escaped(value.toString())).append('\t');
        }
        rows.setCharAt(rows.length() - 1, '\n');
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r");
    }
}
