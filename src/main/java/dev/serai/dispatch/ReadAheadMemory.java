package dev.serai.dispatch;

import java.util.concurrent.atomic.AtomicInteger;

/** The memory for what is read ahead in this process, in equal shares for its destinations. */
final class ReadAheadMemory {
    /** Of payload; beyond its share, no destination reads ahead. */
    private static final long CHARACTERS = 16L << 20;

    private final AtomicInteger sharers = new AtomicInteger();

    void join() {
        sharers.incrementAndGet();
    }

    void leave() {
        sharers.decrementAndGet();
    }

    /** What one destination may hold, in characters of payload. */
    long share() {
        return CHARACTERS / Math.max(1, sharers.get());
    }
}
