package dev.serai.journal;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An event with its decision, ready to be kept.
 *
 * @param repeat how to recognise the event again, for families whose events have no natural key
 */
public record Entry(
        Event event, Decision decision, @Nullable Repeat repeat) implements Element {

    /**
     * New work for a destination.
     *
     * @param events number of new events
     * @param since when the oldest of the events was due
     */
    public record NewWork(int events, Instant since) {
        private NewWork with(NewWork other) {
            return new NewWork(events + other.events, since.isBefore(other.since) ? since : other.since);
        }
    }

    /** The new work of each destination by these entries. */
    public static Map<String, NewWork> work(Collection<Entry> entries) {
        Map<String, NewWork> work = new HashMap<>();
        for (Entry entry : entries) {
            NewWork one = new NewWork(1, entry.event().receivedAt());
            entry.decision().destinations().forEach(destination -> work.merge(destination, one, NewWork::with));
        }
        return work;
    }

    /**
     * @param key names the transmission: the broker's message id, or a hash of the body
     * @param window how long the key is remembered
     */
    public record Repeat(String key, Duration window) {
        public Repeat {
            key = Text.clean(key, 200);
        }
    }
}
