package dev.serai.receive;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import dev.serai.journal.Journal;
import dev.serai.journal.NewWork;
import dev.serai.journal.Unrouted;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Asks the routers once more about every event they could not decide: after a start, with route files that may have been
 * mended, and whenever there are others than those that the last pass left.
 */
public final class Rerouter implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Rerouter.class);
    private static final int PAGE = 500;
    private static final long PAUSE_SECONDS = 60;
    private static final long CLOSE_SECONDS = 10;
    private static final long UNKNOWN = -1;

    private final Unrouted unrouted;
    private final Router router;
    private final NewWork work;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(Rerouter::thread);
    private volatile boolean open = true;
    private long undecidable;

    /** @param work told what the destinations have to do */
    public Rerouter(Unrouted unrouted, Router router, NewWork work) {
        this.unrouted = unrouted;
        this.router = router;
        this.work = work;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "rerouting");
        thread.setDaemon(true);
        return thread;
    }

    public void start() {
        ScheduledFuture<?> unused = timer.scheduleWithFixedDelay(this::look, 0, PAUSE_SECONDS, TimeUnit.SECONDS);
    }

    /** The routers have changed: events may be decided now that could not be decided before. */
    public void again() {
        if (open) {
            timer.execute(() -> {
                undecidable = UNKNOWN;
                look();
            });
        }
    }

    /** One pass, unless there is nothing to decide that was not asked about before; a failed one is begun again. */
    void look() {
        try {
            long waiting = unrouted.count();
            if (waiting != undecidable) {
                undecidable = UNKNOWN;
                undecidable = waiting == 0 ? 0 : pass();
            }
        } catch (SQLException | RuntimeException | Error e) {
            log.atLevel(e instanceof SQLException ? Level.DEBUG : Level.ERROR)
                    .log("rerouting outcome=retry error={}", Journal.describe(e));
        }
    }

    /** @return how many events are still unrouted */
    private int pass() throws SQLException {
        int routed = 0;
        int still = 0;
        UUID last = null;
        for (List<Event> page = unrouted.page(null, PAGE); open && !page.isEmpty(); page = unrouted.page(last, PAGE)) {
            List<RoutedEvent> decided = decide(page);
            routed += unrouted.routed(decided);
            still += page.size() - decided.size();
            work.announce(RoutedEvent.newDeliveries(decided));
            last = page.get(page.size() - 1).id();
        }
        log.info("rerouting routed={} still-unrouted={}", routed, still);
        return still;
    }

    private List<RoutedEvent> decide(List<Event> events) {
        List<RoutedEvent> decided = new ArrayList<>();
        for (Event event : events) {
            RoutedEvent entry = new RoutedEvent(event, router.decide(event), null);
            if (entry.decision().unrouted() == null) {
                decided.add(entry);
            }
        }
        return decided;
    }

    /** Ends after the page in hand. It is not interrupted: that would close the file of an H2 journal. */
    @Override
    public void close() {
        open = false;
        timer.shutdown();
        try {
            if (!timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.error("rerouting outcome=not-stopped seconds={}", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
