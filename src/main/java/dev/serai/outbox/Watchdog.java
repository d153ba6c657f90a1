package dev.serai.outbox;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for the calls of one destination, each on a thread of its own, but not for ever. A call that hangs is left alone
 * and keeps its thread: an interruption would close a file of H2.
 */
final class Watchdog {
    /** So many may hang; then nothing is sent until one comes back. */
    private static final int HANGING = 16;

    private final Duration patience;
    private final ExecutorService threads;
    private final Map<Call, CompletableFuture<End>> out = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /** How waiting for a call has ended. */
    enum End {
        DONE,
        NO_ANSWER,
        STOPPED
    }

    /** @param patience how long a call may take */
    Watchdog(String destination, int concurrency, Duration patience) {
        this.patience = patience;
        this.threads = new ThreadPoolExecutor(
                0, concurrency + HANGING, 1, TimeUnit.MINUTES, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "outbox-" + destination + "-call");
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** A call, which says so when it is done. */
    @FunctionalInterface
    interface Call {
        void begin(Runnable done);
    }

    /**
     * Begins a call and waits for its end.
     *
     * @throws java.util.concurrent.RejectedExecutionException if too many hang already
     * @throws RuntimeException what the call throws
     */
    End watch(Call call) {
        CompletableFuture<End> end = new CompletableFuture<>();
        out.put(call, end);
        try {
            if (stopped) {
                return End.STOPPED;
            }
            threads.execute(() -> {
                try {
                    call.begin(() -> end.complete(End.DONE));
                } catch (RuntimeException | Error e) {
                    end.completeExceptionally(e);
                }
            });
            return end.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return End.NO_ANSWER;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return End.STOPPED;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } finally {
            out.remove(call);
        }
    }

    /** Waits for none of them any longer. */
    void stop() {
        stopped = true;
        out.values().forEach(end -> end.complete(End.STOPPED));
        threads.shutdown();
    }
}
