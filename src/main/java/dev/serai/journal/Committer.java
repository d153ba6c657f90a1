package dev.serai.journal;

import dev.serai.journal.Entry.NewWork;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous group commit: a thread takes every receipt that is waiting, keeps them all in one transaction, and then
 * answers each. As many threads do so as the database can use: while it works for one, the next group is made up.
 *
 * <p>Who waits longer than the timeout is told so; what has not been begun by then is not kept.
 */
public final class Committer implements AutoCloseable {
    /** Bounds of one transaction: enough for full speed, little enough that nobody waits long for the others. */
    private static final int GROUP_ELEMENTS = 2000;

    private static final int GROUP_CHARACTERS = 1 << 20;
    /**
     * The least time from one group of several to the next of the same thread. A commit alone costs PostgreSQL 0.6 ms, an
     * event in it 0.02: made as fast as it can, at half load for every third event, it kept both cores busy.
     */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private static final long FAILURE_TELLS_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Duration timeout;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Waiting end = new Waiting(List.of(), (kept, failure) -> {});
    private final List<Thread> committers;
    private final AtomicInteger working;
    private final Map<Thread, List<Waiting>> inHand = new ConcurrentHashMap<>();
    private final Thread watch = new Thread(this::watch, "journal-watch");
    private volatile boolean open = true;
    /** When the last group failed; null if it was kept. */
    private volatile @Nullable Long failedNanos;

    /** Nothing is kept, or it is not known to be: the sender has to try again. */
    public static final class NotKept extends Exception {
        private static final long serialVersionUID = 1L;

        NotKept(String reason, @Nullable Throwable cause) {
            super(reason, cause);
        }
    }

    /**
     * @param process names this process in the books
     * @param timeout how long a receipt may wait for its commit
     * @param work told after each commit what the destinations have to do
     */
    public Committer(
            Journal journal,
            String process,
            Duration timeout,
            Consumer<Map<String, NewWork>> work,
            MeterRegistry metrics) {
        this.timeout = timeout;
        this.committers = IntStream.rangeClosed(1, journal.dialect().committers())
                .mapToObj(number -> {
                    GroupCommit groups =
                            new GroupCommit(new Keeping(journal, process + "#" + number), this::health, work, metrics);
                    return new Thread(() -> run(groups), "journal-committer-" + number);
                })
                .toList();
        this.working = new AtomicInteger(committers.size());
        committers.forEach(Thread::start);
        watch.setDaemon(true);
        watch.start();
    }

    /**
     * Keeps a receipt together with all that wait at this moment.
     *
     * @param answer called once, on a thread that must not be held up: what was kept, or {@link NotKept}
     */
    public void commit(List<? extends Element> receipt, BiConsumer<@Nullable Kept, @Nullable NotKept> answer) {
        Waiting waiting = new Waiting(receipt, answer);
        if (open) {
            queue.add(waiting);
        } else {
            waiting.notKept();
        }
        if (!alive() && queue.remove(waiting)) {
            waiting.notKept();
        }
    }

    /** Whether anything can still be kept. */
    public boolean alive() {
        return committers.stream().anyMatch(Thread::isAlive);
    }

    /**
     * Whether the last receipts could not be kept: a database with a full disk answers every question and keeps nothing.
     * Only the next receipt can tell that it is over, and if none comes, nobody should be kept away for ever.
     */
    public boolean failing() {
        Long failed = failedNanos;
        return failed != null && System.nanoTime() - failed < FAILURE_TELLS_NANOS;
    }

    private void health(boolean good) {
        failedNanos = good ? null : System.nanoTime();
    }

    private void run(GroupCommit groups) {
        try {
            for (List<Waiting> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
                long begun = System.nanoTime();
                inHand.put(Thread.currentThread(), group);
                groups.commit(group);
                inHand.remove(Thread.currentThread());
                if (group.size() > 1) {
                    TimeUnit.NANOSECONDS.sleep(begun + GATHER_NANOS - System.nanoTime());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            inHand.getOrDefault(Thread.currentThread(), List.of()).forEach(Waiting::notKept);
            if (working.decrementAndGet() == 0) {
                open = false;
                queue.forEach(Waiting::notKept);
            }
        }
    }

    /** @return what waits, at least one; empty at the end */
    private List<Waiting> nextGroup() throws InterruptedException {
        List<Waiting> group = new ArrayList<>();
        int elements = 0;
        int characters = 0;
        Waiting next = queue.take();
        while (next != end) {
            if (next.begin()) {
                group.add(next);
                elements += next.receipt.size();
                characters +=
                        next.receipt.stream().mapToInt(Committer::characters).sum();
            }
            if (elements >= GROUP_ELEMENTS || characters >= GROUP_CHARACTERS) {
                return group;
            }
            Waiting further = group.isEmpty() ? queue.take() : queue.poll();
            if (further == null) {
                return group;
            }
            next = further;
        }
        queue.add(end);
        return group;
    }

    private static int characters(Element element) {
        return element instanceof Entry entry ? entry.event().payload().length() : ((Reject) element).body().length;
    }

    /** Gives up on whoever has waited too long; one look at all of them costs less than a timer for each. */
    private void watch() {
        while (alive()) {
            try {
                TimeUnit.NANOSECONDS.sleep(timeout.toNanos() / 50);
                giveUpTheLate();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | OutOfMemoryError e) {
                // the next look has its chance
            }
        }
    }

    private void giveUpTheLate() {
        long patience = timeout.toNanos();
        long now = System.nanoTime();
        inHand.values().stream()
                .flatMap(List::stream)
                .filter(waiting -> now - waiting.since > patience)
                .forEach(this::giveUp);
        for (Waiting waiting = queue.peek();
                waiting != null && waiting != end && now - waiting.since > patience;
                waiting = queue.peek()) {
            if (queue.remove(waiting) && waiting.begin()) {
                giveUp(waiting);
            }
        }
    }

    private void giveUp(Waiting waiting) {
        waiting.answer(null, new NotKept("no commit within " + timeout.toMillis() + " ms", null));
    }

    /** Commits what is waiting, and ends. */
    @Override
    public void close() {
        open = false;
        queue.add(end);
        try {
            for (Thread committer : committers) {
                committer.join(2 * timeout.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
