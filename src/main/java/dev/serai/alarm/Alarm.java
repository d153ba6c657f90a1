package dev.serai.alarm;

import dev.serai.event.EventId;
import dev.serai.event.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One alarm: an incident, and which of its reminders this is.
 *
 * @param id made of kind, subject, start and reminder: two gateways that see the same incident raise the same alarm
 */
record Alarm(UUID id, Incident incident, Instant raisedAt) {
    /** @param repeat how long there is no other alarm of an incident that lasts */
    static Alarm of(Incident incident, Duration repeat, Instant now) {
        Instant since = incident.since();
        Instant time = since == null
                ? windowStart(now, repeat)
                : since.plus(repeat.multipliedBy(reminder(incident, repeat, now)));
        UUID id = EventId.of(
                time,
                AlarmFamily.NAME,
                incident.kind().type(),
                incident.subject(),
                since == null ? null : since.toString());
        return new Alarm(id, incident, now);
    }

    private static long reminder(Incident incident, Duration repeat, Instant now) {
        Instant due = incident.due();
        return due == null || !incident.kind().lasts()
                ? 0
                : Math.max(0, Duration.between(due, now).dividedBy(repeat));
    }

    /** Where the window of a length begins that a time is in, counted from 1970. */
    static Instant windowStart(Instant time, Duration length) {
        long millis = Math.max(1, length.toMillis());
        return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), millis) * millis);
    }

    /** The payload of its event, as {@code docs/operating.md} describes it. */
    Map<String, Object> payload() {
        AlarmKind kind = incident.kind();
        @Nullable Instant since = incident.since();
        Map<String, Object> payload = new LinkedHashMap<>();
        payload.put("type", kind.type());
        payload.put("id", id.toString());
        payload.put("time", raisedAt.toString());
        payload.put("subject", incident.subject());
        payload.put("summary", incident.summary());
        payload.put("since", (since == null ? raisedAt : since).toString());
        payload.put("details", incident.details());
        payload.put("next", kind.next(incident.subject()));
        payload.put("runbook", kind.runbook());
        return payload;
    }

    String json() {
        return Json.write(payload());
    }
}
