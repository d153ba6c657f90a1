package dev.serai.journal;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a payload becomes a map, the same when it is received and when it is delivered: numbers keep every digit, the last
 * of two equal keys wins.
 */
public final class Json {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final ObjectReader OBJECT = MAPPER.readerFor(new TypeReference<Map<String, Object>>() {});
    private static final ObjectReader MEMBER = OBJECT.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A number with more is no id and no time. */
    private static final int MOST_DIGITS = 40;

    private Json() {}

    /** @throws JsonProcessingException if it is not exactly one JSON object, or nests deeper than 1,000 */
    public static Map<String, Object> object(String json) throws JsonProcessingException {
        Map<String, Object> object = OBJECT.readValue(json);
        if (object == null) {
            throw new JsonParseException(null, "null is no object");
        }
        return object;
    }

    /** Reads a text value by value. */
    public static JsonParser parser(String json) throws IOException {
        return MAPPER.createParser(json);
    }

    /**
     * The object that the parser is at the beginning of.
     *
     * @throws JsonProcessingException if it is no JSON, or nests deeper than 1,000
     */
    public static Map<String, Object> object(JsonParser parser) throws IOException {
        return MEMBER.readValue(parser);
    }

    /** @throws IllegalArgumentException if the value has no JSON form */
    public static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON form", e);
        }
    }

    /** What lies at the end of a path of keys; null if something on it is absent or no object. */
    public static @Nullable Object at(@Nullable Object value, String... path) {
        Object found = value;
        for (String key : path) {
            found = found instanceof Map<?, ?> map ? map.get(key) : null;
        }
        return found;
    }

    /** A value as text: a number by its digits, however it is written, so that 1.2E11 is 120000000000. */
    public static @Nullable String text(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return (String) value;
        }
        return value instanceof BigDecimal number
                ? digits(number)
                : value instanceof Map || value instanceof Iterable ? write(value) : value.toString();
    }

    private static String digits(BigDecimal number) {
        try {
            BigDecimal shortest = number.stripTrailingZeros();
            boolean isWhole = shortest.scale() <= 0 && (long) shortest.precision() - shortest.scale() <= MOST_DIGITS;
            return isWhole ? shortest.toBigInteger().toString() : shortest.toString();
        } catch (ArithmeticException e) {
            return number.toString();
        }
    }
}
