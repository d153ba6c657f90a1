package dev.serai.receive;

import dev.serai.testing.Gateway;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the journal of a gateway holds, read by SQL. */
record Held(Gateway gateway) {

    /** @param destinations in order */
    record Event(
            UUID id,
            String family,
            String type,
            @Nullable String subject,
            @Nullable String contact,
            @Nullable Instant occurredAt,
            String payload,
            @Nullable String unrouted,
            List<String> destinations) {

        private Event and(Event further) {
            List<String> all = Stream.concat(destinations.stream(), further.destinations.stream())
                    .toList();
            return new Event(id, family, type, subject, contact, occurredAt, payload, unrouted, all);
        }
    }

    /** Input that was no event. */
    record Quarantined(String family, String reason, long count) {}

    /** The events with a text in their payloads, the earliest first. */
    List<Event> events(String mark) {
        Map<UUID, Event> events = new LinkedHashMap<>();
        gateway.query("""
                        select e.*, d.destination from event e left join delivery d on d.event_id = e.id
                        where e.payload like ? order by e.received_at, e.id, d.destination
                        """, "%" + mark + "%").forEach(row -> events.merge(id(row), event(row), Event::and));
        return List.copyOf(events.values());
    }

    /** The only one. */
    Event event(String mark) {
        List<Event> events = events(mark);
        if (events.size() != 1) {
            throw new AssertionError(events.size() + " events with " + mark);
        }
        return events.get(0);
    }

    private static Event event(Map<String, @Nullable Object> row) {
        return new Event(
                id(row),
                required(row, "family"),
                required(row, "type"),
                (String) row.get("subject"),
                (String) row.get("contact"),
                instant(row.get("occurred_at")),
                required(row, "payload"),
                (String) row.get("unrouted"),
                row.get("destination") == null ? List.of() : List.of(required(row, "destination")));
    }

    private static UUID id(Map<String, @Nullable Object> row) {
        return (UUID) Objects.requireNonNull(row.get("id"));
    }

    /** What of exactly these bytes is in quarantine. */
    List<Quarantined> quarantined(byte[] body) {
        return gateway.query("select family, reason, count from quarantine where body = ?", (Object) body).stream()
                .map(row -> new Quarantined(
                        required(row, "family"),
                        required(row, "reason"),
                        ((Number) Objects.requireNonNull(row.get("count"))).longValue()))
                .toList();
    }

    private static String required(Map<String, @Nullable Object> row, String column) {
        return (String) Objects.requireNonNull(row.get(column));
    }

    private static @Nullable Instant instant(@Nullable Object time) {
        return time instanceof Timestamp timestamp
                ? timestamp.toInstant()
                : time == null ? null : ((OffsetDateTime) time).toInstant();
    }

    /** Everything that was ever counted: equal before and after something that must leave no trace. */
    String ledger() {
        return gateway.ledger().get("events") + " " + gateway.ledger().get("quarantined");
    }

    boolean balanced() {
        return gateway.ledger().get("balanced").asBoolean();
    }
}
