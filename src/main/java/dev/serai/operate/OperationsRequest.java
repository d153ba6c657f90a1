package dev.serai.operate;

import dev.serai.event.Json;
import dev.serai.journal.OperationsFilter;
import dev.serai.operate.ManagementApi.ProblemException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The body of a request that changes something. */
final class OperationsRequest {
    private static final int MAX_TEXT = 500;

    private final Map<String, Object> asked;

    private OperationsRequest(Map<String, Object> asked) {
        this.asked = asked;
    }

    /**
     * Reads a body, of which {@link ManagementApi} knows all names.
     *
     * @throws ProblemException if it is no JSON object
     */
    static OperationsRequest of(String body) throws ProblemException {
        return new OperationsRequest(object(body));
    }

    static Map<String, Object> object(String body) throws ProblemException {
        try {
            return Json.object(body);
        } catch (IOException e) {
            throw new ProblemException(400, "the body is no JSON object");
        }
    }

    /** All that is asked, as the audit keeps it. */
    Map<String, Object> all() {
        return asked;
    }

    /** A text of any length, as it is. */
    String whole(String name) throws ProblemException {
        if (asked.get(name) instanceof String text && !text.isBlank()) {
            return text;
        }
        throw new ProblemException(400, name + " must be a text");
    }

    @Nullable
    String text(String name) throws ProblemException {
        Object value = asked.get(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String text) || text.isBlank() || text.length() > MAX_TEXT) {
            throw new ProblemException(400, name + " must be a text of 1 to " + MAX_TEXT + " characters");
        }
        return text.strip();
    }

    /** A list of texts; empty if it is left out. */
    List<String> texts(String name) throws ProblemException {
        Object value = asked.get(name);
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list) || list.isEmpty() || !list.stream().allMatch(String.class::isInstance)) {
            throw new ProblemException(400, name + " must be a list of texts, and not empty");
        }
        return list.stream().map(String.class::cast).toList();
    }

    /** An object of texts of any length; empty if it is left out. */
    Map<String, String> textsByName(String name) throws ProblemException {
        Map<String, String> texts = new TreeMap<>();
        Object value = asked.get(name);
        if (value != null && !(value instanceof Map<?, ?>)) {
            throw new ProblemException(400, name + " must be an object of texts");
        }
        if (value instanceof Map<?, ?> map) {
            for (Map.Entry<?, ?> each : map.entrySet()) {
                if (!(each.getValue() instanceof String text)) {
                    throw new ProblemException(400, name + " must be an object of texts");
                }
                texts.put(String.valueOf(each.getKey()), text);
            }
        }
        return texts;
    }

    boolean isTrue(String name) throws ProblemException {
        return isTrue(name, false);
    }

    boolean isTrue(String name, boolean ifAbsent) throws ProblemException {
        Object value = asked.get(name);
        if (value != null && !(value instanceof Boolean)) {
            throw new ProblemException(400, name + " must be true or false");
        }
        return value == null ? ifAbsent : Boolean.TRUE.equals(value);
    }

    @Nullable
    Instant instant(String name) throws ProblemException {
        String text = text(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            throw new ProblemException(400, name + " must be an instant such as 2026-11-01T12:00:00Z");
        }
    }

    /**
     * The deliveries that are meant.
     *
     * @param state if the body says none
     */
    OperationsFilter filter(OperationsFilter.State state) throws ProblemException {
        return filter(state, text("destination"));
    }

    /** The same, of a destination that the body names in another way. */
    OperationsFilter filter(OperationsFilter.State state, @Nullable String destination) throws ProblemException {
        String named = text("state");
        try {
            return new OperationsFilter(
                    ids(),
                    destination,
                    named == null ? state : OperationsFilter.State.of(named),
                    instant("since"),
                    instant("until"),
                    text("type"),
                    text("error"),
                    text("version"));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(
                    400,
                    String.valueOf(e.getMessage()).startsWith("No enum constant")
                            ? "state must be dead, cancelled, discarded, delivered, waiting or unmatched"
                            : String.valueOf(e.getMessage()));
        }
    }

    private Set<UUID> ids() throws ProblemException {
        Object value = asked.get("ids");
        Set<UUID> ids = new TreeSet<>();
        if (value != null && !(value instanceof List<?>)) {
            throw new ProblemException(400, "ids must be a list of ids of events");
        }
        if (value instanceof List<?> list) {
            if (list.isEmpty()) {
                throw new ProblemException(400, "ids is empty; leave it out to mean all");
            }
            for (Object each : list) {
                try {
                    ids.add(UUID.fromString(String.valueOf(each)));
                } catch (IllegalArgumentException e) {
                    throw new ProblemException(400, "the id of an event is a UUID");
                }
            }
        }
        return ids;
    }
}
