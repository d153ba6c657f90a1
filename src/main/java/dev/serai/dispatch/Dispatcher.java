package dev.serai.dispatch;

import dev.serai.dispatch.CircuitBreaker.Admission;
import dev.serai.event.RoutedEvent.NewDeliveries;
import dev.serai.journal.DeliveryQueue;
import dev.serai.journal.DeliveryQueue.DueDelivery;
import dev.serai.journal.Journal;
import dev.serai.journal.LeaseStore.Acquired;
import dev.serai.journal.LeaseStore.DestinationState;
import dev.serai.journal.LeaseStore.Lease;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Works one destination: a loop holds its lease, reads ahead what is due and sends out batches, as many at once as it has
 * partitions. It is woken by a commit with work for it and by each call that comes back.
 */
public final class Dispatcher {
    private static final Logger log = LoggerFactory.getLogger(Dispatcher.class);
    private static final Duration STOP_GRACE = Duration.ofSeconds(5);

    private final String name;
    private final Options options;
    private final Parts parts;
    private final ReadAhead readAhead;
    private final InFlight inFlight;
    private final Duration poll;
    private final Clock clock;
    private final PollLoop loop;

    /** Whether new work can go out: the destination is ours, and neither paused nor suspended. */
    private volatile boolean working;

    /** The lease is kept for the route that takes over in this process. */
    private volatile boolean handsOver;

    private boolean troubled;
    private Instant nextCall = Instant.MIN;

    /** What a dispatcher works with. */
    record Parts(
            DeliveryQueue deliveries,
            HeldLease lease,
            LeasedWrites writes,
            CallPool calls,
            CircuitBreaker breaker,
            BatchRunner runner,
            CrashGuard crashes) {}

    /** @param poll how often to look when no signal comes: another process may have committed work */
    Dispatcher(Assignment assignment, Parts parts, ReadAhead readAhead, Duration poll, Clock clock) {
        this.name = assignment.destination();
        this.options = assignment.options();
        this.parts = parts;
        this.readAhead = readAhead;
        this.inFlight = readAhead.inFlight();
        this.poll = poll;
        this.clock = clock;
        this.loop = new PollLoop("outbox-" + name, this::turn);
    }

    void start() {
        loop.start();
    }

    /** Whether it is sent to, and why not, as this process knows it. */
    public CircuitBreaker.Snapshot state() {
        return parts.breaker().snapshot();
    }

    /** There is new work. It wakes the loop only if a call can begin: at the latest it is found by the next look for all. */
    void signal(NewDeliveries work) {
        int announced = readAhead.announce(work);
        boolean enough = options.linger().compareTo(poll) < 0 || announced >= inFlight.missing();
        if (working && enough && inFlight.hasFreePartition()) {
            loop.signal();
        }
    }

    /** A person has paused, resumed or changed the destination: the loop looks at it now. */
    void look() {
        loop.signal();
    }

    /** @return how long there is nothing to do unless a signal comes */
    private Duration turn() {
        try {
            Lease held = owned();
            // a call that is in flight when the state is read may change the state before it is used
            boolean certain = inFlight.isIdle();
            Admission admission = held == null ? null : parts.breaker().admit();
            if (held == null || admission == null) {
                working = false;
                readAhead.discard();
                if (held != null && inFlight.isIdle()) {
                    parts.breaker().idle(held);
                }
                return idle();
            }
            if (parts.breaker().isRevised()) {
                readAhead.discard();
            }
            // before anything is read: an announcement from here on wakes the loop
            working = true;
            if (!admission.isProbe()) {
                // what was read goes out first: the calls need not wait for the reading
                send(held, admission);
            }
            readAhead.read();
            logTransition(null);
            if (admission.isProbe() && !parts.breaker().hasChanged() && inFlight.isEmpty()) {
                // nothing is due with which it could be tried: it works until the next event says otherwise
                parts.breaker().close(held);
                return idle();
            }
            if (admission.isProbe() && !certain) {
                return idle();
            }
            return parts.breaker().hasChanged() ? Duration.ZERO : send(held, admission);
        } catch (SQLException | RuntimeException | Error e) {
            // the next turn has its chance, after any failure
            readAhead.readAll();
            logTransition(e);
            return idle();
        }
    }

    private Duration idle() {
        return shorter(poll, parts.lease().period());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
    }

    /** Logs once that it cannot be worked, and once that it can; that the journal is away, the journal logs itself. */
    private void logTransition(@Nullable Throwable trouble) {
        if (trouble != null && !troubled) {
            log.atLevel(trouble instanceof SQLException ? Level.DEBUG : Level.WARN)
                    .log("destination={} outcome=not-worked error={}", name, Journal.describe(trouble));
        } else if (trouble == null && troubled) {
            log.debug("destination={} outcome=worked-again", name);
        }
        troubled = trouble != null;
    }

