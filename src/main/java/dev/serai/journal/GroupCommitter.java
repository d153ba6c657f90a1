package dev.serai.journal;

import dev.serai.event.QuarantinedInput;
import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asynchronous group commit: a thread takes every receipt that is queued, keeps all of them in one transaction, and then answers
 * each. There are as many threads as the database can use (H2 1, PostgreSQL 2): while one waits for the database, another
 * collects the next group.
 *
 * <p>A receipt that waits longer than the timeout is answered with {@link CommitFailedException}; if its transaction has not begun by then, it
 * is not kept.
 */
public final class GroupCommitter implements AutoCloseable {
    /** Bounds of one transaction: large enough for full speed, small enough that a receipt waits briefly for the others. */
    private static final int GROUP_ELEMENTS = 2000;

    private static final int GROUP_CHARACTERS = 1 << 20;
    /**
     * How long a thread waits at most, from the start of its last group, until as many receipts are queued as that group held.
     * A commit costs PostgreSQL 0.6 ms, an event in it 0.02 ms. Without this wait, groups at half load held three events, and
     * their commits kept both cores busy.
     */
    private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(3);

    private static final long FAILURE_TELLS_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Duration timeout;
    private final LinkedBlockingQueue<PendingReceipt> queue = new LinkedBlockingQueue<>();
    private final PendingReceipt end = new PendingReceipt(List.of(), (kept, failure) -> {});
    private final List<Worker> workers;
    private final AtomicInteger working;
    private final Thread watch = new Thread(this::watch, "journal-watch");
    private volatile boolean open = true;
    /** When the last group failed; null if it was kept. */
    private volatile @Nullable Long failedNanos;

    /** The receipt is not kept, or it is unknown whether it is: the sender has to try again. */
    public static final class CommitFailedException extends Exception {
        private static final long serialVersionUID = 1L;

        CommitFailedException(String reason, @Nullable Throwable cause) {
            super(reason, cause);
        }
    }

    /**
     * @param process name of this process in event_count
     * @param timeout how long a receipt may wait for its commit
     * @param work gets the new work of each destination after each commit
     */
    public GroupCommitter(Journal journal, String process, Duration timeout, NewWork work, MeterRegistry metrics) {
        this(journal, process, timeout, work, metrics, CopyGate.LEAST);
    }

    /** @param leastCopied elements of a group that may be copied */
    GroupCommitter(
            Journal journal, String process, Duration timeout, NewWork work, MeterRegistry metrics, int leastCopied) {
        this.timeout = timeout;
        this.workers = IntStream.rangeClosed(1, journal.dialect().committers())
                .mapToObj(number -> new Worker(
                        number,
                        new GroupCommit(
                                new EventWriter(journal, process + "#" + number),
                                new CopyGate(journal.dialect().copies(), leastCopied, metrics),
                                this::health,
                                work,
                                metrics)))
                .toList();
        this.working = new AtomicInteger(workers.size());
        workers.forEach(Thread::start);
        watch.setDaemon(true);
        watch.start();
    }

    /**
     * Keeps a receipt together with the others that are queued.
     *
     * @param answer called once, on a thread that it must not block: with what was kept, or with {@link CommitFailedException}
     */
    public void commit(List<? extends ReceiptItem> receipt, CommitAnswer answer) {
        PendingReceipt waiting = new PendingReceipt(receipt, answer);
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

    /** Whether a receipt can still be kept; false once every committer thread has ended. */
    public boolean alive() {
        return workers.stream().anyMatch(Thread::isAlive);
    }

    /**
     * Whether the last receipts could not be kept: a database with a full disk answers every query and keeps nothing. Only the
     * next receipt shows that the trouble is over; so a failure counts for 60 s, or no receipt might ever be tried again.
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
        private volatile List<PendingReceipt> inHand = List.of();
        /** How many queued receipts wake this thread while it gathers; the largest number while it does not. */
        private volatile int enough = Integer.MAX_VALUE;

        Worker(int number, GroupCommit groups) {
            super("journal-committer-" + number);
            this.groups = groups;
        }

        @Override
        public void run() {
            try {
                for (List<PendingReceipt> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
                    long begun = System.nanoTime();
                    inHand = group;
                    groups.commit(group);
                    inHand = List.of();
                    gather(begun + GATHER_NANOS, group.size());
                }
            } catch (InterruptedException e) {
                interrupt();
            } finally {
                inHand.forEach(PendingReceipt::notKept);
                if (working.decrementAndGet() == 0) {
                    open = false;
                    queue.forEach(PendingReceipt::notKept);
                }
            }
        }

        /**
         * Waits until as many receipts are queued as the last group held, at most {@link #GATHER_NANOS}: a client that posts in
         * a loop sends its next request as soon as it is answered.
         */
        private void gather(long until, int enough) {
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

    /** @return the queued receipts, at least one; empty when the committer closes */
    private List<PendingReceipt> nextGroup() throws InterruptedException {
        List<PendingReceipt> group = new ArrayList<>();
        int elements = 0;
        int characters = 0;
        PendingReceipt next = queue.take();
        while (next != end) {
            if (next.begin()) {
                group.add(next);
                elements += next.receipt.size();
                characters += next.receipt.stream()
                        .mapToInt(GroupCommitter::characters)
                        .sum();
            }
            if (elements >= GROUP_ELEMENTS || characters >= GROUP_CHARACTERS) {
                return group;
            }
            PendingReceipt further = group.isEmpty() ? queue.take() : queue.poll();
            if (further == null) {
                return group;
            }
            next = further;
        }
        queue.add(end);
        return group;
    }

    private static int characters(ReceiptItem element) {
        return element instanceof RoutedEvent entry
                ? entry.event().payload().length()
                : ((QuarantinedInput) element).body().length;
    }

    /** Gives up receipts that have waited too long; one thread for all costs less than a timer for each. */
    private void watch() {
        while (alive()) {
            try {
                TimeUnit.NANOSECONDS.sleep(timeout.toNanos() / 50);
                giveUpTheLate();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException | OutOfMemoryError e) {
                // the next round tries again
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
        for (PendingReceipt waiting = queue.peek();
                waiting != null && waiting != end && now - waiting.since > patience;
                waiting = queue.peek()) {
            if (queue.remove(waiting) && waiting.begin()) {
                giveUp(waiting);
            }
        }
    }

    private void giveUp(PendingReceipt waiting) {
        waiting.answer(null, new CommitFailedException("no commit within " + timeout.toMillis() + " ms", null));
    }

    /** Commits the queued receipts, and ends. */
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
