package dev.serai.operate;

import dev.serai.config.Rate;
import dev.serai.dispatch.Dispatchers;
import dev.serai.event.RoutedEvent.NewDeliveries;
import dev.serai.journal.OperationsRun;
import dev.serai.journal.OperationsRun.Done;
import dev.serai.reconcile.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Replays deliveries step by step, at most so many in a time, until it is done or cancelled. */
final class ReplayJob {
    private static final long LONGEST_WAIT_MILLIS = 100;

    private final String name;
    private final OperationsRun run;
    private final @Nullable Rate rate;
    private final Dispatchers dispatchers;
    private long next = System.nanoTime();

    /**
     * What was replayed.
     *
     * @param deliveries number of deliveries by destination
     * @param complete whether nothing is left
     */
    record Report(String name, Map<String, Long> deliveries, boolean complete) {}

    /** @param rate null for no limit */
    ReplayJob(String name, OperationsRun run, @Nullable Rate rate, Dispatchers dispatchers) {
        this.name = name;
        this.run = run;
        this.rate = rate;
        this.dispatchers = dispatchers;
    }

    Jobs.Result work(Progress progress) throws Exception {
        progress.doing("replays " + name);
        Done done = run.run(step(), (destination, deliveries, at) -> {
            progress.read(deliveries);
            if (deliveries > 0) {
                dispatchers.wake(Map.of(destination, new NewDeliveries(deliveries, at)));
            }
            return progress.cancelled() || !mayGoOn(deliveries, progress) ? 0 : step();
        });
        return new Jobs.Result(done.complete(), new Report(name, done.deliveries(), done.complete()));
    }

    /** A tenth of a second at its rate, or a whole step. */
    private int step() {
        return rate == null
                ? OperationsRun.STEP
                : (int) Math.max(
                        1,
                        Math.min(
                                OperationsRun.STEP,
                                Duration.ofMillis(LONGEST_WAIT_MILLIS).toNanos() / nanosOfOne(rate)));
    }

    private static long nanosOfOne(Rate rate) {
        return Math.max(1, rate.pause().toNanos());
    }

    /** Waits until more may go. @return false if the job was cancelled meanwhile */
    private boolean mayGoOn(int deliveries, Progress progress) throws InterruptedException {
        if (rate != null) {
            next = Math.max(next, System.nanoTime()) + deliveries * nanosOfOne(rate);
            for (long left = next - System.nanoTime(); left > 0; left = next - System.nanoTime()) {
                if (progress.cancelled()) {
                    return false;
                }
                TimeUnit.NANOSECONDS.sleep(Math.min(left, TimeUnit.MILLISECONDS.toNanos(LONGEST_WAIT_MILLIS)));
            }
        }
        return true;
    }

    /** A name for a replay that was given none. */
    static String name(Instant now) {
        return "replay-" + now.truncatedTo(ChronoUnit.SECONDS);
    }
}
