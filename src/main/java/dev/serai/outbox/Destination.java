package dev.serai.outbox;

import dev.serai.journal.Deliveries;
import dev.serai.journal.Deliveries.Due;
import dev.serai.journal.Deliveries.Found;
import dev.serai.journal.Destinations;
import dev.serai.journal.Destinations.Condition;
import dev.serai.journal.Destinations.Lease;
import dev.serai.journal.Destinations.Taken;
import dev.serai.journal.Entry.NewWork;
import dev.serai.journal.Journal;
import dev.serai.outbox.InHand.Out;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Works one destination: a pump holds its lease, reads ahead what is due and sends out batches, as many at once as it has
 * lanes. It is woken by a commit with work for it and by each call that comes back.
 */
final class Destination {
    private static final Logger log = LoggerFactory.getLogger(Destination.class);
    private static final Duration RETURN = Duration.ofSeconds(5);

    private final String name;
    private final Options options;
    private final Deliveries deliveries;
    private final Destinations destinations;
    private final Ownership ownership;
    private final Settler settler;
    private final Clock clock;
    private final Duration poll;
    private final Pump pump;
    private final ExecutorService calls;
    private final LargePayloads large;
    private final SafeCalls safeCalls;
    private final Runnable giveUp;
    private final InHand inHand;
    private final Unread unread;

    private volatile boolean probeNow;
    private volatile boolean resting;

    /** Whether new work can go out: the destination is ours, and neither paused nor at rest. */
    private volatile boolean working;

    /** A call has changed the condition, so that what the turn knows of it is over. */
    private volatile boolean disturbed;

    private boolean troubled;
    private Instant nextCall = Instant.MIN;

    /**
     * @param poll how often to look when no signal comes: another process may have committed work
     * @param sharers how many destinations share the memory for what is read ahead
     * @param giveUp waits for no call any longer
     */
    Destination(
            String name,
            Options options,
            Deliveries deliveries,
            Destinations destinations,
            Ownership ownership,
            Settler settler,
            Doubts doubts,
            Clock clock,
            Duration poll,
            IntSupplier sharers,
            LargePayloads large,
            SafeCalls safeCalls,
            Runnable giveUp) {
        this.name = name;
        this.options = options;
        this.deliveries = deliveries;
        this.destinations = destinations;
        this.ownership = ownership;
        this.settler = settler;
        this.clock = clock;
        this.poll = poll;
        this.unread = new Unread(poll);
        this.large = large;
        this.safeCalls = safeCalls;
        this.giveUp = giveUp;
        this.inHand = new InHand(options, doubts, sharers);
        this.calls = Executors.newFixedThreadPool(options.parallel(), this::newCall);
        this.pump = new Pump("outbox-" + name, this::turn);
    }

    /** A call that never ends does not keep the process alive. */
    private Thread newCall(Runnable work) {
        Thread thread = new Thread(work, "outbox-" + name + "-call");
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        pump.start();
    }

    /** There is new work. It wakes the pump only if a call can begin: at the latest it is found by the next look for all. */
    void signal(NewWork work) {
        int announced = unread.add(work);
        boolean enough = options.collect().compareTo(poll) < 0 || announced >= inHand.missing();
        if (working && enough && inHand.hasFreeLane()) {
            pump.signal();
        }
    }

    /** @return how long there is nothing to do unless a signal comes */
    private Duration turn() {
        try {
            Lease held = owned();
            if (held == null) {
                working = false;
                return idle();
            }
            disturbed = false;
            // a call that was out when the condition was read may have changed it since
            boolean certain = inHand.isIdle();
            Condition condition = destinations.condition(name);
            resting = condition.restingSince() != null;
            if (condition.paused() || (resting && !probeNow && isLater(condition.nextProbe(), clock.instant()))) {
                working = false;
                putBack();
                return idle();
            }
            // before anything is read: whoever announces work from here on wakes the pump
            working = true;
            if (!resting) {
                // what is in hand goes out first: the calls need not wait for the reading
                send(held, condition);
            }
            read();
            told(null);
            if (resting && !disturbed && inHand.isEmpty()) {
                // nothing is due with which it could be tried: it works until the next event says otherwise
                settler.recovered(held);
                return idle();
            }
            if (resting && !certain) {
                return idle();
            }
            return disturbed ? Duration.ZERO : send(held, condition);
        } catch (SQLException | RuntimeException | Error e) {
            // whatever it was, the next turn has its chance
            unread.addAll();
            told(e);
            return idle();
        }
    }

    /** Whatever is not out in a call has to be read again. */
    private void putBack() {
        inHand.putBack();
        unread.addAll();
    }

    private Duration idle() {
        return poll.compareTo(ownership.period()) < 0 ? poll : ownership.period();
    }

