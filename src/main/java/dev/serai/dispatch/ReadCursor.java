package dev.serai.dispatch;

import dev.serai.event.RoutedEvent.NewDeliveries;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where the next read of due deliveries starts ({@code next_attempt_at}). What lies before is not looked at with every read: it is
 * what remains of all that was delivered, and on PostgreSQL a read walks over it until a vacuum has taken it away (60 ms for
 * 700,000 deliveries).
 *
 * <p>Deliveries that another process commits are not announced. Deliveries that failed and are due again are not announced either. A look
 * finds both; each look starts shortly before the time of the previous look.
 */
final class ReadCursor {
    private static final Instant BEGINNING = Instant.EPOCH;

    /** The clock of another process may be behind, and what is due since a commit began is seen when it has ended. */
    private static final Duration OVERLAP = Duration.ofSeconds(5);

    private final long pollNanos;
    private final long allNanos;
    private @Nullable Instant since = BEGINNING;
    private int announced;

    /** Where the next look starts. */
    private Instant unseen = BEGINNING;

    private long lookedNanos;
    private long lookedAtAllNanos;

    /**
     * @param poll how often to look
     * @param all how often a look starts with the oldest delivery: for what was committed with a due time long past
     */
    ReadCursor(Duration poll, Duration all) {
        this.pollNanos = poll.toNanos();
        this.allNanos = all.toNanos();
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

    /**
     * Takes what is to be read.
     *
     * @param now by the clock of the deliveries
     * @return since when something may be due, for the reader who takes care of it now; null if nothing is
     */
    synchronized @Nullable Instant take(Instant now) {
        long nanos = System.nanoTime();
        if (nanos - lookedAtAllNanos >= allNanos) {
            addAll();
        } else if (nanos - lookedNanos >= pollNanos) {
            add(unseen);
        }
        Instant taken = since;
        if (taken != null && !taken.isAfter(unseen)) {
            unseen = now.minus(OVERLAP);
            lookedNanos = nanos;
        }
        if (BEGINNING.equals(taken)) {
            lookedAtAllNanos = nanos;
        }
        since = null;
        announced = 0;
        return taken;
    }
}
