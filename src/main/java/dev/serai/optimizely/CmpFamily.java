package dev.serai.optimizely;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import dev.serai.event.Event;
import dev.serai.event.EventId;
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
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Optimizely CMP: assets, tasks, campaigns, work requests, published content, named by {@code event_name}.
 *
 * <p>Two forms are accepted. The vendor's puts everything under {@code data} and sends neither id nor time, so two real
 * changes can have identical bodies and nothing but the transmission tells a repeat from a second change. The flat form
 * of the AsyncAPI document carries a {@code timestamp}, which makes a natural key.
 *
 * @param repeatWindow how long an identical body counts as a repeat; zero means never
 * @see <a href="https://docs.developers.optimizely.com/content-marketing-platform/docs/event-delivery">Event delivery</a>
 */
public record CmpFamily(SenderAuthentication sender, Duration repeatWindow) implements Family {
    private static final String NAME = "cmp";
    /** The vendor sends a message again for up to three days. */
    private static final Duration BROKER_WINDOW = Duration.ofDays(4);

    /** Spellings in the vendor's own key tables, and what they mean. */
    private static final Map<String, String> MISSPELT = Map.of(
            "task_metadata_modifed", "task_metadata_modified",
            "external_sub_step_modfied", "external_sub_step_modified");

    /** What an event is about, the most telling first. */
    private static final List<List<String>> SUBJECTS = List.of(
            List.of("asset", "id"),
            List.of("content", "id"),
            List.of("task", "id"),
            List.of("task_id"),
            List.of("campaign", "id"),
            List.of("work_request", "id"),
            List.of("comment_for", "id"),
            List.of("event", "id"));

    /** What has an id in the events. */
    private static final List<String> OBJECTS = List.of(
            "asset",
            "content",
            "task",
            "campaign",
            "work_request",
            "workflow",
            "step",
            "sub_step",
            "event",
            "publishing_event",
            "comment",
            "organization");

    /** Beside name and time, what tells one event of the flat form from another. */
    private static final List<List<String>> FLAT_KEY = List.of(
            List.of("task_id"),
            List.of("asset", "id"),
            List.of("content", "id"),
            List.of("step", "id"),
            List.of("assignee", "id"),
            List.of("due_date"));

    static CmpFamily from(Config config) {
        Section family = config.section(NAME);
        return new CmpFamily(SenderAuthentication.from(family), family.value("repeat-window", Format.DURATION));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> paths() {
        return List.of("/webhooks/cmp", "/webhook/task-events", "/webhook/content-events");
    }

    @Override
    public Received event(Map<String, Object> payload, String json, Transmission arrival) throws NotAnEventException {
        String type = Payload.type(payload, "event_name");
        type = MISSPELT.getOrDefault(type, type);
        boolean flat = !(payload.get("data") instanceof Map) && payload.get("timestamp") instanceof String;
        Instant timestamp = flat ? Payload.time(payload, "timestamp") : null;
        Event event = new Event(
                flat ? flatId(type, timestamp, payload) : EventId.random(arrival.receivedAt()),
                name(),
                type,
                subject(payload),
                null,
                timestamp,
                arrival.receivedAt(),
                json);
        return new Received(event, payload, flat ? null : repeat(json, arrival));
    }

    private UUID flatId(String type, @Nullable Instant timestamp, Map<String, Object> payload) {
        List<@Nullable String> ids = FLAT_KEY.stream()
                .map(path -> Payload.text(payload, path.toArray(String[]::new)))
                .toList();
        Stream<@Nullable String> telling =
                ids.stream().anyMatch(Objects::nonNull) ? ids.stream() : Stream.of(Json.write(new TreeMap<>(payload)));
        return EventId.of(
                timestamp,
                Stream.concat(Stream.of(name(), type, Payload.text(payload, "timestamp")), telling)
                        .toArray(String[]::new));
    }

    private static @Nullable String subject(Map<String, Object> payload) {
        Map<?, ?> about = payload.get("data") instanceof Map<?, ?> data ? data : payload;
        return Stream.concat(
                        SUBJECTS.stream().map(path -> Payload.text(about, path.toArray(String[]::new))),
                        published(about))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Map<String, String> ids(Map<String, Object> payload) {
        Map<?, ?> about = payload.get("data") instanceof Map<?, ?> data ? data : payload;
        Map<String, String> ids = new LinkedHashMap<>();
        for (String each : OBJECTS) {
            Payload.id(ids, each.replace('_', ' '), about, each, "id");
        }
        Payload.id(ids, "task", about, "task_id");
        published(about).filter(Objects::nonNull).findFirst().ifPresent(id -> ids.putIfAbsent("asset", id));
        return ids;
    }

    /** Publish events carry lists of assets by kind; they are about the first. */
    private static Stream<@Nullable String> published(Map<?, ?> data) {
        return data.get("assets") instanceof Map<?, ?> kinds
                ? kinds.values().stream()
                        .filter(List.class::isInstance)
                        .flatMap(assets -> ((List<?>) assets).stream())
                        .filter(Map.class::isInstance)
                        .map(asset -> Payload.text((Map<?, ?>) asset, "id"))
                : Stream.empty();
    }

    private RoutedEvent.@Nullable DedupeKey repeat(String json, Transmission arrival) {
        String message = arrival.brokerMessageId();
        if (message != null && !message.isBlank()) {
            return new RoutedEvent.DedupeKey("cmp message " + EventId.of(null, name(), json, message), BROKER_WINDOW);
        }
        return repeatWindow.isZero()
                ? null
                : new RoutedEvent.DedupeKey("cmp body " + EventId.of(null, name(), json), repeatWindow);
    }
}
