package dev.serai.receive;

import dev.serai.journal.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a parsed payload leniently: what is absent or of another kind is null. */
final class Payload {
    private Payload() {}

    /** A text, or a number as text: vendors send ids as either. */
    static @Nullable String text(Map<?, ?> payload, String... path) {
        Object value = at(payload, path);
        if (value == null || value instanceof String) {
            return (String) value;
        }
        return value instanceof Map || value instanceof Iterable ? Json.write(value) : value.toString();
    }

    /** A text that names something: a blank one names nothing. */
    static @Nullable String id(Map<?, ?> payload, String... path) {
        String id = text(payload, path);
        return id == null || id.isBlank() ? null : id;
    }

    static @Nullable Object at(Map<?, ?> payload, String... path) {
        Object value = payload;
        for (String key : path) {
            value = value instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return value;
    }

    /** The name of an event: a text that is not blank. */
    static String type(Map<?, ?> payload, String... path) throws Family.NoEvent {
        if (at(payload, path) instanceof String type && !type.isBlank()) {
            return type.strip();
        }
        throw new Family.NoEvent("no " + String.join(".", path));
    }

    /** ISO-8601 with an offset, any number of fraction digits. */
    static @Nullable Instant time(Map<?, ?> payload, String key) {
        String iso = text(payload, key);
        try {
            return iso == null ? null : OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Milliseconds since 1970, as a number or as text. */
    static @Nullable Instant millis(Map<?, ?> payload, String key) {
        String millis = text(payload, key);
        try {
            return millis == null ? null : Instant.ofEpochMilli(Long.parseLong(millis));
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
