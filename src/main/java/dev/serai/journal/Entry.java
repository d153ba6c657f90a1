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

    /** The destinations that have work by these, and since when the oldest of it is due. */
    public static Map<String, Instant> work(Collection<Entry> entries) {
        Map<String, Instant> work = new HashMap<>();
        for (Entry entry : entries) {
            Instant due = entry.event().receivedAt();
            for (String destination : entry.decision().destinations()) {
                work.merge(destination, due, (one, other) -> one.isBefore(other) ? one : other);
            }
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
