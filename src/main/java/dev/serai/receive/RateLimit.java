package dev.serai.receive;

import dev.serai.config.Rate;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * So many requests in a time, all at once if the time before was quiet (the generic cell rate algorithm: one number says
 * when the next request would be due at an even pace).
 */
final class RateLimit {
    private final long pause;
    private final long burst;
    private final AtomicLong due;

    RateLimit(Rate rate) {
        this.pause = Math.max(1, rate.pause().toNanos());
        this.burst = rate.time().toNanos() - pause;
        this.due = new AtomicLong(System.nanoTime());
    }

    /** @return 0 if one more may come now; otherwise seconds until it may, rounded up */
    int secondsToWait(long now) {
        while (true) {
            long next = due.get();
            long early = next - now - burst;
            if (early > 0) {
                return (int) Math.max(1, TimeUnit.NANOSECONDS.toSeconds(early + TimeUnit.SECONDS.toNanos(1) - 1));
            }
            if (due.compareAndSet(next, Math.max(next - now, 0) + now + pause)) {
                return 0;
            }
        }
    }
}
