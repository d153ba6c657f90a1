package dev.serai.faults;

import dev.serai.faults.Kind.Named;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * Senders that post all the time, as the vendors do, and what they were answered.
 *
 * <pre>{@code
 * try (Load load = new Load(seed, gateway.port()).mixed()) {
 *     load.keeps(1_000);
 *     load.end();
 * }
 * }</pre>
 */
final class Load implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final int MAX_SENDERS = 16;

    private final long seed;
    private final int[] ports;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(MAX_SENDERS);
    private final List<Sender> senders = new ArrayList<>();
    private final List<Future<?>> turns = new ArrayList<>();

    /** The events that got a 200. */
    final Set<Named> kept = ConcurrentHashMap.newKeySet();
    /** How often 503 was the answer. */
    final LongAdder refused = new LongAdder();
    /** How often there was no answer. */
    final LongAdder brokenOff = new LongAdder();
    /** The events that were kept already when they came again. */
    final LongAdder recognised = new LongAdder();
    /** What no sender should ever see. */
    final Queue<String> surprises = new ConcurrentLinkedQueue<>();

    /** @param ports of one gateway, or of several that a proxy would choose from in turn */
    Load(long seed, int... ports) {
        this.seed = seed;
        this.ports = ports.clone();
    }

    /**
     * Starts about 200 events of Campaign and 40 of CMP a second, from several senders. Some batches are so large that they go
     * into PostgreSQL by {@code COPY}.
     */
    Load mixed() {
        return campaign(2, 100, Duration.ofSeconds(1))
                .campaign(2, 600, Duration.ofSeconds(6))
                .cmp(2, Duration.ofMillis(50));
    }

    /** Starts so many senders of Campaign, each with a batch of 1 to {@code most} events as often as that. */
    Load campaign(int count, int most, Duration every) {
        return start("campaign", count, most, every);
    }

    /** Starts so many senders of CMP, each with one event as often as that. */
    Load cmp(int count, Duration every) {
        return start("cmp", count, 1, every);
    }

    private Load start(String family, int count, int most, Duration every) {
        for (int i = 0; i < count; i++) {
            Sender sender = new Sender(this, family, senders.size(), most, seed, ports);
            senders.add(sender);
            turns.add(threads.scheduleAtFixedRate(sender::turn, 0, every.toMillis(), TimeUnit.MILLISECONDS));
        }
        return this;
    }

    /** Waits until so many more events were kept. */
    void keeps(int more) {
        int before = kept.size();
        Patience.atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> kept.size() >= before + more);
    }

    /** Waits until so many more requests were refused. */
    void isRefused(int more) {
        long before = refused.sum();
        Patience.atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).until(() -> refused.sum() >= before + more);
    }

    /** Goes on for that long. */
    void goesOn(Duration duration) {
        Patience.atMost(duration.plus(PATIENCE)).pollDelay(duration).until(() -> true);
    }

    /** Begins nothing new, and waits until every batch has its 200. */
    void end() {
        senders.forEach(Sender::end);
        Patience.atMost(PATIENCE).until(() -> senders.stream().noneMatch(Sender::owes));
    }

    @Override
    public void close() {
        turns.forEach(turn -> turn.cancel(true));
        threads.shutdownNow();
    }
}
