package dev.serai.reconcile;

import dev.serai.optimizely.api.ApiException;
import org.jspecify.annotations.Nullable;

/** What a long job is doing, for those who ask meanwhile; and how it is told to end. */
public final class Progress {
    private String doing = "begins";
    private long rows;
    private boolean cancelled;
    private @Nullable Thread calling;

    /**
     * What is being done.
     *
     * @param rows how many records were read so far
     */
    public record Step(String doing, long rows) {}

    /** A call of an API, which may take long. */
    @FunctionalInterface
    interface Call<T extends @Nullable Object> {
        T make() throws ApiException, InterruptedException;
    }

    public synchronized Step step() {
        return new Step(doing, rows);
    }

    /** @throws InterruptedException if the job was cancelled */
    public synchronized void doing(String what) throws InterruptedException {
        doing = what;
        continues();
    }

    public synchronized void read(int more) {
        rows += more;
    }

    /** @throws InterruptedException if the job was cancelled */
    synchronized void continues() throws InterruptedException {
        if (cancelled) {
            throw new InterruptedException("cancelled");
        }
    }

    public synchronized boolean cancelled() {
        return cancelled;
    }

    /**
     * Makes a call that is interrupted when the job is cancelled. Nothing else is: an interruption would close the file of an H2
     * journal.
     */
    <T extends @Nullable Object> T call(Call<T> call) throws ApiException, InterruptedException {
        synchronized (this) {
            continues();
            calling = Thread.currentThread();
        }
        try {
            return call.make();
        } finally {
            synchronized (this) {
                calling = null;
                Thread.interrupted();
            }
        }
    }

    /** Ends the job as soon as it can end without harm: what is stored stays stored. */
    public synchronized void cancel() {
        cancelled = true;
        if (calling != null) {
            calling.interrupt();
        }
    }
}
