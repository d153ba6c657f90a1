package dev.serai.dispatch;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one large payload of the whole process be a map at a time: the map, and what a mapping makes of it, take many times
 * the memory of the text.
 *
 * <p>A mapping that does not come to its end must not stop all other destinations, so that none waits longer than 30 s.
 */
final class LargePayloads {
    /** Characters; the maps of smaller ones take less than 2 MB. */
    private static final int LARGE = 64 << 10;

    private static final long PATIENCE_SECONDS = 30;

    private final Semaphore turn = new Semaphore(1, true);

    /** @param characters of the payload that the work reads */
    <T extends @Nullable Object> T inTurn(long characters, Supplier<T> work) {
        boolean taken = characters > LARGE && taken();
        try {
            return work.get();
        } finally {
            if (taken) {
                turn.release();
            }
        }
    }

    private boolean taken() {
        try {
            return turn.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
