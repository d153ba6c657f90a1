package dev.serai.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
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
 * Reads a payload into a map, in the same way when it is received and when it is delivered: numbers keep every digit, and
 * the last of two equal keys wins.
 */
public final class Json {
    /**
     * The most tokens of a payload: a value is one, the name before it another, a list or an object two. Articles have some
     * thousands, in long texts. A map of this many takes 8 MB beside its texts; 4 MB of <code>{}</code> would take 84.
     */
    public static final int MAX_TOKENS = 100_000;

    private static final ObjectMapper MAPPER = mapper(StreamReadConstraints.defaults());
    private static final ObjectReader OBJECT = objects(MAPPER);
    private static final ObjectReader PAYLOAD = objects(
            mapper(StreamReadConstraints.builder().maxTokenCount(MAX_TOKENS).build()));
    private static final ObjectReader MEMBER = PAYLOAD.without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /** A number with more is no id and no time. */
    private static final int MAX_DIGITS = 40;

    private Json() {}

    private static ObjectMapper mapper(StreamReadConstraints bounds) {
        return JsonMapper.builder(
                        JsonFactory.builder().streamReadConstraints(bounds).build())
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .build();
    }

    private static ObjectReader objects(ObjectMapper mapper) {
        return mapper.readerFor(new TypeReference<Map<String, Object>>() {});
    }

    /**
     * Reads a payload of a sender.
     *
     * @throws JsonProcessingException if it is not exactly one JSON object, nests deeper than 1,000, or has more than {@link
     *     #MAX_TOKENS}
     */
    public static Map<String, Object> payload(String json) throws JsonProcessingException {
        return object(json, PAYLOAD);
    }

    /**
     * Reads an answer of a destination, whose bytes are limited already.
     *
     * @throws JsonProcessingException if it is not exactly one JSON object, or nests deeper than 1,000
     */
    public static Map<String, Object> object(String json) throws JsonProcessingException {
        return object(json, OBJECT);
    }

    private static Map<String, Object> object(String json, ObjectReader reader) throws JsonProcessingException {
        Map<String, Object> object = reader.readValue(json);
        if (object == null) {
            throw new JsonParseException(null, "null is no object");
        }
        return object;
    }

    /** Reads the text of payloads value by value; together they have no more than {@link #MAX_TOKENS}. */
    public static JsonParser payloads(String json) throws IOException {
        return PAYLOAD.createParser(json);
    }

    /**
     * The payload that the parser is at the beginning of.
     *
     * @throws JsonProcessingException if it is no JSON, or beyond the bounds of {@link #payload(String)}
     */
    public static Map<String, Object> payload(JsonParser parser) throws IOException {
        return MEMBER.readValue(parser);
    }

    /** Why something could not be read, without a word of it. */
    public static String reason(JsonProcessingException e) {
        if (e instanceof StreamConstraintsException) {
            return String.valueOf(e.getMessage()).startsWith("Token count")
                    ? "more than " + MAX_TOKENS + " values and names"
                    : "nested too deep, or with a number or a name that is too long";
        }
        return "no JSON object";
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
            boolean isWhole = shortest.scale() <= 0 && (long) shortest.precision() - shortest.scale() <= MAX_DIGITS;
            return isWhole ? shortest.toBigInteger().toString() : shortest.toString();
        } catch (ArithmeticException e) {
            return number.toString();
        }
    }
}
