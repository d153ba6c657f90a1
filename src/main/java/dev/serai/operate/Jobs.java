package dev.serai.operate;

import dev.serai.reconcile.Progress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that takes longer than a request may: one job of a kind at a time, and what came of the last ones. */
public final class Jobs implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Jobs.class);
    private static final int MAX_REMEMBERED = 20;
    private static final Duration END_GRACE = Duration.ofSeconds(5);

    private final Clock clock;
    private final Deque<Job> jobs = new ArrayDeque<>();
    private boolean closed;

    public Jobs(Clock clock) {
        this.clock = clock;
    }

    /** How far a job is. */
    public enum State {
        RUNNING,
        DONE,
        FAILED,
        CANCELLED
    }

    /**
     * What came of a job.
     *
     * @param good whether it did all that it should
     * @param report what it tells; has a JSON form
     */
    public record Result(boolean good, Object report) {}

    /** The work. */
    @FunctionalInterface
    public interface Task {
        Result run(Progress progress) throws Exception;
    }

    /** A job of the kind runs already. */
    public static final class BusyException extends Exception {
        private static final long serialVersionUID = 1L;

        BusyException(String message) {
            super(message);
        }
    }

    /** A job, while it runs and afterwards. */
    public static final class Job {
        private final String id = UUID.randomUUID().toString();
        private final String kind;
        private final Instant begunAt;
        private final Progress progress = new Progress();
        private final Thread thread;
        private volatile State state = State.RUNNING;
        private volatile @Nullable Instant endedAt;
        private volatile @Nullable Object report;
        private volatile @Nullable String error;

        private Job(String kind, Task task, Clock clock) {
            this.kind = kind;
            this.begunAt = clock.instant();
            this.thread = new Thread(() -> run(task, clock), "job-" + kind);
            thread.setDaemon(true);
        }

        private void run(Task task, Clock clock) {
            State end = State.FAILED;
            try {
                Result result = task.run(progress);
                report = result.report();
                end = result.good() ? State.DONE : progress.cancelled() ? State.CANCELLED : State.FAILED;
            } catch (Exception | Error e) {
                log.error("job kind={} outcome=failed", kind, e);
                error = e.getClass().getSimpleName() + "; the log has more";
            } finally {
                endedAt = clock.instant();
                state = end;
            }
        }

        public String id() {
            return id;
        }

        String kind() {
            return kind;
        }

        Instant begunAt() {
            return begunAt;
        }

        public State state() {
            return state;
        }

        Progress progress() {
            return progress;
        }

        @Nullable
        Instant endedAt() {
            return endedAt;
        }

        @Nullable
        Object report() {
            return report;
        }

        @Nullable
        String error() {
            return error;
        }
    }

    /**
     * Begins a job.
     *
     * @throws BusyException if one of the kind runs
     */
    public synchronized Job start(String kind, Task task) throws BusyException {
        for (Job each : jobs) {
            if (each.kind.equals(kind) && each.state == State.RUNNING) {
                throw new BusyException("a " + kind + " runs already: job " + each.id
                        + "; wait for it, or end it with DELETE /api/v1/jobs/" + each.id);
            }
        }
        if (closed) {
            throw new BusyException("Serai is stopping");
        }
        Job job = new Job(kind, task, clock);
        jobs.addFirst(job);
        List<Job> ended =
                jobs.stream().filter(each -> each.state != State.RUNNING).toList();
        if (ended.size() > MAX_REMEMBERED) {
            jobs.remove(ended.get(ended.size() - 1));
        }
        job.thread.start();
        return job;
    }

    public synchronized Optional<Job> find(String id) {
        return jobs.stream().filter(each -> each.id.equals(id)).findFirst();
    }

    /** All of them, the newest first. */
    synchronized List<Job> all() {
        return List.copyOf(jobs);
    }

    /** Cancels what runs, and waits for it shortly. A call that hangs is left alone: what is stored is stored. */
    @Override
    public void close() {
        List<Job> running;
        synchronized (this) {
            closed = true;
            running = jobs.stream().filter(each -> each.state == State.RUNNING).toList();
        }
        running.forEach(each -> each.progress.cancel());
        try {
            for (Job each : running) {
                each.thread.join(END_GRACE.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
