package dev.serai.dispatch;

import dev.serai.event.EmailAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The deliveries of a destination that this process has read ahead or sent. They are remembered here and not in the rows, so
 * that a process which dies leaves nothing locked.
 *
 * <p>Each contact belongs to one partition, and a partition has one batch out, so that no contact is in two calls at once.
 */
final class InFlight {
    /** Of payload in a batch of several: what is made of it for the way takes its memory again. */
    private static final long BATCH_CHARACTERS = 1L << 20;

    /** So long the probes are the same batch; then they are single events, so that one bad event cannot block the others. */
    private static final Duration SAME_BATCH = Duration.ofMinutes(15);

    private final Options options;
    private final Suspects suspects;
    private final ReadAheadMemory memory;
    private final List<Partition> partitions;
    private final Map<UUID, Delivery> deliveries = new HashMap<>();
    private long characters;

    /** More is due than was read. */
    private boolean more;

    /** The next one does not fit until something has gone. */
    private boolean crowded;

    InFlight(Options options, Suspects suspects, ReadAheadMemory memory) {
        this.options = options;
        this.suspects = suspects;
        this.memory = memory;
        this.partitions = IntStream.range(0, options.concurrency())
                .mapToObj(any -> new Partition())
                .toList();
    }

    /** The deliveries that were due since then. */
    synchronized Set<UUID> ids(Instant since) {
        return deliveries.values().stream()
                .filter(delivery -> !delivery.due().dueAt().isBefore(since))
                .map(Delivery::getId)
                .collect(Collectors.toSet());
    }

    /**
     * How many to read ahead: a round of batches beyond those that are out, and nothing while a whole one is left for each
     * partition that could send it.
     */
    synchronized int room() {
        int round = options.batchSize() * options.concurrency();
        boolean enough = deliveries.size() > round
                && partitions.stream().allMatch(partition -> partition.busy || isFull(partition));
        return enough || crowded ? 0 : Math.max(0, 2 * round - deliveries.size());
    }

    /** What is left of its share, in characters. */
    synchronized long share() {
        return memory.share() - characters;
    }

    /** Whether nothing is read ahead or out. */
    synchronized boolean isEmpty() {
        return deliveries.isEmpty();
    }

    private boolean isFull(Partition partition) {
        return crowded || partition.queue.size() >= options.batchSize();
    }

    /**
     * Whether there is more to read ahead; then a batch that is not full waits for it, unless there is no room.
     *
     * @param fits whether the next one would fit
     */
    synchronized void hasMore(boolean any, boolean fits) {
        more = any;
        // what was in its way may be back already
        crowded = !fits && !deliveries.isEmpty();
    }

    synchronized void add(Delivery delivery) {
        if (deliveries.putIfAbsent(delivery.getId(), delivery) == null) {
            characters += delivery.characters();
            partition(delivery).queue.add(delivery);
        }
    }

    /** Forgets what is not out, so that it is read again. */
    synchronized void discardReadAhead() {
        for (Partition partition : partitions) {
            partition.queue.forEach(this::remove);
            partition.queue.clear();
        }
        crowded = false;
    }

    private void remove(Delivery delivery) {
        if (deliveries.remove(delivery.getId()) != null) {
            characters -= delivery.characters();
        }
    }

    /** The batch of a free partition, if it is ready. */
    synchronized Optional<BatchInFlight> next(Instant now) {
        if (isHeldUp()) {
            return Optional.empty();
        }
        boolean complete = !more || room() == 0;
        return free().filter(partition ->
                        (complete || isFull(partition)) && wait(partition, now).isZero())
                .min(Comparator.comparing(
                        partition -> partition.queue.element().due().dueAt()))
                .map(partition -> out(partition, partition.queue.element(), options.batchSize()));
    }

    /**
     * The one batch with which a suspended destination is tried: first the event that has failed least, or one bad event would
     * keep it down for ever.
     */
    synchronized Optional<BatchInFlight> probe(Instant now, Instant suspendedSince) {
        if (!isIdle()) {
            return Optional.empty();
        }
        boolean same = suspendedSince.plus(SAME_BATCH).isAfter(now);
        return free().flatMap(partition -> partition.queue.stream())
                .min(Comparator.comparingInt(suspects::times)
                        .thenComparing(delivery -> delivery.due().dueAt()))
                .map(first ->
                        out(partition(first), first, same || suspects.times(first) == 0 ? options.batchSize() : 1));
    }

