package dev.serai.outbox;

import dev.serai.journal.Deliveries;
import dev.serai.journal.Deliveries.Condition;
import dev.serai.journal.Deliveries.Lease;
import dev.serai.journal.Deliveries.Taken;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works one destination: takes its lease, reads ahead what is due, and hands batches to its lanes.
 *
 * <p>Each contact belongs to one lane, and a lane has one batch in hand, so that nobody is in two calls at once. What is
 * in hand is remembered here and not in the rows; a process that dies leaves nothing locked.
 */
final class Destination {
    private static final Logger log = LoggerFactory.getLogger(Destination.class);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final Options options;
    private final Deliveries deliveries;
    private final Leases leases;
    private final Settler settler;
    private final Clock clock;
    private final Duration poll;
    private final Thread pump;
    private final ExecutorService calls;
    private final List<Lane> lanes;

    private final Set<UUID> inHand = new HashSet<>();
    private boolean signalled;
    private boolean running = true;

    private @Nullable Lease lease;
    private boolean probeNow;

    /** A share of the contacts: what is read and not yet sent, and whether a batch is out. */
    private static final class Lane {
        final Deque<Delivery> queue = new ArrayDeque<>();
        boolean busy;
    }

    /** @param poll how often to look when no signal comes: another process may have committed work */
    Destination(
            String name,
            Options options,
            Deliveries deliveries,
            Leases leases,
            Settler settler,
            Clock clock,
            Duration poll) {
        this.name = name;
        this.options = options;
        this.deliveries = deliveries;
        this.leases = leases;
        this.settler = settler;
        this.clock = clock;
        this.poll = poll;
        this.lanes = IntStream.range(0, options.parallel())
                .mapToObj(any -> new Lane())
                .toList();
        this.calls =
                Executors.newFixedThreadPool(options.parallel(), work -> new Thread(work, "outbox-" + name + "-call"));
        this.pump = new Thread(this::run, "outbox-" + name);
    }

    void start() {
        pump.start();
    }

    /** There may be something to do. */
    synchronized void signal() {
        signalled = true;
        notifyAll();
    }

    private synchronized boolean running() {
        return running;
    }

    private synchronized void await(Duration pause) throws InterruptedException {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); running && !signalled && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        signalled = false;
    }

    private void run() {
        try {
            while (running()) {
                await(turn());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return how long there is nothing to do unless a signal comes */
    private Duration turn() {
        try {
            Lease held = owned();
            if (held == null) {
                return poll;
            }
            Instant now = clock.instant();
            Condition condition = deliveries.condition(name);
            boolean probing = condition.restingSince() != null;
            if (condition.paused() || (probing && !probeNow && isLater(condition.nextProbe(), now))) {
                putBack();
                return poll;
            }
            read(now);
            return hand(held, now, probing);
        } catch (SQLException | RuntimeException | Error e) {
            // whatever it was, the next turn has its chance
            log.warn("destination={} outcome=not-worked error={}", name, Failures.clean(e.toString()));
            return poll;
        }
    }

    private static boolean isLater(@Nullable Instant time, Instant now) {
        return time != null && time.isAfter(now);
    }

    private @Nullable Lease owned() throws SQLException {
        synchronized (this) {
            if (lease != null) {
                return lease;
            }
        }
        Optional<Taken> taken = leases.take(name, this::lost);
        if (taken.isEmpty()) {
            return null;
        }
        Lease fresh = taken.get().lease();
        Instant abandonedAt = taken.get().abandonedAt();
        if (abandonedAt != null) {
            settler.suspect(fresh, deliveries.due(name, abandonedAt, options.batchSize() * options.parallel()));
        }
        synchronized (this) {
            lease = fresh;
            // whoever starts may have been started because something was mended
            probeNow = true;
        }
        return fresh;
    }

    private void lost() {
        synchronized (this) {
            lease = null;
        }
        putBack();
        signal();
    }

    /** What is read and not sent may be read again. */
    private synchronized void putBack() {
        for (Lane lane : lanes) {
            lane.queue.forEach(delivery -> inHand.remove(delivery.getId()));
            lane.queue.clear();
        }
    }

    /** Reads ahead, one round of batches beyond those that are out. What is in hand is read once more and passed over. */
    private void read(Instant now) throws SQLException {
        int room = room();
        if (room > 0) {
            deliveries.due(name, now, room).forEach(due -> add(new Delivery(due)));
        }
    }

    /** How many to read, those in hand included; nothing while a whole round is still in hand. */
    private synchronized int room() {
        int round = options.batchSize() * options.parallel();
        return inHand.size() > round ? 0 : 2 * round;
    }

    private synchronized void add(Delivery delivery) {
        if (inHand.add(delivery.getId())) {
            Object key = Objects.requireNonNullElse(delivery.getContact(), delivery.getId());
            lanes.get(Math.floorMod(key.hashCode(), lanes.size())).queue.add(delivery);
        }
    }

    /** Gives each free lane its batch. @return when the next batch will be ready by time alone */
    private synchronized Duration hand(Lease held, Instant now, boolean probing) {
        Duration next = poll;
        for (Lane lane : lanes) {
            if (lane.busy || lane.queue.isEmpty() || (probing && lanes.stream().anyMatch(each -> each.busy))) {
                continue;
            }
            Duration wait = probing ? Duration.ZERO : wait(lane, now);
            if (wait.isZero()) {
                List<Delivery> batch = nextBatch(lane);
                lane.busy = true;
                probeNow = false;
                calls.execute(() -> call(held, lane, batch, probing));
            } else if (wait.compareTo(next) < 0) {
                next = wait;
            }
        }
        return next;
    }

    /** Until the batch is full, or its oldest event has waited long enough; a repeated attempt has waited already. */
    private Duration wait(Lane lane, Instant now) {
        Delivery oldest = lane.queue.element();
        if (lane.queue.size() >= options.batchSize() || oldest.due().attempts() > 0) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, oldest.due().dueAt().plus(options.collect()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** What failed together is sent in ever smaller batches, and what a process may have died of is sent alone. */
    private List<Delivery> nextBatch(Lane lane) {
        List<Delivery> batch = new ArrayList<>();
        int limit = options.batchSize();
        for (Delivery next = lane.queue.peek(); next != null; next = lane.queue.peek()) {
            limit = Math.min(limit, Settler.batchLimit(next, options.batchSize()));
            if (!batch.isEmpty() && batch.size() >= limit) {
                break;
            }
            batch.add(lane.queue.remove());
        }
        return batch;
    }

    private void call(Lease held, Lane lane, List<Delivery> batch, boolean probing) {
        try {
            if (settler.work(held, batch, probing)) {
                putBack();
            }
        } catch (RuntimeException e) {
            log.error("destination={} outcome=not-settled", name, e);
        } finally {
            synchronized (this) {
                batch.forEach(delivery -> inHand.remove(delivery.getId()));
                lane.busy = false;
            }
            signal();
        }
    }

    /** Lets the calls that are out come to their end, and gives the lease back. */
    void stop() throws InterruptedException {
        synchronized (this) {
            running = false;
            notifyAll();
        }
        pump.join();
        putBack();
        calls.shutdown();
        boolean ended = calls.awaitTermination(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS);
        if (!ended) {
            calls.shutdownNow();
        }
        Lease held = lease;
        if (held != null && ended) {
            try {
                leases.release(held);
            } catch (SQLException e) {
                log.warn("lease destination={} outcome=not-released error={}", name, Failures.clean(e.toString()));
            }
        }
    }
}
