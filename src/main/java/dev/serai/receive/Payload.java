package dev.serai.receive;

import dev.serai.event.Json;
import dev.serai.event.Text;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a parsed payload leniently: what is absent or of another kind is null. */
public final class Payload {
    private static final int MAX_NUMBER = 100;
    private static final BigDecimal FIRST_MILLIS = new BigDecimal("100000000000");
    private static final BigDecimal LAST_MILLIS = new BigDecimal("253402300799999");

    private Payload() {}

    /** A text, or a number as text: vendors send ids as either. */
    public static @Nullable String text(Map<?, ?> payload, String... path) {
        return Json.text(Json.at(payload, path));
    }

    /** A text that names something: a blank one names nothing. */
    public static @Nullable String id(Map<?, ?> payload, String... path) {
        String id = text(payload, path);
        return id == null || id.isBlank() ? null : id;
    }

    /** Notes an id under a name, if the payload has it. */
    public static void id(Map<String, String> ids, String name, Map<?, ?> payload, String... path) {
        if (!(Json.at(payload, path) instanceof Map) && !(Json.at(payload, path) instanceof Iterable)) {
            String id = id(payload, path);
            if (id != null) {
                ids.put(name, id);
            }
        }
    }

    /** The name of an event: a text that is not blank. */
    public static String type(Map<?, ?> payload, String... path) throws Family.NotAnEventException {
        if (Json.at(payload, path) instanceof String type && !type.isBlank()) {
            return type.strip();
        }
        throw new Family.NotAnEventException("no " + String.join(".", path));
    }

    /** ISO-8601 with an offset, any number of fraction digits. */
    public static @Nullable Instant time(Map<?, ?> payload, String key) {
        String iso = text(payload, key);
        try {
            return iso == null ? null : OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** Milliseconds since 1970, as a whole number in any notation, or as text. */
    public static @Nullable Instant millis(Map<?, ?> payload, String key) {
        Object value = payload.get(key);
        try {
            return value instanceof Long || value instanceof Integer
                    ? Instant.ofEpochMilli(((Number) value).longValue())
                    : value instanceof BigDecimal || value instanceof String
                            ? Instant.ofEpochMilli(whole(value.toString()).longValueExact())
                            : null;
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    /**
     * Seconds or milliseconds since 1970: what would be before the year 5138 in seconds is taken for seconds.
     *
     * @return null if it is after the year 9999
     */
    static @Nullable Instant epoch(BigDecimal number) {
        BigDecimal millis = number.compareTo(FIRST_MILLIS) < 0 ? number.movePointRight(3) : number;
        return millis.compareTo(LAST_MILLIS) > 0 ? null : Instant.ofEpochMilli(millis.longValue());
    }

    private static BigDecimal whole(String number) {
        String visible = number.length() <= MAX_NUMBER ? Text.visible(number) : "";
        return new BigDecimal(visible);
    }
}
