package dev.serai.bench;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Says what is being measured, how far it is, and how long it will still take. */
final class Progress {
    private static final double SECOND = 1e9;

    private final PrintStream out;
    private final LongSupplier nanos;
    private final Duration planned;
    private final long begun;
    private Duration done = Duration.ZERO;
    private Duration now = Duration.ZERO;

    /**
     * @param planned what all steps will take
     * @param nanos the time, as {@link System#nanoTime}
     */
    Progress(PrintStream out, Duration planned, LongSupplier nanos) {
        this.out = out;
        this.nanos = nanos;
        this.planned = planned;
        this.begun = nanos.getAsLong();
    }

    /**
     * The step before has ended, and this one begins.
     *
     * @param takes what was planned for it
     */
    void step(Duration takes, String what, Object... values) {
        done = done.plus(now);
        now = takes;
        double share = Math.min(1, seconds(done) / Math.max(1, seconds(planned)));
        out.printf(
                Locale.ROOT,
                "[%3.0f %%, about %s left] %s%n",
                100 * share,
                left(),
                String.format(Locale.ROOT, what, values));
    }

    /** A result of the step. */
    void note(String what, Object... values) {
        out.println("    " + String.format(Locale.ROOT, what, values));
    }

    /** As slow as it has been so far. */
    private String left() {
        double took = (nanos.getAsLong() - begun) / SECOND;
        double pace = done.isZero() ? 1 : took / seconds(done);
        long left = Math.round(Math.max(0, seconds(planned) - seconds(done)) * pace);
        return left < 90 ? left + " s" : Math.round(left / 60.0) + " min";
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / SECOND;
    }
}
