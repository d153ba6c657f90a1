package dev.serai.outbox;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a destination is worked: by the parameters of its {@code outbox:} endpoint, and over them by its keys of the
 * configuration.
 *
 * @param enabled whether it is worked at all
 * @param batchSize the most events of one call
 * @param collect how long an event may wait for others to fill the batch
 * @param parallel how many calls at once; events of one contact are never in two of them
 * @param bulk if so many wait, they go together in one call; 0 for never
 * @param lookAgain for how long an event whose person nobody knows is looked up again, once a day
 * @param rate the most batches in a time; null for no limit
 * @param retries when a delivery is tried again, and when it is given up
 */
public record Options(
        boolean enabled,
        int batchSize,
        Duration collect,
        int parallel,
        int bulk,
        Duration lookAgain,
        @Nullable Rate rate,
        RetrySchedule retries) {

    /** So many batches in a time. */
    public record Rate(int batches, Duration time) {
        /** The time from one batch to the next. */
        Duration pause() {
            return time.dividedBy(batches);
        }
    }

    public Options {
        if (batchSize < 1 || parallel < 1 || bulk < 0 || collect.isNegative() || lookAgain.isNegative()) {
            throw new IllegalArgumentException(
                    "batchSize and parallel must be 1 or more, bulk 0 or more, collect and lookAgain 0s or more");
        }
    }
}
