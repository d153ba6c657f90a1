package dev.serai.outbox;

import java.time.Duration;

/**
 * How a destination is worked, from the parameters of its {@code outbox:} endpoint.
 *
 * @param batchSize the most events of one call
 * @param collect how long an event may wait for others to fill the batch
 * @param parallel how many calls at once; events of one contact are never in two of them
 */
record Options(int batchSize, Duration collect, int parallel) {
    Options {
        if (batchSize < 1 || parallel < 1 || collect.isNegative()) {
            throw new IllegalArgumentException("batchSize and parallel must be 1 or more, collect 0s or more");
        }
    }
}