    /** Whether a call can begin at once. */
    synchronized boolean hasFreePartition() {
        return partitions.stream().anyMatch(partition -> !partition.busy);
    }

    /** How many events can be enough for a full batch. */
    synchronized int missing() {
        return options.batchSize()
                - free().mapToInt(partition -> partition.queue.size()).max().orElse(0);
    }

    /** An event that has to go alone waits until everything is back, and all others wait with it. */
    private boolean isHeldUp() {
        return !isIdle() && free().anyMatch(partition -> goesAlone(partition.queue.element()));
    }

    /** Whether no batch is in flight. */
    synchronized boolean isIdle() {
        return partitions.stream().noneMatch(partition -> partition.busy);
    }

    private Stream<Partition> free() {
        return partitions.stream().filter(partition -> !partition.busy && !partition.queue.isEmpty());
    }

    private Partition partition(Delivery delivery) {
        String contact = delivery.getContact();
        Object key = contact == null ? delivery.getId() : EmailAddress.canonical(contact);
        return partitions.get(Math.floorMod(key.hashCode(), partitions.size()));
    }

    /** When a batch will be ready by time alone. */
    synchronized Duration untilNext(Instant now, Duration atMost) {
        return Stream.of(partitions)
                .filter(all -> !isHeldUp())
                .flatMap(all -> free())
                .map(partition -> wait(partition, now))
                .filter(wait -> wait.compareTo(atMost) < 0)
                .min(Duration::compareTo)
                .orElse(atMost);
    }

    /** The batch is not out any more. */
    synchronized void release(BatchInFlight out) {
        out.batch().forEach(this::remove);
        crowded = false;
        out.partitions().forEach(partition -> partition.busy = false);
        notifyAll();
    }

    /** Waits until no batch is out, at most so long. @return whether none is */
    synchronized boolean awaitIdle(Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        for (long left = patience.toNanos(); !isIdle() && left > 0; left = end - System.nanoTime()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return isIdle();
    }

    /** Until the batch is full, or its oldest event has waited long enough; a repeated attempt has waited already. */
    private Duration wait(Partition partition, Instant now) {
        Delivery oldest = partition.queue.element();
        if (isFull(partition) || oldest.due().attempts() > 0 || suspects.times(oldest) > 0) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, oldest.due().dueAt().plus(options.linger()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * Events that failed together go together again, and with no others: the far side may have done it already and recognise
     * it. After each attempt the batches are smaller, and an event of which two processes may have died goes alone.
     */
    private BatchInFlight out(Partition partition, Delivery first, int most) {
        List<Delivery> batch = new ArrayList<>();
        int limit = most;
        long left = BATCH_CHARACTERS;
        for (Iterator<Delivery> queue = partition.queue.iterator(); queue.hasNext(); ) {
            Delivery next = queue.next();
            if (suspects.call(next) == suspects.call(first) && next.wasLost() == first.wasLost()) {
                limit = Math.min(limit, maxBatch(next));
                left -= next.characters();
                if (!batch.isEmpty() && (batch.size() >= limit || left < 0)) {
                    break;
                }
                batch.add(next);
                queue.remove();
            }
        }
        boolean alone = first.wasLost() && batch.size() == 1 && isIdle();
        List<Partition> busy = alone ? partitions : List.of(partition);
        busy.forEach(each -> each.busy = true);
        return new BatchInFlight(busy, batch, alone);
    }

    /** How many may go with this one: fewer after each attempt, and none after it was in flight when two processes died. */
    private int maxBatch(Delivery delivery) {
        int attempts = delivery.due().attempts();
        if (delivery.wasLost()) {
            return goesAlone(delivery) ? 1 : options.batchSize();
        }
        return Math.max(1, options.batchSize() >> Math.min(attempts, Integer.SIZE - 2));
    }

    private static boolean goesAlone(Delivery delivery) {
        return delivery.wasLost() && delivery.due().attempts() > 1;
    }
}
