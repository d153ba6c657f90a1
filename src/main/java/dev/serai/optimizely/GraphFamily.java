package dev.serai.optimizely;

import dev.serai.config.Config;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.Fingerprint;
import dev.serai.event.Json;
import dev.serai.event.RoutedEvent;
import dev.serai.receive.Family;
import dev.serai.receive.Payload;
import dev.serai.receive.SenderAuthentication;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Optimizely Graph: what happened to the index, named by {@code type.subject} and {@code type.action}.
 *
 * @see <a href="https://docs.developers.optimizely.com/platform-optimizely/docs/webhook-response">Webhook response</a>
 */
public record GraphFamily(SenderAuthentication sender) implements Family {
    private static final String NAME = "graph";
    private static final Duration REPEAT_WINDOW = Duration.ofMinutes(1);

    static GraphFamily from(Config config) {
        return new GraphFamily(SenderAuthentication.from(config.section(NAME)));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> paths() {
        return List.of("/webhooks/graph");
    }

    @Override
    public Map<String, String> ids(Map<String, Object> payload) {
        Map<String, String> ids = new LinkedHashMap<>();
        Payload.id(ids, "document", payload, "data", "docId");
        Payload.id(ids, "journal", payload, "data", "journalId");
        Payload.id(ids, "tenant", payload, "tenantId");
        return ids;
    }

    @Override
    public Received event(Map<String, Object> payload, String json, Transmission arrival) throws NotAnEventException {
        String type = Payload.type(payload, "type", "subject") + "." + Payload.type(payload, "type", "action");
        Instant timestamp = Payload.time(payload, "timestamp");
        String docId = Payload.id(payload, "data", "docId");
        String subject = docId != null ? docId : Payload.text(payload, "data", "journalId");
        UUID id = id(type, payload);
        Event event = new Event(
                id != null ? id : EventId.random(arrival.receivedAt()),
                name(),
                type,
                subject,
                null,
                timestamp,
                arrival.receivedAt(),
                json);
        return new Received(event, payload, id != null ? null : repeat(type, docId, payload));
    }

    /**
     * {@code timestamp} is the time of sending, so a repeat has another one. A bulk is named by its journal, each of its
     * chunks by the items.
     *
     * @return null if nothing names the event for good
     */
    private @Nullable UUID id(String type, Map<String, Object> payload) {
        String id = Payload.id(payload, "id");
        String journalId = Payload.id(payload, "data", "journalId");
        if (id != null) {
            return EventId.of(null, name(), id);
        }
        return journalId == null ? null : EventId.of(null, key(type, journalId, payload));
    }

    private @Nullable String[] key(String type, @Nullable String journalId, Map<String, Object> payload) {
        Object items = Json.at(payload, "data", "items");
        return new @Nullable String[] {
            name(),
            Payload.text(payload, "tenantId"),
            type,
            journalId,
            Payload.id(payload, "data", "docId"),
            items == null ? null : Fingerprint.text(items, Set.of())
        };
    }

    /** A document can change again a few minutes later, and says the same: only what comes soon after is a repeat. */
    private RoutedEvent.DedupeKey repeat(String type, @Nullable String docId, Map<String, Object> payload) {
        String[] key = docId != null
                ? key(type, null, payload)
                : new String[] {name(), type, Fingerprint.text(payload, Set.of("timestamp"))};
        return new RoutedEvent.DedupeKey("graph " + EventId.of(null, key), REPEAT_WINDOW);
    }
}
