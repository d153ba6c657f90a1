package dev.serai.config;

import java.time.Duration;

/**
 * So many in a time, such as {@code 10/s}.
 *
 * @param count 1 or more
 * @param time longer than nothing
 */
public record Rate(int count, Duration time) {
    public Rate {
        if (count < 1 || time.isZero() || time.isNegative()) {
            throw new InvalidValueException("must be a rate such as 10/s, 600/m or 5000/h");
        }
    }

    /** The time from one to the next at an even pace. */
    public Duration pause() {
        return time.dividedBy(count);
    }
}
