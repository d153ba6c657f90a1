package bench;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One row of the table event; what a payload lacks is null. */
record Event(
        UUID id,
        String family,
        String type,
        String subject,
        String contact,
        Instant occurredAt,
        Instant receivedAt,
        String payload) {

    /** What a CMP event can be about, each an object with an id. */
    private static final List<String> SUBJECTS = List.of("asset", "content", "task", "campaign", "work_request");

    static Event campaign(Map<String, Object> payload, String json, Instant now) {
        return new Event(
                campaignId(payload),
                "campaign",
                text(payload, "type"),
                text(payload, "mailId"),
                lowerCase(text(payload.get("mediaTypesToAddresses"), "EMAIL")),
                payload.get("created") instanceof Number millis ? Instant.ofEpochMilli(millis.longValue()) : null,
                now,
                json);
    }

    /** CMP sends neither an id nor a time, so every event it sends is a new one. */
    static Event cmp(Map<String, Object> payload, String json, Instant now) {
        Object about = payload.getOrDefault("data", payload);
        String subject = SUBJECTS.stream()
                .map(kind -> about instanceof Map<?, ?> map ? text(map.get(kind), "id") : null)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new Event(UUID.randomUUID(), "cmp", text(payload, "event_name"), subject, null, null, now, json);
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

    private static String lowerCase(String address) {
        return address == null ? null : address.strip().toLowerCase(Locale.ROOT);
    }
}
