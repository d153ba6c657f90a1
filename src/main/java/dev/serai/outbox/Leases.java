package dev.serai.outbox;

import dev.serai.journal.Deliveries;
import dev.serai.journal.Deliveries.Lease;
import dev.serai.journal.Deliveries.Taken;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The destinations that this process owns. All leases are renewed together, three times as often as they would run out.
 */
final class Leases implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Leases.class);

    private final Deliveries deliveries;
    private final String process;
    private final Duration length;
    private final Clock clock;
    private final Map<Lease, Runnable> held = new ConcurrentHashMap<>();
    private final ScheduledExecutorService renewal =
            Executors.newSingleThreadScheduledExecutor(work -> new Thread(work, "outbox-leases"));

    @SuppressWarnings("unused") // the task catches what can be caught
    private final Future<?> renewing;

    Leases(Deliveries deliveries, String process, Duration length, Clock clock) {
        this.deliveries = deliveries;
        this.process = process;
        this.length = length;
        this.clock = clock;
        long period = length.toMillis() / 3;
        renewing = renewal.scheduleWithFixedDelay(this::renew, period, period, TimeUnit.MILLISECONDS);
    }

    /** @param lost called when somebody else has it now */
    Optional<Taken> take(String destination, Runnable lost) throws SQLException {
        Optional<Taken> taken = deliveries.take(destination, process, clock.instant(), until());
        taken.ifPresent(each -> held.put(each.lease(), lost));
        return taken;
    }

    void release(Lease lease) throws SQLException {
        if (held.remove(lease) != null) {
            deliveries.release(lease);
        }
    }

    boolean holds(Lease lease) {
        return held.containsKey(lease);
    }

    /** Not ours any more. */
    void lost(Lease lease) {
        Runnable lost = held.remove(lease);
        if (lost != null) {
            log.warn("lease destination={} outcome=lost", lease.destination());
            lost.run();
        }
    }

    private void renew() {
        if (held.isEmpty()) {
            return;
        }
        try {
            Set<Lease> ours = new HashSet<>(held.keySet());
            ours.removeAll(deliveries.renew(ours, until()));
            ours.forEach(this::lost);
        } catch (SQLException | RuntimeException e) {
            log.warn("leases outcome=not-renewed error={}", e.toString());
        }
    }

    private Instant until() {
        return clock.instant().plus(length);
    }

    @Override
    public void close() {
        renewal.shutdownNow();
    }
}