    /** Says once that it cannot be worked, and once that it can; that the journal is away, the journal says itself. */
    private void told(@Nullable Throwable trouble) {
        if (trouble != null && !troubled) {
            log.atLevel(trouble instanceof SQLException ? Level.DEBUG : Level.WARN)
                    .log("destination={} outcome=not-worked error={}", name, Journal.describe(trouble));
        } else if (trouble == null && troubled) {
            log.debug("destination={} outcome=worked-again", name);
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
        boolean known = safeCalls.takeOver(fresh, abandonedAt != null);
        if (abandonedAt != null) {
            inHand.avoidBulk();
            if (!known) {
                suspect(fresh, abandonedAt);
            }
        }
        ownership.begin(fresh);
        // whoever starts may have been started because something was mended; but not after a crash, lest it be repeated
        probeNow = abandonedAt == null;
        return fresh;
    }

    /**
     * Nobody knows what the one before had in hand; it can only have been the oldest, and not while it paused, rested or
     * was still collecting.
     */
    private void suspect(Lease fresh, Instant abandonedAt) throws SQLException {
        Condition condition = destinations.condition(name);
        if (condition.paused() || !ownership.mayHaveWorked(abandonedAt, condition.nextProbe())) {
            return;
        }
        int most = options.batchSize() * (condition.restingSince() == null ? options.parallel() : 1);
        List<Due> oldest = deliveries
                .due(name, Instant.EPOCH, abandonedAt, Set.of(), most, inHand.share())
                .due();
        Instant collected = abandonedAt.minus(options.collect());
        settler.suspect(
                fresh,
                oldest.stream()
                        .filter(due -> oldest.size() >= options.batchSize()
                                || due.attempts() > 0
                                || !due.dueAt().isAfter(collected))
                        .toList());
    }

    private void read() throws SQLException {
        int room = inHand.room();
        if (room > 0) {
            Instant rest = read(room, inHand.share());
            int more = inHand.bulkRoom();
            if (rest != null && more > 0 && !resting && deliveries.hasBacklog(name, rest, clock.instant(), more)) {
                read(more, inHand.bulkShare());
            }
        }
    }

    /** @return since when there is more due than there was room for; null if there is not */
    private @Nullable Instant read(int room, long characters) throws SQLException {
        Instant since = unread.take();
        if (since == null) {
            return null;
        }
        // only now: whatever was announced until it was taken is due by this time
        Instant now = clock.instant();
        Found found = deliveries.due(name, since, now, inHand.ids(since), room, characters, inHand.isEmpty());
        found.due().forEach(each -> inHand.add(new Delivery(each, large)));
        inHand.more(found.more(), !found.crowded());
        if (!found.more()) {
            return null;
        }
        Instant last = found.due().isEmpty()
                ? since
                : found.due().get(found.due().size() - 1).dueAt();
        unread.add(last);
        return last;
    }

    /**
     * Sends out every batch that is ready; of a destination at rest one, since the next goes by its outcome.
     *
     * @return when the next one will be, by time alone
     */
    private Duration send(Lease held, Condition condition) {
        Instant now = clock.instant();
        Instant restingSince = condition.restingSince();
        while (!now.isBefore(nextCall)) {
            Optional<Out> next = restingSince == null ? inHand.next(now) : inHand.probe(now, restingSince);
            if (next.isEmpty()) {
                return restingSince == null ? inHand.untilNext(now, idle()) : idle();
            }
            Out out = next.get();
            try {
                calls.execute(() -> call(held, out, condition));
            } catch (RuntimeException | Error e) {
                inHand.back(out);
                throw e;
            }
            probeNow = false;
            nextCall = options.rate() == null
                    ? Instant.MIN
                    : now.plus(options.rate().pause());
            if (restingSince != null) {
                return idle();
            }
        }
        Duration pause = Duration.between(now, nextCall);
        return pause.compareTo(idle()) < 0 ? pause : idle();
    }

    private void call(Lease held, Out out, Condition condition) {
        try {
            if (!safeCalls.work(held, out, condition)) {
                disturbed = true;
                putBack();
            }
        } catch (RuntimeException | Error e) {
            // a defect of ours: named by its class, since messages quote payloads; and not at once again
            log.error(
                    "destination={} outcome=not-settled error={}",
                    name,
                    e.getClass().getName());
            Pump.pause();
        } finally {
            inHand.back(out);
            pump.signal();
        }
    }

    /** Begins no further call. */
    void quit() {
        pump.stop();
    }

    /**
     * Lets the calls that are out come to their end, and gives the lease back. What has not ended by then is repeated by
     * whoever takes over.
     */
    void stop(Duration patience) throws InterruptedException {
        quit();
        long end = System.nanoTime() + patience.toNanos();
        pump.join(RETURN);
        putBack();
        calls.shutdown();
        while (!calls.isTerminated() && System.nanoTime() < end) {
            keepLease();
            long left = Math.min(end - System.nanoTime(), ownership.period().toNanos());
            calls.awaitTermination(left, TimeUnit.NANOSECONDS);
        }
        giveUp.run();
        settler.stop();
        try {
            if (calls.awaitTermination(RETURN.toNanos(), TimeUnit.NANOSECONDS)) {
                ownership.release();
            }
        } catch (SQLException e) {
            log.warn("destination={} outcome=not-released error={}", name, Journal.describe(e));
        }
    }

    /** As long as calls are out, nobody else may send the same. */
    private void keepLease() {
        try {
            ownership.renewed();
        } catch (SQLException e) {
            told(e);
        }
    }
}