    private @Nullable Lease owned() throws SQLException {
        Lease held = parts.lease().renewed();
        if (held != null) {
            return held;
        }
        readAhead.discard();
        Optional<Acquired> taken = parts.lease().take();
        if (taken.isEmpty()) {
            return null;
        }
        Lease fresh = taken.get().lease();
        Instant abandonedAt = taken.get().abandonedAt();
        boolean known = parts.crashes().takeOver(fresh, abandonedAt != null);
        if (abandonedAt != null && !known) {
            suspect(fresh, abandonedAt);
        }
        parts.lease().begin(fresh);
        parts.breaker().takenOver(abandonedAt != null);
        return fresh;
    }

    /**
     * It is unknown what the process before had in flight; it can only have been the oldest events, and not while the destination
     * was paused, suspended or still lingering.
     */
    private void suspect(Lease fresh, Instant abandonedAt) throws SQLException {
        DestinationState condition = parts.breaker().refresh();
        if (condition.paused() || !parts.lease().mayHaveWorked(abandonedAt, condition.nextProbe())) {
            return;
        }
        int most = options.batchSize() * (condition.suspendedSince() == null ? options.concurrency() : 1);
        List<DueDelivery> oldest = parts.deliveries()
                .due(name, Instant.EPOCH, abandonedAt, Set.of(), most, inFlight.share())
                .due();
        Instant lingered = abandonedAt.minus(options.linger());
        parts.runner()
                .suspect(
                        fresh,
                        oldest.stream()
                                .filter(due -> oldest.size() >= options.batchSize()
                                        || due.attempts() > 0
                                        || !due.dueAt().isAfter(lingered))
                                .toList());
    }

    /**
     * Sends out every batch that is ready; of a suspended destination one, since the next goes by its outcome.
     *
     * @return when the next one will be, by time alone
     */
    private Duration send(Lease held, Admission admission) {
        Instant now = clock.instant();
        if (!parts.lease().holds(held)) {
            // it ran out since this turn began: no batch would be sent, and none shall use up the rate
            return Duration.ZERO;
        }
        Instant suspendedSince = admission.suspendedSince();
        while (!now.isBefore(nextCall)) {
            Optional<BatchInFlight> next =
                    suspendedSince == null ? inFlight.next(now) : inFlight.probe(now, suspendedSince);
            if (next.isEmpty()) {
                return suspendedSince == null ? inFlight.untilNext(now, idle()) : idle();
            }
            BatchInFlight out = next.get();
            parts.breaker().sent(admission);
            try {
                parts.calls().execute(() -> run(held, out, admission));
            } catch (RuntimeException | Error e) {
                inFlight.release(out);
                throw e;
            }
            nextCall = options.rate() == null
                    ? Instant.MIN
                    : now.plus(options.rate().pause());
            if (admission.isProbe()) {
                return idle();
            }
        }
        return shorter(Duration.between(now, nextCall), idle());
    }

    private void run(Lease held, BatchInFlight out, Admission admission) {
        boolean settled = false;
        try {
            settled = parts.crashes().run(held, out, admission);
            if (!settled) {
                parts.breaker().change();
                readAhead.discard();
            }
        } catch (RuntimeException | Error e) {
            // a defect of ours: named by its class, since messages quote payloads; and not at once again
            log.error(
                    "destination={} outcome=not-settled error={}",
                    name,
                    e.getClass().getName());
            PollLoop.pause();
        } finally {
            parts.breaker().returned();
            inFlight.release(out);
            if (!settled) {
                // what has just come back was left out by a read before
                readAhead.readAll();
            }
            loop.signal();
        }
    }

    /** Begins no further call. */
    void quit() {
        loop.stop();
    }

    /**
     * Lets the calls that are out come to their end, and gives the lease back. A call that has not ended by then is repeated by
     * the process that takes over.
     */
    void stop(Duration patience) throws InterruptedException {
        quit();
        long end = System.nanoTime() + patience.toNanos();
        loop.join(STOP_GRACE);
        readAhead.discard();
        while (!inFlight.awaitIdle(shorter(parts.lease().period(), left(end)))
                && !left(end).isZero()) {
            keepLease();
        }
        parts.calls().giveUp();
        parts.writes().stop();
        try {
            if (inFlight.awaitIdle(STOP_GRACE) && !handsOver) {
                parts.lease().release();
            }
        } catch (SQLException e) {
            log.warn("destination={} outcome=not-released error={}", name, Journal.describe(e));
        }
    }

    /**
     * Begins no further call, lets the calls that are out come to their end however long they take, and keeps the lease: the next
     * dispatcher of this process takes it over, so that no other process sends in between.
     */
    void drain() throws InterruptedException {
        handsOver = true;
        quit();
        while (!loop.join(parts.lease().period())) {
            keepLease();
        }
        readAhead.discard();
        while (!inFlight.awaitIdle(parts.lease().period())) {
            keepLease();
        }
    }

    /** Begins no further call, and gives the lease back in the end, also if a route of this process was to take it over. */
    void end() {
        handsOver = false;
        quit();
    }

    /** No dispatcher took the lease over. */
    void release() {
        try {
            parts.lease().release();
        } catch (SQLException e) {
            log.warn("destination={} outcome=not-released error={}", name, Journal.describe(e));
        }
    }

    /** As long as calls are out, no other process may send the same. */
    private void keepLease() {
        try {
            parts.lease().renewed();
        } catch (SQLException e) {
            logTransition(e);
        }
    }
}
