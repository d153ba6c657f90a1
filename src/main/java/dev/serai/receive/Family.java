package dev.serai.receive;

import dev.serai.config.Config;
import dev.serai.config.Section;
import dev.serai.event.Event;
import dev.serai.event.JoinKey;
import dev.serai.event.RoutedEvent;
import dev.serai.journal.PersonKnowledge;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One kind of sender. Adding one is a class in {@code optimizely}, its line in {@code Families}, and a router with its cases; or keys
 * {@code family.<name>.*}, which {@link ConfiguredFamily} reads, and such a router.
 */
public interface Family {
    /** Lower case; also the name of the router, {@code direct:<name>}. */
    String name();

    /** The keys of its sender, such as {@code campaign.secrets}. */
    default Section section(Config config) {
        return config.section(name());
    }

    /** Whether it has a sender. One without it is Serai's own: it has no path and no secret, and no request brings an event of it. */
    default boolean isReceived() {
        return true;
    }

    /** Where it is received; each may be followed by one more path segment. */
    List<String> paths();

    /** How its sender proves itself. */
    SenderAuthentication sender();

    /**
     * Makes an event of one JSON object.
     *
     * @param payload the object, parsed
     * @param json the same, as it was received
     * @throws NotAnEventException if it is none
     */
    Received event(Map<String, Object> payload, String json, Transmission arrival) throws NotAnEventException;

    /**
     * The events that one JSON object has in a list, each as an object of its own.
     *
     * @return empty if the object is one event
     */
    default List<Map<String, Object>> parts(Map<String, Object> payload) {
        return List.of();
    }

    /** The names of the headers of a request that are read for an event. */
    default List<String> readHeaders() {
        return List.of();
    }

    /** Those of {@link #readHeaders} that say something of an event: without them its body cannot be read again. */
    default List<String> eventHeaders() {
        return readHeaders();
    }

    /** What a header would have to say, so that an event could be received again from its payload. */
    default Map<String, String> headersOf(Event event) {
        return Map.of();
    }

    /**
     * What a call is answered by which the sender tests the address, and which is no event.
     *
     * @param body as it came, of a sender that has proven itself
     * @return null if it is no such call
     */
    default @Nullable String handshake(byte[] body, Transmission arrival) {
        return null;
    }

    /**
     * Whether a call that brings no event may be one by which the sender tests the address, in a way that is not described yet: then it is kept
     * for a person to look at.
     */
    default boolean keepsOtherCalls() {
        return false;
    }

    /**
     * Whether an event was made to test the way, such as by a verification of the webhook. It is kept and goes to no destination.
     *
     * @param payload of the event
     */
    default boolean isTest(Map<String, Object> payload) {
        return false;
    }

    /**
     * Whether an event may go to a destination if its router says so.
     *
     * @param destination its name
     */
    default boolean mayGoTo(String destination, Event event) {
        return true;
    }

    /**
     * Whether an event of this type says that a person wants no mail, or must get none, any more. It has to reach every far side before it may
     * be erased.
     */
    default boolean isOptOut(String type) {
        return false;
    }

    /**
     * The person whom an event is about, as the sender names the person without an address.
     *
     * @return null if it names none, or names none in a way that is unique
     */
    default PersonKnowledge.@Nullable Recipient recipient(Map<String, Object> payload) {
        return null;
    }

    /**
     * What the sender calls the things that an event is about: the name of a thing, such as mailing, to its id. None of them is the address
     * or the number of a person.
     */
    default Map<String, String> ids(Map<String, Object> payload) {
        return Map.of();
    }

    /** What an event has in common with the sender's own record of it, if a reconciliation compares the two. */
    default List<JoinKey> joinKeys(Event event, Map<String, Object> payload) {
        return List.of();
    }

    /**
     * What is known of a request beside its body.
     *
     * @param brokerMessageId what the vendor's broker calls this transmission, if it says so
     * @param charset what its content type calls the charset of the body, if it is not UTF-8
     * @param headers those of {@link #readHeaders} that it has
     */
    record Transmission(
            Instant receivedAt,
            @Nullable String brokerMessageId,
            @Nullable String charset,
            Map<String, String> headers) {
        public Transmission(Instant receivedAt, @Nullable String brokerMessageId) {
            this(receivedAt, brokerMessageId, null, Map.of());
        }

        /** As if a request had these headers. Capitals and small letters of a name are the same. */
        public static Transmission of(Instant receivedAt, Map<String, String> headers) {
            return new Transmission(receivedAt, null, null, headers);
        }

        public Transmission {
            if (!headers.isEmpty()) {
                Map<String, String> anyCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
                anyCase.putAll(headers);
                headers = Collections.unmodifiableMap(anyCase);
            }
        }

        /** The value of a header; null if the request has none. */
        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    /**
     * An event that has arrived and is not decided yet.
     *
     * @param payload null if it has to be read once more: those of one request may be too large together
     * @param joinKey see {@link RoutedEvent}
     */
    record Received(
            Event event,
            @Nullable Map<String, Object> payload,
            RoutedEvent.@Nullable DedupeKey dedupeKey,
            @Nullable JoinKey joinKey) {
        public Received(Event event, @Nullable Map<String, Object> payload, RoutedEvent.@Nullable DedupeKey dedupeKey) {
            this(event, payload, dedupeKey, null);
        }

        Received withoutPayload() {
            return new Received(event, null, dedupeKey, joinKey);
        }
    }

    /** The object is no event. The message says why and never quotes it. */
    final class NotAnEventException extends Exception {
        private static final long serialVersionUID = 1L;

        /** @param reason never quotes the payload */
        public NotAnEventException(String reason) {
            super(reason);
        }
    }
}
