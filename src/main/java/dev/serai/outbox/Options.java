package dev.serai.outbox;

import dev.serai.config.Rate;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a destination is worked: by the parameters of its {@code outbox:} endpoint, and over them by its keys of the
 * configuration.
 *
 * @param enabled whether it is worked at all
 * @param batchSize the most events of one call
 * @param linger how long an event may wait for others to fill the batch
 * @param concurrency how many calls at once; events of one contact are never in two of them
 * @param bulk if so many wait, they go together in one call; 0 for never
 * @param retryUnmatchedFor for how long an event whose person nobody knows is looked up again, once a day
 * @param rate the most batches in a time; null for no limit
 * @param retries when a delivery is tried again, and when it is given up
 */
public record Options(
        boolean enabled,
        int batchSize,
        Duration linger,
        int concurrency,
        int bulk,
        Duration retryUnmatchedFor,
        @Nullable Rate rate,
        RetrySchedule retries) {

    /** The most events of one call, however they are put together. */
    public static final int MAX_EVENTS = 100_000;

    /** Each call has a thread of its own. */
    public static final int MAX_CALLS = 64;

    /** An option has a value that no destination can have. The message says what it can be. */
    public static final class OutOfRangeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;
        private final String option;

        OutOfRangeException(String option, String expected) {
            super(option + " must be " + expected);
            this.option = option;
        }

        /** The name of the option, as it stands in the file. */
        public String option() {
            return option;
        }
    }

    public Options {
        range("batchSize", batchSize, 1, MAX_EVENTS);
        range("concurrency", concurrency, 1, MAX_CALLS);
        range("bulk", bulk, 0, MAX_EVENTS);
        notNegative("linger", linger);
        notNegative("retryUnmatchedFor", retryUnmatchedFor);
    }

    private static void range(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new OutOfRangeException(option, "a whole number from " + least + " to " + most);
        }
    }

    private static void notNegative(String option, Duration value) {
        if (value.isNegative()) {
            throw new OutOfRangeException(option, "a duration of 0s or more");
        }
    }
}
