package dev.serai.receive;

import com.fasterxml.jackson.core.JsonPointer;
import dev.serai.config.InvalidValueException;
import dev.serai.event.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where a value of an event stands: a JSON pointer (RFC 6901) into its payload, such as {@code /data/id}, or a header of its request, such
 * as {@code header:X-GitHub-Event}.
 */
sealed interface Place {
    /** Reads a place. */
    static Place of(String text) {
        if (text.startsWith("/")) {
            return new InPayload(JsonPointer.compile(text));
        }
        String name = text.startsWith(InHeader.WORD) ? text.substring(InHeader.WORD.length()) : "";
        if (!InHeader.NAME.matcher(name).matches()) {
            throw new InvalidValueException(
                    "must be a JSON pointer such as /data/id, or a header such as header:X-Event");
        }
        return new InHeader(name);
    }

    /**
     * The value.
     *
     * @param headers gives the value of a header, or null
     * @return null if there is nothing
     */
    @Nullable
    Object value(Map<String, Object> payload, UnaryOperator<@Nullable String> headers);

    /** In the payload. */
    record InPayload(JsonPointer pointer) implements Place {
        @Override
        public @Nullable Object value(Map<String, Object> payload, UnaryOperator<@Nullable String> headers) {
            return at(payload);
        }

        @Nullable
        Object at(Map<String, Object> payload) {
            Object found = payload;
            for (JsonPointer rest = pointer; found != null && !rest.matches(); rest = rest.tail()) {
                found = member(found, rest);
            }
            return found;
        }

        private static @Nullable Object member(Object value, JsonPointer first) {
            if (value instanceof Map<?, ?> object) {
                return object.get(first.getMatchingProperty());
            }
            int index = first.getMatchingIndex();
            return value instanceof List<?> list && index >= 0 && index < list.size() ? list.get(index) : null;
        }

        /** As the senders' documents write it, such as data.id. */
        @Override
        public String toString() {
            return pointer.toString().substring(1).replace('/', '.');
        }
    }

    /** In a header. */
    record InHeader(String name) implements Place {
        static final String WORD = "header:";
        static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");

        @Override
        public @Nullable Object value(Map<String, Object> payload, UnaryOperator<@Nullable String> headers) {
            return headers.apply(name);
        }

        @Override
        public String toString() {
            return WORD + name;
        }
    }

    /**
     * Several places of which the first that has a value counts. A place of several parts, with {@code +} between them, has a value if each
     * part has one.
     */
    record Alternatives(List<List<Place>> places) {
        public Alternatives {
            places = places.stream().map(List::copyOf).toList();
        }

        /** Reads places, separated by commas; an empty text names none. */
        static Alternatives of(String text) {
            return new Alternatives(Arrays.stream(text.split(","))
                    .map(String::strip)
                    .filter(each -> !each.isEmpty())
                    .map(each -> Arrays.stream(each.split("\\+"))
                            .map(part -> Place.of(part.strip()))
                            .toList())
                    .toList());
        }

        /** A text or number that is not blank; null if there is none. */
        @Nullable
        String text(Map<String, Object> payload, UnaryOperator<@Nullable String> headers) {
            return places.stream()
                    .map(parts -> joined(parts, payload, headers))
                    .filter(text -> !text.isEmpty())
                    .findFirst()
                    .orElse(null);
        }

        /** @return empty if a part has no value */
        private static String joined(
                List<Place> parts, Map<String, Object> payload, UnaryOperator<@Nullable String> headers) {
            List<String> texts = parts.stream()
                    .map(part -> scalar(part.value(payload, headers)))
                    .toList();
            return texts.stream().anyMatch(String::isBlank) ? "" : String.join(" ", texts);
        }

        private static String scalar(@Nullable Object value) {
            String text = value instanceof Map || value instanceof Iterable ? null : Json.text(value);
            return text == null ? "" : text.strip();
        }

        /** The headers that it reads. */
        Stream<String> headers() {
            return places.stream()
                    .flatMap(List::stream)
                    .filter(InHeader.class::isInstance)
                    .map(each -> ((InHeader) each).name());
        }

        @Override
        public String toString() {
            return String.join(
                    " or ",
                    places.stream()
                            .map(parts -> String.join(
                                    " and ", parts.stream().map(Place::toString).toList()))
                            .toList());
        }
    }
}
