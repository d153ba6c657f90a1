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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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
    private static final long READ_CHARACTERS = 16L << 20;
    private static final long DEFECT_SECONDS = 5;

    private final String name;
    private final Options options;
    private final Deliveries deliveries;
    private final Ownership ownership;
    private final Settler settler;
    private final Clock clock;
    private final Duration poll;
    private final Thread pump;
    private final ExecutorService calls;
    private final List<Lane> lanes;

    private final Map<UUID, Delivery> inHand = new HashMap<>();
    private boolean signalled;
    private boolean running = true;

    private volatile boolean probeNow;
    private boolean troubled;

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
            Ownership ownership,
            Settler settler,
            Clock clock,
            Duration poll) {
        this.name = name;
        this.options = options;
        this.deliveries = deliveries;
        this.ownership = ownership;
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
                return idle();
            }
            Instant now = clock.instant();
            Condition condition = deliveries.condition(name);
            boolean probing = condition.restingSince() != null;
            if (condition.paused() || (probing && !probeNow && isLater(condition.nextProbe(), now))) {
                putBack();
                return idle();
            }
            read(now);
            told(null);
            return hand(held, now, condition);
        } catch (SQLException | RuntimeException | Error e) {
            // whatever it was, the next turn has its chance
            told(Failures.describe(e));
            return idle();
        }
    }

    private Duration idle() {
        return poll.compareTo(ownership.period()) < 0 ? poll : ownership.period();
    }

    /** Says once that the journal is away, and once that it is back. */
    private void told(@Nullable String trouble) {
        if (trouble != null && !troubled) {
            log.warn("destination={} outcome=not-worked error={}", name, trouble);
        } else if (trouble == null && troubled) {
            log.info("destination={} outcome=worked-again", name);
        }
        troubled = trouble != null;
    }

    private static boolean isLater(@Nullable Instant time, Instant now) {
        return time != null && time.isAfter(now);
    }

    private @Nullable Lease owned() throws SQLException {
        Lease held = ownership.renewed();
        if (held != null) {
            return held;
        }
        putBack();
        Optional<Taken> taken = ownership.take();
        if (taken.isEmpty()) {
            return null;
        }
        Lease fresh = taken.get().lease();
        Instant abandonedAt = taken.get().abandonedAt();
        if (abandonedAt != null) {
            suspect(fresh, abandonedAt);
        }
        ownership.begin(fresh);
        // whoever starts may have been started because something was mended
        probeNow = true;
        return fresh;
    }

    /** Nobody knows what the one before had in hand; it can only have been the oldest, and not while it paused or rested. */
    private void suspect(Lease fresh, Instant abandonedAt) throws SQLException {
        Condition condition = deliveries.condition(name);
        if (!condition.paused() && ownership.mayHaveWorked(abandonedAt, condition.nextProbe())) {
            int most = options.batchSize() * (condition.restingSince() == null ? options.parallel() : 1);
            settler.suspect(
                    fresh, deliveries.due(name, abandonedAt.minus(options.collect()), Set.of(), most, READ_CHARACTERS));
        }
    }

    /** What is read and not sent may be read again. */
    private synchronized void putBack() {
        for (Lane lane : lanes) {
            lane.queue.forEach(delivery -> inHand.remove(delivery.getId()));
            lane.queue.clear();
        }
    }

    /** Reads ahead, one round of batches beyond those that are out. */
    private void read(Instant now) throws SQLException {
        Set<UUID> except = new HashSet<>();
        int room = room(except);
        if (room > 0) {
            deliveries.due(name, now, except, room, READ_CHARACTERS).forEach(due -> add(new Delivery(due)));
        }
    }

    /**
     * How many to read; nothing while a whole round is still in hand, or enough to fill the memory.
     *
     * @param except gets what is in hand
     */
    private synchronized int room(Set<UUID> except) {
        int round = options.batchSize() * options.parallel();
        except.addAll(inHand.keySet());
        long characters =
                inHand.values().stream().mapToLong(Delivery::characters).sum();
        return inHand.size() > round || characters > READ_CHARACTERS ? 0 : 2 * round - inHand.size();
    }

    private synchronized void add(Delivery delivery) {
        if (inHand.putIfAbsent(delivery.getId(), delivery) == null) {
            Object key = Objects.requireNonNullElse(delivery.getContact(), delivery.getId());
            lanes.get(Math.floorMod(key.hashCode(), lanes.size())).queue.add(delivery);
        }
    }

    /** Gives each free lane its batch. @return when the next batch will be ready by time alone */
    private synchronized Duration hand(Lease held, Instant now, Condition condition) {
        boolean probing = condition.restingSince() != null;
        Duration next = idle();
        for (Lane lane : lanes) {
            if (lane.busy || lane.queue.isEmpty() || (probing && lanes.stream().anyMatch(each -> each.busy))) {
                continue;
            }
            Duration wait = probing ? Duration.ZERO : wait(lane, now);
            if (wait.isZero()) {
                List<Delivery> batch = nextBatch(lane);
                calls.execute(() -> call(held, lane, batch, condition));
                lane.busy = true;
                probeNow = false;
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

    private void call(Lease held, Lane lane, List<Delivery> batch, Condition condition) {
        try {
            if (!settler.work(held, batch, condition)) {
                putBack();
            }
        } catch (RuntimeException | Error e) {
            // a defect of ours: named by its class, since messages quote payloads; and not at once again
            log.error(
                    "destination={} outcome=not-settled error={}",
                    name,
                    e.getClass().getName());
            pause();
        } finally {
            synchronized (this) {
                batch.forEach(delivery -> inHand.remove(delivery.getId()));
                lane.busy = false;
            }
            signal();
        }
    }

    private static void pause() {
        try {
            TimeUnit.SECONDS.sleep(DEFECT_SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
        try {
            if (ended) {
                ownership.release();
            }
        } catch (SQLException e) {
            log.warn("destination={} outcome=not-released error={}", name, Failures.describe(e));
        }
    }
}
