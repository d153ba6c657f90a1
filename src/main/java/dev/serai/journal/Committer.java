package dev.serai.journal;

import dev.serai.journal.Entry.NewWork;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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
     * The longest that a thread waits for as many receipts again, from the beginning of its last group. A commit alone costs
     * PostgreSQL 0.6 ms, an event in it 0.02: begun with what is there, at half load with every third event, commits keep
     * both cores busy.
     */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private static final long FAILURE_TELLS_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Duration timeout;
    private final LinkedBlockingQueue<Waiting> queue = new LinkedBlockingQueue<>();
    private final Waiting end = new Waiting(List.of(), (kept, failure) -> {});
    private final List<Worker> workers;
    private final AtomicInteger working;
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
     * @param process names this process in the counts
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
        this.workers = IntStream.rangeClosed(1, journal.dialect().committers())
                .mapToObj(number -> new Worker(
                        number,
                        new GroupCommit(new Keeping(journal, process + "#" + number), this::health, work, metrics)))
                .toList();
        this.working = new AtomicInteger(workers.size());
        workers.forEach(Thread::start);
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
            workers.forEach(Worker::wakeIfEnough);
        } else {
            waiting.notKept();
        }
        if (!alive() && queue.remove(waiting)) {
            waiting.notKept();
        }
    }

    /** Whether anything can still be kept. */
    public boolean alive() {
        return workers.stream().anyMatch(Thread::isAlive);
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

    /** Keeps one group after the other. */
    private final class Worker extends Thread {
        private final GroupCommit groups;
        private volatile List<Waiting> inHand = List.of();
        /** How many have to wait for it to be woken; more than there can be while it does not rest. */
        private volatile int enough = Integer.MAX_VALUE;

        Worker(int number, GroupCommit groups) {
            super("journal-committer-" + number);
            this.groups = groups;
        }

        @Override
        public void run() {
            try {
                for (List<Waiting> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
                    long begun = System.nanoTime();
                    inHand = group;
                    groups.commit(group);
                    inHand = List.of();
                    rest(begun + GATHER_NANOS, group.size());
                }
            } catch (InterruptedException e) {
                interrupt();
            } finally {
                inHand.forEach(Waiting::notKept);
                if (working.decrementAndGet() == 0) {
                    open = false;
                    queue.forEach(Waiting::notKept);
                }
            }
        }

        /** Lets as many come as have just been answered: those who post again as soon as they are answered all do. */
        private void rest(long until, int enough) {
            this.enough = enough;
            while (queue.size() < enough && until - System.nanoTime() > 0) {
                LockSupport.parkNanos(queue, until - System.nanoTime());
            }
            this.enough = Integer.MAX_VALUE;
        }

        void wakeIfEnough() {
            if (queue.size() >= enough) {
                LockSupport.unpark(this);
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
        workers.stream()
                .flatMap(worker -> worker.inHand.stream())
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
            for (Worker worker : workers) {
                worker.join(2 * timeout.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
