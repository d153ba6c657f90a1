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
 * Optimizely Campaign: batches of opens, clicks, sends, bounces, unsubscribes, spam complaints, opt-ins and blocklist
 * events, each named by {@code type} and timed by {@code created} in milliseconds.
 *
 * @see <a href="https://support.optimizely.com/hc/en-us/articles/4413205577997-Webhooks">Webhooks</a>
 */
public record CampaignFamily(Sender sender) implements Family {
    @Override
    public String name() {
        return "campaign";
    }

    @Override
    public List<String> paths() {
        return List.of("/webhooks/campaign");
    }

    @Override
    public Arrived event(Map<String, Object> payload, String json, Arrival arrival) throws NoEvent {
        String type = Payload.type(payload, "type");
        // The API's request enum says "archive", its response enum "archived".
        type = type.equals("archived") ? "archive" : type;
        Instant created = Payload.millis(payload, "created");
        Event event = new Event(
                id(type, created, payload),
                name(),
                type,
                Payload.text(payload, "mailId"),
                Payload.at(payload, "mediaTypesToAddresses", "EMAIL") instanceof String address ? address : null,
                created,
                arrival.receivedAt(),
                json);
        return new Arrived(event, payload, null);
    }

    /**
     * {@code attempt} counts transmissions, so it never tells two events apart. Opens and clicks carry no id; what is
     * left without id and mail has only its whole content.
     */
    private UUID id(String type, @Nullable Instant created, Map<String, Object> payload) {
        String clientId = Payload.text(payload, "clientId");
        String id = Payload.id(payload, "id");
        if (id != null) {
            return EventId.of(created, name(), type, clientId, id);
        }
        String mailId = Payload.text(payload, "mailId");
        String time = Payload.text(payload, "created");
        if (mailId != null && time != null) {
            String linkId = Payload.text(payload, "linkId");
            String recipientId = Payload.text(payload, "recipientId");
            return EventId.of(created, name(), type, clientId, mailId, time, linkId, recipientId);
        }
        Map<String, Object> content = new TreeMap<>(payload);
        content.remove("attempt");
        return EventId.of(created, name(), type, Json.write(content));
    }
}
