package dev.serai.receive;

import dev.serai.journal.Event;
import dev.serai.journal.EventId;
import dev.serai.journal.Json;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Optimizely Graph: what happened to the index, named by {@code type.subject} and {@code type.action}.
 *
 * @see <a href="https://docs.developers.optimizely.com/platform-optimizely/docs/webhook-response">Webhook response</a>
 */
public record GraphFamily(Sender sender) implements Family {
    @Override
    public String name() {
        return "graph";
    }

    @Override
    public List<String> paths() {
        return List.of("/webhooks/graph");
    }

    @Override
    public Arrived event(Map<String, Object> payload, String json, Arrival arrival) throws NoEvent {
        String type = Payload.type(payload, "type", "subject") + "." + Payload.type(payload, "type", "action");
        Instant timestamp = Payload.time(payload, "timestamp");
        String docId = Payload.text(payload, "data", "docId");
        String subject = docId != null ? docId : Payload.text(payload, "data", "journalId");
        Event event = new Event(
                id(type, timestamp, subject, payload),
                name(),
                type,
                subject,
                null,
                timestamp,
                arrival.receivedAt(),
                json);
        return new Arrived(event, payload, null);
    }

    private UUID id(String type, @Nullable Instant timestamp, @Nullable String subject, Map<String, Object> payload) {
        String id = Payload.id(payload, "id");
        if (id != null) {
            return EventId.of(timestamp, name(), id);
        }
        String time = Payload.text(payload, "timestamp");
        if (time != null && subject != null) {
            return EventId.of(timestamp, name(), Payload.text(payload, "tenantId"), type, time, subject);
        }
        return EventId.of(timestamp, name(), type, Json.write(new TreeMap<>(payload)));
    }
}
