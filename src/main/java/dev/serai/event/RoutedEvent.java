package dev.serai.event;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event with its decision, ready to be kept.
 *
 * @param dedupeKey how to recognise the event again, for families whose events have no natural key
 * @param joinKey how to recognise that the event was stored by a reconciliation already; null if it cannot have been
 * @param copy null for an event that was received; else the original, and who has corrected it
 * @param traceparent the trace to which the event belongs; null if it is not traced
 */
public record RoutedEvent(
        Event event,
        RoutingDecision decision,
        @Nullable DedupeKey dedupeKey,
        @Nullable JoinKey joinKey,
        @Nullable Copy copy,
        @Nullable String traceparent)
        implements ReceiptItem {

    public RoutedEvent(
            Event event,
            RoutingDecision decision,
            @Nullable DedupeKey dedupeKey,
            @Nullable JoinKey joinKey,
            @Nullable Copy copy) {
        this(event, decision, dedupeKey, joinKey, copy, null);
    }

    public RoutedEvent(
            Event event, RoutingDecision decision, @Nullable DedupeKey dedupeKey, @Nullable JoinKey joinKey) {
        this(event, decision, dedupeKey, joinKey, null);
    }

    public RoutedEvent(Event event, RoutingDecision decision, @Nullable DedupeKey dedupeKey) {
        this(event, decision, dedupeKey, null);
    }

    /** The same event in a trace. */
    public RoutedEvent tracedBy(@Nullable String trace) {
        return new RoutedEvent(event, decision, dedupeKey, joinKey, copy, trace);
    }

    /**
     * That the event is a corrected copy.
     *
     * @param original the id of the event that was corrected
     * @param who the name of the caller
     * @param reason the words of the person; null if none were given
     */
    public record Copy(UUID original, String who, @Nullable String reason) {}

    /**
     * New work for a destination.
     *
     * @param events number of new events
     * @param since when the oldest of the events was due
     */
    public record NewDeliveries(int events, Instant since) {
        private NewDeliveries with(NewDeliveries other) {
            return new NewDeliveries(events + other.events, since.isBefore(other.since) ? since : other.since);
        }
    }

    /** The new work of each destination by these entries. */
    public static Map<String, NewDeliveries> newDeliveries(Collection<RoutedEvent> entries) {
        Map<String, NewDeliveries> work = new HashMap<>();
        for (RoutedEvent entry : entries) {
            NewDeliveries one = new NewDeliveries(1, entry.event().receivedAt());
            entry.decision().destinations().forEach(destination -> work.merge(destination, one, NewDeliveries::with));
        }
        return work;
    }

    /**
     * @param key names the transmission: the broker's message id, or a hash of the body
     * @param window how long the key is remembered
     */
    public record DedupeKey(String key, Duration window) {
        public DedupeKey {
            key = Text.clean(key, 200);
        }
    }
}
