package dev.serai.journal;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;

/**
 * The fastest way into PostgreSQL, for rows of which none is there yet: one that is there fails the transaction with a unique
 * violation.
 *
 * <p>Source of the form: "Binary Format" on the page of {@code COPY} in the manual of PostgreSQL.
 */
final class PostgresCopy implements AutoCloseable {
    private static final byte[] SIGNATURE = "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
    private static final int PIECE = 64 << 10;
    private static final int NULL = -1;
    private static final int END = -1;

    private final DataOutputStream out;

    /** @param into a table and its columns */
    private PostgresCopy(Connection connection, String into) throws SQLException, IOException {
        this.out = new DataOutputStream(new PGCopyOutputStream(
                connection.unwrap(PGConnection.class), "copy " + into + " from stdin (format binary)", PIECE));
        out.write(SIGNATURE);
        out.writeLong(0);
    }

    static void events(Connection connection, List<RoutedEvent> entries) throws SQLException {
        String into = "event (id, family, type, subject, contact, occurred_at, received_at, payload, unrouted)";
        write(connection, into, 9, entries, (rows, entry) -> {
            Event event = entry.event();
            rows.id(event.id());
            rows.text(event.family());
            rows.text(event.type());
            rows.text(event.subject());
            rows.text(event.contact());
            rows.time(event.occurredAt());
            rows.time(event.receivedAt());
            rows.text(event.payload());
            rows.text(entry.decision().unrouted());
        });
    }

    static void deliveries(Connection connection, List<DeliveryQueue.NewDelivery> queued) throws SQLException {
        String into = "delivery (destination, event_id, state, next_attempt_at, router_version)";
        write(connection, into, 5, queued, (rows, delivery) -> {
            rows.text(delivery.destination());
            rows.id(delivery.eventId());
            rows.text(DeliveryState.WAITING.column());
            rows.time(delivery.dueAt());
            rows.text(delivery.routerVersion());
        });
    }

    /** Writes the columns of one row. */
    @FunctionalInterface
    private interface Row<T> {
        void write(PostgresCopy rows, T value) throws IOException;
    }

    private static <T> void write(Connection connection, String into, int columns, List<T> values, Row<T> row)
            throws SQLException {
        try (PostgresCopy rows = new PostgresCopy(connection, into)) {
            for (T value : values) {
                rows.out.writeShort(columns);
                row.write(rows, value);
            }
            rows.out.writeShort(END);
        } catch (IOException e) {
            throw e.getCause() instanceof SQLException cause ? cause : new SQLException(e);
        }
    }

    private void id(UUID id) throws IOException {
        out.writeInt(2 * Long.BYTES);
        out.writeLong(id.getMostSignificantBits());
        out.writeLong(id.getLeastSignificantBits());
    }

    private void text(@Nullable String text) throws IOException {
        if (text == null) {
            out.writeInt(NULL);
        } else {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            out.writeInt(bytes.length);
            out.write(bytes);
        }
    }

    private void time(@Nullable Instant time) throws IOException {
        if (time == null) {
            out.writeInt(NULL);
        } else {
            out.writeInt(Long.BYTES);
            out.writeLong(PostgresArray.micros(time.getEpochSecond(), time.getNano()));
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
