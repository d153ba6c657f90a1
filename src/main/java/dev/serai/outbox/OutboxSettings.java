package dev.serai.outbox;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import java.time.Duration;

/**
 * The settings {@code outbox.*}.
 *
 * @param lease how long a destination stays with a process that has died
 * @param poll how often to look for work that another process committed
 * @param callTimeout how long a call may stay without an answer
 * @param shutdownTimeout how long a stop waits for calls that are out
 * @param defaults of a destination whose file says nothing else
 * @param keys what {@code destination.*} makes of the options that a destination's file sets
 */
public record OutboxSettings(
        Duration lease,
        Duration poll,
        Duration callTimeout,
        Duration shutdownTimeout,
        Options defaults,
        DestinationKeys keys) {
    public OutboxSettings {
        Format.DURATION_ABOVE_ZERO.check("lease", lease);
        Format.DURATION_ABOVE_ZERO.check("poll", poll);
        Format.DURATION_ABOVE_ZERO.check("callTimeout", callTimeout);
        Format.DURATION.check("shutdownTimeout", shutdownTimeout);
    }

    public static OutboxSettings from(Config config) {
        Section outbox = config.section("outbox");
        RetrySchedule retries = new RetrySchedule(
                outbox.value("retry-delays", DestinationOption.RETRY_DELAYS.format()),
                outbox.value("give-up-after", DestinationOption.GIVE_UP_AFTER.format()));
        return new OutboxSettings(
                outbox.value("lease", Format.DURATION_ABOVE_ZERO),
                outbox.value("poll", Format.DURATION_ABOVE_ZERO),
                outbox.value("call-timeout", Format.DURATION_ABOVE_ZERO),
                outbox.value("shutdown-timeout", Format.DURATION),
                Options.standard(retries),
                new DestinationKeys(config, outbox.value("max-linger", Format.DURATION)));
    }

    /** The longest of one call inside a component: a little less than {@link #callTimeout}, so that the reason names the bound. */
    public Duration boundOfCalls() {
        return callTimeout.multipliedBy(9).dividedBy(10);
    }
}
