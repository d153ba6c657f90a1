package dev.serai.dispatch;

import java.time.Duration;
import java.util.List;

/**
 * When a delivery is tried again, and when it is given up.
 *
 * <p>Only time in which the destination worked counts: while it is suspended, nothing is attempted, so no delay is used up.
 *
 * @param delays before the second attempt, the third, …; the last is repeated
 * @param giveUpAfter the sum of delays after which a delivery is dead
 */
public record RetrySchedule(List<Duration> delays, Duration giveUpAfter) {
    private static final double JITTER = 0.2;

    public RetrySchedule {
        delays = List.copyOf(delays);
        if (delays.isEmpty() || delays.stream().anyMatch(delay -> delay.isNegative() || delay.isZero())) {
            throw new IllegalArgumentException("retry delays must be one or more, each longer than nothing");
        }
    }

    /** Whether a delivery that has failed so many times is given up. */
    boolean exhausted(int attempts) {
        Duration waited = Duration.ZERO;
        for (int attempt = 1; attempt <= attempts; attempt++) {
            waited = waited.plus(planned(attempt));
            if (waited.compareTo(giveUpAfter) > 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * The delay after so many attempts, 20 % more or less.
     *
     * @param jitter in [0, 1), shared by all deliveries of a batch, so that they become due together and are one call again
     */
    Duration delay(int attempts, double jitter) {
        double factor = 1 + JITTER * (2 * jitter - 1);
        return Duration.ofMillis(Math.round(planned(attempts).toMillis() * factor));
    }

    private Duration planned(int attempt) {
        return delays.get(Math.min(Math.max(attempt, 1), delays.size()) - 1);
    }
}
