package bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes of a payload the values that insert-event.sql names; what the payload lacks is null. */
public final class Row {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a CMP event can be about, each an object with an id. */
    private static final List<String> SUBJECTS = List.of("asset", "content", "task", "campaign", "work_request");

    private Row() {}

    public static Map<String, Object> campaign(Map<String, Object> payload) throws JsonProcessingException {
        Map<String, Object> row = row("campaign", text(payload, "type"), payload);
        String contact = text(payload.get("mediaTypesToAddresses"), "EMAIL");
        row.put("id", campaignId(payload));
        row.put("subject", text(payload, "mailId"));
        row.put("contact", contact == null ? null : contact.strip().toLowerCase(Locale.ROOT));
        row.put("occurred_at", payload.get("created") instanceof Number millis ? time(millis.longValue()) : null);
        return row;
    }

    /** CMP sends neither an id nor a time, so every event it sends is a new one. */
    public static Map<String, Object> cmp(Map<String, Object> payload) throws JsonProcessingException {
        Map<String, Object> row = row("cmp", text(payload, "event_name"), payload);
        Object about = payload.getOrDefault("data", payload);
        row.put("id", UUID.randomUUID());
        row.put(
                "subject",
                SUBJECTS.stream()
                        .map(kind -> about instanceof Map<?, ?> map ? text(map.get(kind), "id") : null)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
        row.put("contact", null);
        row.put("occurred_at", null);
        return row;
    }

    private static Map<String, Object> row(String family, String type, Map<String, Object> payload)
            throws JsonProcessingException {
        if (type == null) {
            throw new IllegalArgumentException("an event has no type");
        }
        Map<String, Object> row = new HashMap<>();
        row.put("family", family);
        row.put("type", type);
        row.put("received_at", OffsetDateTime.now(ZoneOffset.UTC));
        row.put("payload", JSON.writeValueAsString(payload));
        return row;
    }

    /** The same event always gets the same id. Opens and clicks have none of their own. */
    private static UUID campaignId(Map<String, Object> payload) {
        Stream<String> names = payload.get("id") == null
                ? Stream.of("type", "clientId", "mailId", "created", "linkId", "recipientId")
                : Stream.of("type", "clientId", "id");
        String key = names.map(name -> String.valueOf(payload.get(name))).collect(Collectors.joining("|"));
        return UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(Object object, String name) {
        return object instanceof Map<?, ?> map && map.get(name) != null
                ? map.get(name).toString()
                : null;
    }

    private static OffsetDateTime time(long millis) {
        return Instant.ofEpochMilli(millis).atOffset(ZoneOffset.UTC);
    }
}
