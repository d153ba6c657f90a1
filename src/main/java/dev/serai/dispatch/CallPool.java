package dev.serai.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one destination, and the time limit of its calls. A call that hangs is left alone and keeps its thread,
 * because an interruption would close a file of H2.
 */
final class CallPool implements BatchCalls {
    /** Calls that may hang beside those that run; beyond them nothing is sent until one comes back. */
    private static final int MAX_HANGING = 16;

    private final DestinationRoute route;
    private final Duration limit;
    private final ExecutorService threads;
    private final Semaphore free;
    private final Map<RouteCall, CompletableFuture<CallResult>> waitedFor = new ConcurrentHashMap<>();
    private volatile boolean stopped;

    /**
     * @param concurrency how many batches are sent at once
     * @param limit how long a call may take
     */
    CallPool(String destination, int concurrency, DestinationRoute route, Duration limit) {
        this.route = route;
        this.limit = limit;
        this.free = new Semaphore(concurrency + MAX_HANGING);
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "outbox-" + destination + "-call");
            // a call that never ends does not keep the process alive
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs the work for a batch, which {@link #send}s it. */
    void execute(Runnable work) {
        threads.execute(work);
    }

    /**
     * Sends a batch and waits for the answer.
     *
     * @return null if the destination stops before there is an answer, or the call says nothing about its events
     */
    @Override
    public @Nullable CallResult send(List<Delivery> batch, LeaseCheck lease) {
        RouteCall call = route.call(batch, lease);
        CompletableFuture<CallResult> answer = new CompletableFuture<>();
        waitedFor.put(call, answer);
        try {
            if (stopped) {
                answer.cancel(false);
            } else if (free.tryAcquire()) {
                begin(call, answer);
            } else {
                return CallResult.failed(new Outcome.Suspend("too many calls hang without an answer", false));
            }
            return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            // unless it has come just now
            if (!answer.cancel(false)) {
                return answer.join();
            }
            call.abandon();
            return CallResult.failed(new Outcome.Retry("no answer in time"));
        } catch (CancellationException e) {
            call.abandon();
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            call.abandon();
            return null;
        } catch (ExecutionException e) {
            // thrown on, it would take along what other parts of the batch have come to
            Throwable cause = Objects.requireNonNullElse(e.getCause(), e);
            return stopped
                    ? null
                    : CallResult.failed(new Outcome.Unknown(cause.getClass().getSimpleName()));
        } finally {
            waitedFor.remove(call);
        }
    }

    private void begin(RouteCall call, CompletableFuture<CallResult> answer) {
        try {
            threads.execute(() -> {
                try {
                    call.begin(answer);
                } catch (RuntimeException | Error e) {
                    answer.completeExceptionally(e);
                } finally {
                    free.release();
                }
            });
        } catch (RuntimeException | Error e) {
            // no thread is to be had, or the destination has just stopped
            free.release();
            answer.completeExceptionally(e);
        }
    }

    /** Waits for no answer any longer. */
    void giveUp() {
        stopped = true;
        waitedFor.values().forEach(answer -> answer.cancel(false));
        threads.shutdown();
    }
}
