package dev.serai.journal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * An event with its decision, ready to be kept.
 *
 * @param repeat how to recognise the event again, for families whose events have no natural key
 */
public record Entry(
        Event event, Decision decision, @Nullable Repeat repeat) implements Element {

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
