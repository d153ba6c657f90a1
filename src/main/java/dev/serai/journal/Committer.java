package dev.serai.journal;

import dev.serai.journal.Keeping.Result;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asynchronous group commit: a thread takes every receipt that is waiting, keeps them all in one transaction, and then
 * answers each. As many threads do so as the database can use: while it works for one, the next group is made up.
 *
 * <p>A value that the database refuses fails nobody else: the group is halved until the event stands alone, and that
 * event goes to quarantine. Who waits longer than the timeout is told so; what has not been begun by then is not kept.
 */
public final class Committer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Committer.class);
    /** Bounds of one transaction: enough for full speed, little enough that nobody waits long for the others. */
    private static final int GROUP_ELEMENTS = 2000;

    private static final int GROUP_CHARACTERS = 1 << 20;
    private static final int TRIES = 3;
    private static final long FAILURE_TELLS_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Duration timeout;
    private final Consumer<Set<String>> work;
    private final Timer commits;
    private final DistributionSummary groups;
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

    /** A receipt, and the promise made for it. */
    private static final class Waiting {
        final List<? extends Element> receipt;
        final long since = System.nanoTime();
        private final BiConsumer<@Nullable Kept, @Nullable NotKept> answer;
        private final AtomicBoolean begun = new AtomicBoolean();
        private final AtomicBoolean answered = new AtomicBoolean();

        Waiting(List<? extends Element> receipt, BiConsumer<@Nullable Kept, @Nullable NotKept> answer) {
            this.receipt = receipt;
            this.answer = answer;
        }

        void notKept() {
            answer(null, new NotKept("nothing is kept any more", null));
        }

        /** Answers once; whoever gets the answer cannot stop the committer. */
        void answer(@Nullable Kept kept, @Nullable NotKept failure) {
            if (answered.compareAndSet(false, true)) {
                try {
                    answer.accept(kept, failure);
                } catch (RuntimeException | Error e) {
                    log.error("journal outcome=not-answered error={}", Journal.describe(e));
                }
            }
        }

        /** Whoever gets true decides over it: the committer, or the watch that gives it up. */
        boolean begin() {
            return begun.compareAndSet(false, true);
        }
    }

    /**
     * @param process names this process in the books
     * @param timeout how long a receipt may wait for its commit
     * @param work told the destinations that have new work, after each commit
     */
    public Committer(
            Journal journal, String process, Duration timeout, Consumer<Set<String>> work, MeterRegistry metrics) {
        this.timeout = timeout;
        this.work = work;
        this.commits = metrics.timer("serai.journal.commit");
        this.groups = metrics.summary("serai.journal.group");
        this.committers = IntStream.rangeClosed(1, journal.dialect().committers())
                .mapToObj(number -> committer(number, new Keeping(journal, process + "#" + number)))
                .toList();
        this.working = new AtomicInteger(committers.size());
        committers.forEach(Thread::start);
        watch.setDaemon(true);
        watch.start();
    }

    private Thread committer(int number, Keeping keeping) {
        return new Thread(() -> run(keeping), "journal-committer-" + number);
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

    private void run(Keeping keeping) {
        try {
            for (List<Waiting> group = nextGroup(); !group.isEmpty(); group = nextGroup()) {
                inHand.put(Thread.currentThread(), group);
                commitGroup(keeping, group);
                inHand.remove(Thread.currentThread());
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

    private void commitGroup(Keeping keeping, List<Waiting> group) {
        List<Element> elements = new ArrayList<>();
        group.forEach(waiting -> elements.addAll(waiting.receipt));
        List<@Nullable Result> results = new ArrayList<>(Collections.nCopies(elements.size(), null));
        Throwable failure = null;
        try {
            keep(keeping, elements, results);
        } catch (SQLException | RuntimeException | Error e) {
            // whatever it was, those who wait are told, and the next group has its chance
            failure = e;
            log.error(
                    "journal outcome=not-kept receipts={} events={} error={}",
                    group.size(),
                    elements.size(),
                    Journal.describe(e));
        }
        failedNanos = failure == null ? null : System.nanoTime();
        groups.record(elements.size());
        int from = 0;
        for (Waiting waiting : group) {
            int to = from + waiting.receipt.size();
            answer(waiting, results.subList(from, to), failure);
            from = to;
        }
    }

    private static void answer(Waiting waiting, List<@Nullable Result> results, @Nullable Throwable failure) {
        if (results.contains(null)) {
            waiting.answer(null, new NotKept("the journal could not commit", failure));
        } else {
            waiting.answer(
                    new Kept(
                            Collections.frequency(results, Result.FRESH),
                            Collections.frequency(results, Result.DUPLICATE),
                            Collections.frequency(results, Result.QUARANTINED)),
                    null);
        }
    }

    /** Keeps the elements, halving them around a value that the database refuses. */
    private void keep(Keeping keeping, List<Element> elements, List<@Nullable Result> results) throws SQLException {
        if (elements.isEmpty()) {
            return;
        }
        try {
            List<Result> kept = transaction(keeping, elements);
            for (int i = 0; i < kept.size(); i++) {
                results.set(i, kept.get(i));
            }
            work.accept(destinations(elements, kept));
        } catch (SQLException e) {
            if (!Sql.dataError(e)) {
                throw e;
            }
            if (elements.size() > 1) {
                int middle = elements.size() / 2;
                keep(keeping, elements.subList(0, middle), results.subList(0, middle));
                keep(keeping, elements.subList(middle, elements.size()), results.subList(middle, elements.size()));
            } else if (elements.get(0) instanceof Entry entry) {
                keep(
                        keeping,
                        List.of(Reject.of(entry, "refused by the database, SQLState " + e.getSQLState())),
                        results);
            } else {
                throw e;
            }
        }
    }

    private List<Result> transaction(Keeping keeping, List<Element> elements) throws SQLException {
        long begun = System.nanoTime();
        for (int tried = 1; ; tried++) {
            try {
                return keeping.keep(elements);
            } catch (SQLException e) {
                if (!Sql.rolledBack(e) || tried == TRIES) {
                    throw e;
                }
            } finally {
                commits.record(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            }
        }
    }

    private static Set<String> destinations(List<Element> elements, List<Result> results) {
        Set<String> destinations = new HashSet<>();
        for (int i = 0; i < results.size(); i++) {
            if (results.get(i) == Result.FRESH && elements.get(i) instanceof Entry entry) {
                destinations.addAll(entry.decision().destinations());
            }
        }
        return destinations;
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
