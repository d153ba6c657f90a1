package dev.serai.dispatch;

import dev.serai.journal.LeaseStore;
import dev.serai.journal.LeaseStore.Acquired;
import dev.serai.journal.LeaseStore.Lease;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether this process may work a destination. It may until its lease runs out by its own clock, also if it does not know yet
 * that another process took over.
 */
final class HeldLease {
    private final String destination;
    private final String process;
    private final Duration length;
    private final LeaseStore destinations;
    private final Clock clock;
    private volatile @Nullable Lease lease;
    private volatile Instant until = Instant.MIN;

    HeldLease(String destination, String process, Duration length, LeaseStore destinations, Clock clock) {
        this.destination = destination;
        this.process = process;
        this.length = length;
        this.destinations = destinations;
        this.clock = clock;
    }

    boolean holds(Lease asked) {
        return asked.equals(lease) && clock.instant().isBefore(until);
    }

    /** How often {@link #renewed} has to be called. */
    Duration period() {
        return length.dividedBy(3);
    }

    /** @return the lease that is held, renewed once a third of its time is gone; null if there is none any more */
    @Nullable
    Lease renewed() throws SQLException {
        Lease held = lease;
        Instant now = clock.instant();
        if (held == null || now.isBefore(until.minus(length).plus(period()))) {
            return held;
        }
        if (destinations.renew(held, now.plus(length))) {
            until = now.plus(length);
            return held;
        }
        lost(held);
        return null;
    }

    /** Takes the destination, if it is free; it is not worked before {@link #begin}. */
    Optional<Acquired> take() throws SQLException {
        Instant now = clock.instant();
        until = now.plus(length);
        return destinations.take(destination, process, now, until);
    }

    synchronized void begin(Lease taken) {
        lease = taken;
    }

    /** Whether a process that held the destination until then may have been at work in its last moment. */
    boolean mayHaveWorked(Instant abandonedAt, @Nullable Instant nextProbe) {
        return nextProbe == null || !nextProbe.isAfter(abandonedAt);
    }

    /** Another process has it now; unless it was taken again since. */
    synchronized void lost(Lease asked) {
        if (asked.equals(lease)) {
            lease = null;
        }
    }

    void release() throws SQLException {
        Lease held = lease;
        lease = null;
        if (held != null) {
            destinations.release(held);
        }
    }
}
