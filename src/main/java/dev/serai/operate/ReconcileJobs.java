package dev.serai.operate;

import dev.serai.journal.Journal;
import dev.serai.reconcile.Reconcile;
import dev.serai.reconcile.Reconcile.Request;
import dev.serai.reconcile.ReconcileState;
import dev.serai.reconcile.Report;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reconciliations as jobs: on request, and by themselves as {@code reconcile.every} says. */
public final class ReconcileJobs implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ReconcileJobs.class);
    private static final String KIND = "reconcile";
    private static final long FIRST_LOOK_SECONDS = 5;
    private static final long LOOK_SECONDS = 60;
    /** After a run that failed: a wrong password is not tried every minute. */
    private static final Duration TRY_AGAIN = Duration.ofHours(1);

    private final Reconcile reconcile;
    private final Jobs jobs;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "reconcile-timer");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Instant notBefore = Instant.EPOCH;

    public ReconcileJobs(Reconcile reconcile, Jobs jobs, Clock clock) {
        this.reconcile = reconcile;
        this.jobs = jobs;
        this.clock = clock;
    }

    Reconcile reconcile() {
        return reconcile;
    }

    /** What the last runs found. */
    public ReconcileState state() {
        return reconcile.state();
    }

    Jobs jobs() {
        return jobs;
    }

    /** Begins one. */
    Jobs.Job start(Request request) throws Jobs.BusyException {
        return jobs.start(KIND, progress -> {
            Report report = reconcile.run(request, progress);
            return new Jobs.Result(report.complete(), report);
        });
    }

    /** Begins to make runs by itself, if that is configured. */
    public void schedule() {
        if (reconcile.settings().every().isPresent()
                && !reconcile.settings().clients().isEmpty()) {
            ScheduledFuture<?> unused =
                    timer.scheduleWithFixedDelay(this::look, FIRST_LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void look() {
        Duration every = reconcile.settings().every().orElseThrow();
        Instant now = clock.instant();
        try {
            if (!now.isBefore(notBefore) && reconcile.isDue(every)) {
                notBefore = now.plus(every.compareTo(TRY_AGAIN) < 0 ? every : TRY_AGAIN);
                start(new Request(
                        now.minus(Reconcile.OVERLAP), null, reconcile.settings().apply(), null));
            }
        } catch (Jobs.BusyException e) {
            log.debug("reconcile outcome=later reason={}", e.getMessage());
        } catch (SQLException | RuntimeException e) {
            log.debug("reconcile outcome=later error={}", Journal.describe(e));
        }
    }

    @Override
    public void close() {
        timer.shutdown();
        jobs.close();
    }
}
