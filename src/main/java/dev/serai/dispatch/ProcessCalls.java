package dev.serai.dispatch;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls that are out at the same time, of all destinations of the process. An event of which the process may have died
 * should be out alone: only then a further death says that it was this event.
 *
 * <p>No call waits longer than 30 s for one that is alone; then it tells that one, and goes beside it.
 */
final class ProcessCalls {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** How long one that wants to be alone waits, if others may begin meanwhile; and if they may not. */
    private static final Duration LET_IN = Duration.ofSeconds(1);

    private static final Duration KEPT_OUT = Duration.ofSeconds(10);

    private int out;
    private int wanted;
    private @Nullable Runnable ifDisturbed;

    /** A call begins. */
    void enter() {
        Runnable disturbed;
        synchronized (this) {
            await(PATIENCE, () -> wanted == 0 && ifDisturbed == null);
            out++;
            disturbed = ifDisturbed;
            ifDisturbed = null;
        }
        if (disturbed != null) {
            disturbed.run();
        }
    }

    /**
     * A call begins that should be the only one.
     *
     * @param keepsOut whether others have to wait until it is; else it hopes for a moment when nothing is out
     * @param disturbed run before another call begins beside it
     * @return whether it is alone
     */
    boolean enterAlone(boolean keepsOut, Runnable disturbed) {
        boolean alone;
        Runnable other;
        synchronized (this) {
            wanted += keepsOut ? 1 : 0;
            await(keepsOut ? KEPT_OUT : LET_IN, () -> out == 0);
            wanted -= keepsOut ? 1 : 0;
            alone = out == 0;
            out++;
            other = ifDisturbed;
            ifDisturbed = alone ? disturbed : null;
            notifyAll();
        }
        if (other != null) {
            other.run();
        }
        return alone;
    }

    /** A call has ended. */
    synchronized void leave() {
        out--;
        ifDisturbed = out == 0 ? null : ifDisturbed;
        notifyAll();
    }

    private synchronized void await(Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        try {
            for (long left = patience.toNanos();
                    !condition.getAsBoolean() && left > 0;
                    left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
