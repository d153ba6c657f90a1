package dev.serai.dispatch;

import dev.serai.config.Config;
import dev.serai.config.Format;
import dev.serai.config.Section;
import java.time.Duration;

/**
 * The settings {@code outbox.*} that hold for all destinations.
 *
 * @param process names this process as owner; no two living processes share it
 * @param lease how long a destination stays with a process that has died
 * @param poll how often to look for work that another process committed
 * @param callTimeout how long a call may stay without an answer
 * @param shutdownTimeout how long a stop waits for calls that are out
 */
public record DispatchSettings(
        String process, Duration lease, Duration poll, Duration callTimeout, Duration shutdownTimeout) {
    public DispatchSettings {
        Format.DURATION_ABOVE_ZERO.check("lease", lease);
        Format.DURATION_ABOVE_ZERO.check("poll", poll);
        Format.DURATION_ABOVE_ZERO.check("callTimeout", callTimeout);
        Format.DURATION.check("shutdownTimeout", shutdownTimeout);
    }

    public static DispatchSettings from(Config config, String process) {
        Section outbox = config.section("outbox");
        return new DispatchSettings(
                process,
                outbox.value("lease", Format.DURATION_ABOVE_ZERO),
                outbox.value("poll", Format.DURATION_ABOVE_ZERO),
                outbox.value("call-timeout", Format.DURATION_ABOVE_ZERO),
                outbox.value("shutdown-timeout", Format.DURATION));
    }

    /** The time limit of one call inside a component: nine tenths of {@link #callTimeout}, so that the reason names it. */
    public Duration boundOfCalls() {
        return callTimeout.multipliedBy(9).dividedBy(10);
    }
}
