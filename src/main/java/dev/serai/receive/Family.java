package dev.serai.receive;

import dev.serai.event.Event;
import dev.serai.event.JoinKey;
import dev.serai.event.RoutedEvent;
import dev.serai.journal.PersonKnowledge;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One kind of sender. Adding one is a class in {@code optimizely}, its line in {@code Families}, and a router with its cases. */
public interface Family {
    /** Lower case; also the name of the router, {@code direct:<name>}. */
    String name();

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
     */
    record Transmission(
            Instant receivedAt,
            @Nullable String brokerMessageId,
            @Nullable String charset) {
        public Transmission(Instant receivedAt, @Nullable String brokerMessageId) {
            this(receivedAt, brokerMessageId, null);
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
