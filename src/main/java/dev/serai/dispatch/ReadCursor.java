package dev.serai.dispatch;

import dev.serai.event.RoutedEvent.NewDeliveries;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the next read of due deliveries starts ({@code next_attempt_at}). What lies before is not looked at with every read: in a
 * long queue these are the remains of all that was delivered.
 */
final class ReadCursor {
    private static final Instant BEGINNING = Instant.EPOCH;

    private final long pollNanos;
    private @Nullable Instant since = BEGINNING;
    private int announced;
    private long readAllNanos;

    /** @param poll how often everything is read, announced or not: other processes commit work, and failed work becomes due */
    ReadCursor(Duration poll) {
        pollNanos = poll.toNanos();
    }

    /**
     * There is new work.
     *
     * @return how many events were announced and are not read
     */
    synchronized int add(NewDeliveries work) {
        add(work.since());
        announced += work.events();
        return announced;
    }

    /** Something may be due since then; databases round it. */
    synchronized void add(Instant due) {
        Instant begin = due.truncatedTo(ChronoUnit.MILLIS);
        if (since == null || begin.isBefore(since)) {
            since = begin;
        }
    }

    /** Anything may be due. */
    void addAll() {
        add(BEGINNING);
    }

    /** @return since when something may be due, for the reader who takes care of it now; null if nothing is */
    synchronized @Nullable Instant take() {
        if (System.nanoTime() - readAllNanos >= pollNanos) {
            since = BEGINNING;
        }
        if (BEGINNING.equals(since)) {
            readAllNanos = System.nanoTime();
        }
        Instant taken = since;
        since = null;
        announced = 0;
        return taken;
    }
}
