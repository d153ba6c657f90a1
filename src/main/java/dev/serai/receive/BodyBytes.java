package dev.serai.receive;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes of all bodies that are not answered yet, and their bound. Each family has a share to itself, and takes more
 * from what is left for all: the bodies of one never refuse those of another.
 */
final class BodyBytes {
    /** One of so many parts of the bound is each family's own. */
    private static final int PARTS = 8;

    private final long share;
    private final long mostShared;
    private final AtomicLong shared = new AtomicLong();
    private final AtomicLong all = new AtomicLong();

    BodyBytes(long most, int families, MeterRegistry metrics) {
        this.share = most / Math.max(PARTS, 2 * families);
        this.mostShared = most - families * share;
        metrics.gauge("serai.receive.in.flight.bytes", all);
    }

    long inFlight() {
        return all.get();
    }

    Account account() {
        return new Account();
    }

    /** What one family has in flight. */
    final class Account {
        private final AtomicLong used = new AtomicLong();

        /** Whether there is room for so many when nothing else is in flight. */
        boolean canHold(long bytes) {
            return bytes <= share + mostShared;
        }

        /** @return false if there is no room */
        boolean reserve(long bytes) {
            all.addAndGet(bytes);
            long now = used.addAndGet(bytes);
            long borrowed = beyond(now) - beyond(now - bytes);
            if (borrowed > 0 && shared.addAndGet(borrowed) > mostShared) {
                release(bytes);
                return false;
            }
            return true;
        }

        void release(long bytes) {
            long now = used.addAndGet(-bytes);
            // what this very step gives back; the steps of all threads together make up what is borrowed
            shared.addAndGet(beyond(now) - beyond(now + bytes));
            all.addAndGet(-bytes);
        }

        private long beyond(long bytes) {
            return Math.max(0, bytes - share);
        }
    }
}
