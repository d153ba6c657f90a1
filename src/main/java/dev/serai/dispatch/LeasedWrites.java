package dev.serai.dispatch;

import dev.serai.journal.Journal;
import dev.serai.journal.LeaseStore.Lease;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what happened at the far side, also if the journal is away for a moment or for a night: as long as no other process
 * has taken over it can be written, and only so is it not repeated.
 */
final class LeasedWrites {
    private static final Logger log = LoggerFactory.getLogger(LeasedWrites.class);
    private static final long TRY_AGAIN_MILLIS = 500;

    private final String destination;
    private final HeldLease lease;
    private volatile boolean stopped;

    LeasedWrites(String destination, HeldLease lease) {
        this.destination = destination;
        this.lease = lease;
    }

    /** Something to be written under a lease. */
    @FunctionalInterface
    interface Write {
        /** @return false if the lease is lost, and nothing was written */
        boolean write() throws SQLException;
    }

    /** @return whether it was written */
    boolean write(Lease under, Write write) {
        for (boolean first = true; ; first = false) {
            try {
                boolean held = write.write();
                if (!held) {
                    lease.lost(under);
                }
                return held;
            } catch (SQLException e) {
                if (first) {
                    log.warn("destination={} outcome=not-settled-yet error={}", destination, Journal.describe(e));
                }
                if (stopped || interrupted()) {
                    return false;
                }
            }
        }
    }

    LeaseCheck check(Lease under) {
        return () -> lease.holds(under);
    }

    /** Waits for the journal no longer. */
    void stop() {
        stopped = true;
    }

    private static boolean interrupted() {
        try {
            TimeUnit.MILLISECONDS.sleep(TRY_AGAIN_MILLIS);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
