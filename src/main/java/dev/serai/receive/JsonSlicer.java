package dev.serai.receive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.serai.event.Json;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a body into its elements without changing a character of them: the members of a list, or the one value it is.
 *
 * <p>An element which cannot be understood does not take its neighbours along: where the body is no JSON as a whole,
 * {@link JsonSalvage} cuts out what can be cut out safely.
 */
final class JsonSlicer {
    /** Stands in a text for what was no UTF-8, or for itself. */
    private static final char REPLACED = '\uFFFD';

    /** Campaign announces a hundred; each costs a hundred times its least size, and megabytes hold a million. */
    static final int MAX_ELEMENTS = 20_000;

    static final String NOT_UTF_8 = "not UTF-8";
    private static final int DEPTH = 200_000;
    private static final JsonFactory OUTLINE = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(DEPTH)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private JsonSlicer() {}

    /** The whole body is not what it should be. The message says why and never quotes it. */
    static final class NotJsonException extends Exception {
        private static final long serialVersionUID = 1L;

        NotJsonException(String reason) {
            super(reason);
        }
    }

    /** Each byte of a body is in one of these, or between two of them. */
    sealed interface Part {}

    /**
     * Bytes that are no element.
     *
     * @param reason never quotes them
     */
    @SuppressWarnings("ArrayRecordComponent") // nothing compares scraps
    record Scrap(byte[] bytes, String reason) implements Part {}

    /**
     * One element, as received.
     *
     * @param read the object, if it could be read together with its neighbours, and all of them fit into the memory of one
     */
    record Slice(String json, boolean isObject, @Nullable Map<String, Object> read) implements Part {
        Map<String, Object> object() throws JsonProcessingException {
            return read == null ? Json.payload(json) : read;
        }

        /** A list in the list: brackets that are there twice, or several batches in one. */
        private boolean mayHoldElements() {
            return !isObject && json.charAt(0) == '[' && json.indexOf('{') > 0;
        }
    }

    /** Takes the parser from the beginning of an object to its end. */
    @FunctionalInterface
    private interface Pass {
        /** @return null if this pass does not look at what is in it */
        @Nullable
        Map<String, Object> over(JsonParser parser) throws IOException;
    }

    /**
     * One pass reads everything, as a rule. If anything is beyond reading, the next pass goes over the outline alone; if
     * that is no JSON either, or holds lists of elements, the elements are cut out of the bytes.
     *
     * @throws NotJsonException if there is no element in it
     */
    static List<? extends Part> parts(byte[] body) throws NotJsonException {
        List<Slice> slices;
        try {
            slices = slices(text(body));
        } catch (NotJsonException e) {
            return salvaged(body).orElseThrow(() -> e);
        }
        return slices.stream().anyMatch(Slice::mayHoldElements) ? salvaged(body).orElse(slices) : slices;
    }

    /** If at least one object in it can be read: a body in which there is none is kept in one piece. */
    private static Optional<List<? extends Part>> salvaged(byte[] body) {
        List<Part> parts = new JsonSalvage(body).parts();
        boolean found = parts.stream().anyMatch(part -> part instanceof Slice slice && slice.read() != null);
        return found ? Optional.of(parts) : Optional.empty();
    }

    private static List<Slice> slices(String text) throws NotJsonException {
        try {
            return slices(text, Json.payloads(text), Json::payload);
        } catch (IOException | RuntimeException e) {
            return outline(text);
        }
    }

    private static List<Slice> outline(String text) throws NotJsonException {
        try {
            return slices(text, OUTLINE.createParser(text), JsonSlicer::skip);
        } catch (JsonProcessingException e) {
            // bounds that are exceeded have no place
            JsonLocation at = e.getLocation();
            throw new NotJsonException(
                    "not JSON" + (at == null ? " within bounds" : " at character " + at.getCharOffset()));
        } catch (IOException e) {
            throw new AssertionError("a text in memory can be read", e);
        }
    }

    private static List<Slice> slices(String text, JsonParser open, Pass object) throws IOException, NotJsonException {
        try (JsonParser parser = open) {
            List<Slice> slices = new ArrayList<>();
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new NotJsonException("not JSON: nothing but blanks");
            }
            if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    if (slices.size() == MAX_ELEMENTS) {
                        throw new NotJsonException("more than " + MAX_ELEMENTS + " elements");
                    }
                    slices.add(slice(parser, text, object));
                }
            } else {
                slices.add(slice(parser, text, object));
            }
            if (parser.nextToken() != null) {
                throw new NotJsonException("not JSON: more than one value");
            }
            return slices;
        }
    }

    private static Slice slice(JsonParser parser, String text, Pass object) throws IOException {
        boolean isObject = parser.currentToken() == JsonToken.START_OBJECT;
        int from = (int) parser.currentTokenLocation().getCharOffset();
        Map<String, Object> read = isObject ? object.over(parser) : skip(parser);
        return new Slice(text.substring(from, (int) parser.currentLocation().getCharOffset()), isObject, read);
    }

    private static @Nullable Map<String, Object> skip(JsonParser parser) throws IOException {
        parser.skipChildren();
        parser.finishToken();
        return null;
    }

    /** JSON is UTF-8 (RFC 8259) and holds no raw NUL; UTF-16 shows itself by both. */
    private static String text(byte[] body) throws NotJsonException {
        String text = new String(body, StandardCharsets.UTF_8);
        if (text.indexOf('\0') >= 0 || (text.indexOf(REPLACED) >= 0 && !isUtf8(body))) {
            throw new NotJsonException(NOT_UTF_8);
        }
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static boolean isUtf8(byte[] body) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
