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
import java.util.Map;

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
}
