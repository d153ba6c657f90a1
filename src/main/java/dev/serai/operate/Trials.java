package dev.serai.operate;

import dev.serai.operate.ManagementApi.ProblemException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Bounds what routes that are tried beside the gateway take from it: few run at once, and each has a time limit. A trial runs on a thread of
 * its own. A script of a route file that does not end cannot be stopped; it takes up its place until it ends.
 */
final class Trials {
    private static final int AT_ONCE = 2;
    private static final Duration TURN = Duration.ofSeconds(5);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private final Duration turn;
    private final Duration limit;

    Trials() {
        this(TURN, LIMIT);
    }

    /**
     * @param turn how long a trial waits for its turn
     * @param limit how long a trial may take
     */
    Trials(Duration turn, Duration limit) {
        this.turn = turn;
        this.limit = limit;
    }

    /**
     * Runs a trial.
     *
     * @throws ProblemException 503 if it has no turn in time, or has not ended in time
     * @throws Exception of the trial
     */
    <T> T run(Callable<T> trial) throws Exception {
        if (!places.tryAcquire(turn.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new ProblemException(503, AT_ONCE + " trials of routes run; try again later");
        }
        FutureTask<T> task = new FutureTask<>(trial);
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } finally {
                        places.release();
                    }
                },
                "serai-trial");
        thread.setDaemon(true);
        thread.start();
        return ended(task, thread);
    }

    private <T> T ended(FutureTask<T> task, Thread thread) throws Exception {
        try {
            return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            thread.interrupt();
            throw new ProblemException(
                    503,
                    "the routes have not ended after " + limit.toSeconds()
                            + " s; try fewer events, or look for a loop");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Exception failure) {
                throw failure;
            }
            throw e;
        }
    }
}
