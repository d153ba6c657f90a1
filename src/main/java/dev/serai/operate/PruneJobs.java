package dev.serai.operate;

import dev.serai.journal.Journal;
import dev.serai.journal.Prune;
import dev.serai.journal.Prune.Order;
import dev.serai.journal.Prune.Report;
import dev.serai.journal.Retention;
import dev.serai.reconcile.Progress;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prunes as jobs: on request, and by itself every day as {@code journal.prune-at} says. */
public final class PruneJobs implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(PruneJobs.class);
    private static final String KIND = "prune";
    private static final String ITSELF = "serai";
    private static final long LOOK_SECONDS = 60;
    /** After a run that failed, or that another gateway makes. */
    private static final Duration TRY_AGAIN = Duration.ofHours(1);
    /** The least pause after a transaction. The pause is as long as the transaction was, so that the database has half of its time for others. */
    private static final Duration LEAST_PAUSE = Duration.ofMillis(20);

    private final Prune prune;
    private final Retention retention;
    private final Jobs jobs;
    private final Clock clock;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "prune-timer");
        thread.setDaemon(true);
        return thread;
    });
    private Instant notBefore = Instant.EPOCH;
    private Jobs.@Nullable Job last;

    public PruneJobs(Prune prune, Retention retention, Jobs jobs, Clock clock) {
        this.prune = prune;
        this.retention = retention;
        this.jobs = jobs;
        this.clock = clock;
    }

    Prune prune() {
        return prune;
    }

    Retention retention() {
        return retention;
    }

    /** Begins to prune. */
    Jobs.Job start(Order order) throws Jobs.BusyException {
        return jobs.start(KIND, progress -> {
            Report report = prune.run(order, (doing, rows, nanos) -> {
                progress.doing(doing);
                progress.read(rows);
                return goesOn(progress, order.dryRun() ? 0 : Math.max(nanos, LEAST_PAUSE.toNanos()));
            });
            log.info(
                    "prune outcome={} dryRun={} events={} payloads={} quarantined={} changes={} versions={}",
                    report.stopped() == null ? "done" : "stopped",
                    report.dryRun(),
                    report.events(),
                    report.payloads(),
                    report.quarantined(),
                    report.changes(),
                    report.versions());
            return new Jobs.Result(report.stopped() == null, report);
        });
    }

    /** Waits, without being interrupted: an interruption would close the file of an H2 journal. */
    static boolean goesOn(Progress progress, long nanos) throws InterruptedException {
        if (!progress.cancelled() && nanos > 0) {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }
        return !progress.cancelled();
    }

    /** Begins to prune by itself, unless the configuration says never. */
    public void schedule() {
        if (retention.at().isPresent()) {
            ScheduledFuture<?> unused =
                    timer.scheduleWithFixedDelay(this::look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void look() {
        Instant now = clock.instant();
        Instant slot = slot(retention.at().orElseThrow(), now);
        try {
            if (!now.isBefore(notBefore) && prune.finishedAt().isBefore(slot) && !isCancelledSince(slot)) {
                notBefore = now.plus(TRY_AGAIN);
                last = start(new Order(retention, ITSELF, Map.of(), false));
            }
        } catch (Jobs.BusyException e) {
            log.debug("prune outcome=later reason={}", e.getMessage());
        } catch (SQLException | RuntimeException e) {
            log.debug("prune outcome=later error={}", Journal.describe(e));
        }
    }

    /** A person who has ended a run does not want it again before the next day. */
    private boolean isCancelledSince(Instant slot) {
        return last != null
                && last.state() == Jobs.State.CANCELLED
                && !last.begunAt().isBefore(slot);
    }

    /** The last time at which a run was to begin. */
    static Instant slot(LocalTime at, Instant now) {
        ZonedDateTime today = now.atZone(ZoneOffset.UTC).with(at);
        return (today.toInstant().isAfter(now) ? today.minusDays(1) : today).toInstant();
    }

    @Override
    public void close() {
        timer.shutdown();
    }
}
