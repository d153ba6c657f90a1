package dev.serai.bench;

import java.time.Duration;

/**
 * What was done in some time.
 *
 * @param events answered or committed, none of them twice
 */
public record EventRate(long events, Duration took) {
    private static final double NANOS = Duration.ofSeconds(1).toNanos();

    public double perSecond() {
        return events * NANOS / took.toNanos();
    }
}
