package dev.serai.outbox;

import dev.serai.journal.EmailAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What this process has in hand of a destination: read ahead, or out in a call. Remembered here and not in the rows, so
 * that a process which dies leaves nothing locked.
 *
 * <p>Each contact belongs to one lane, and a lane has one batch out, so that nobody is in two calls at once.
 */
final class InHand {
    /** Of payload in a process, in equal shares for its destinations; beyond its share, none reads ahead. */
    private static final long CHARACTERS = 16L << 20;

    /** Of payload in a batch of several, unless it goes in bulk: what is made of it for the way takes its memory again. */
    private static final long BATCH_CHARACTERS = 1L << 20;

    /** So long a resting destination tries the same batch again; then its events one by one, lest one of them block it. */
    private static final Duration SAME_BATCH = Duration.ofMinutes(15);

    private final Options options;
    private final Doubts doubts;
    private final IntSupplier sharers;
    private final List<Lane> lanes;
    private final Map<UUID, Delivery> deliveries = new HashMap<>();
    private int bulk;
    private long characters;

    /** More is due than was read. */
    private boolean more;

    /** The next one does not fit until something has gone. */
    private boolean crowded;

    private static final class Lane {
        final Deque<Delivery> queue = new ArrayDeque<>();
        boolean busy;
    }

    /** A batch that is out, until it is {@link #back}; the lanes it came from are busy so long. */
    static final class Out {
        private final List<Lane> lanes;
        final List<Delivery> batch;
        /** Whether it is one event, of which a process may have died, and nothing else of the destination is out. */
        final boolean alone;

        private Out(List<Lane> lanes, List<Delivery> batch, boolean alone) {
            this.lanes = lanes;
            this.batch = batch;
            this.alone = alone;
            lanes.forEach(lane -> lane.busy = true);
        }
    }

    /** @param sharers how many destinations the process works */
    InHand(Options options, Doubts doubts, IntSupplier sharers) {
        this.options = options;
        this.doubts = doubts;
        this.sharers = sharers;
        this.bulk = options.bulk();
        this.lanes = IntStream.range(0, options.parallel())
                .mapToObj(any -> new Lane())
                .toList();
    }

    /** What was due since then. */
    synchronized Set<UUID> ids(Instant since) {
        return deliveries.values().stream()
                .filter(delivery -> !delivery.due().dueAt().isBefore(since))
                .map(Delivery::getId)
                .collect(Collectors.toSet());
    }

    /**
     * How many to read ahead: a round of batches beyond those that are out, and nothing while a whole one is left for each
     * lane that could send it.
     */
    synchronized int room() {
        int round = options.batchSize() * options.parallel();
        boolean enough = deliveries.size() > round && lanes.stream().allMatch(lane -> lane.busy || isFull(lane));
        return enough || crowded ? 0 : Math.max(0, 2 * round - deliveries.size());
    }

    /** What is left of its share, in characters. */
    synchronized long share() {
        return CHARACTERS / Math.max(1, sharers.getAsInt()) - characters;
    }

    /** The same for what goes in bulk: it is worth the memory of all. */
    synchronized long bulkShare() {
        return CHARACTERS - characters;
    }

    /** Whether nothing is in hand, neither read ahead nor out. */
    synchronized boolean isEmpty() {
        return deliveries.isEmpty();
    }

    private boolean isFull(Lane lane) {
        return crowded || lane.queue.size() >= options.batchSize();
    }

    /**
     * Whether there is more to read ahead; then a batch that is not full waits for it, unless there is no room.
     *
     * @param fits whether the next one would fit
     */
    synchronized void more(boolean any, boolean fits) {
        more = any;
        // what was in its way may be back already
        crowded = !fits && !deliveries.isEmpty();
    }

    synchronized void add(Delivery delivery) {
        if (deliveries.putIfAbsent(delivery.getId(), delivery) == null) {
            characters += delivery.characters();
            lane(delivery).queue.add(delivery);
        }
    }

    /** What is not out may be read again. */
    synchronized void putBack() {
        for (Lane lane : lanes) {
            lane.queue.forEach(this::remove);
            lane.queue.clear();
        }
        crowded = false;
    }

    private void remove(Delivery delivery) {
        if (deliveries.remove(delivery.getId()) != null) {
            characters -= delivery.characters();
        }
    }

    /** Nothing goes in bulk any more: a process has died, and it may have been too much for it. */
    synchronized void avoidBulk() {
        bulk = 0;
    }

    /** How many more to read ahead if there is a backlog. */
    synchronized int bulkRoom() {
        return crowded ? 0 : Math.max(0, bulk - deliveries.size());
    }

    /** The batch of a free lane, or all of them in bulk, if it is ready. */
    synchronized Optional<Out> next(Instant now) {
        if (bulk > 0 && fresh().count() >= bulk) {
            return isIdle() ? Optional.of(inBulk()) : Optional.empty();
        }
        if (isHeldUp()) {
            return Optional.empty();
        }
        boolean complete = !more || room() == 0;
        return free().filter(
                        lane -> (complete || isFull(lane)) && wait(lane, now).isZero())
                .min(Comparator.comparing(lane -> lane.queue.element().due().dueAt()))
                .map(lane -> out(lane, lane.queue.element(), options.batchSize()));
    }

    /**
     * The one batch with which a resting destination is tried: first what has failed least, or one bad event would keep it
     * down for ever.
     */
    synchronized Optional<Out> probe(Instant now, Instant restingSince) {
        if (!isIdle()) {
            return Optional.empty();
        }
        boolean same = restingSince.plus(SAME_BATCH).isAfter(now);
        return free().flatMap(lane -> lane.queue.stream())
                .min(Comparator.comparingInt(doubts::times)
                        .thenComparing(delivery -> delivery.due().dueAt()))
                .map(first -> out(lane(first), first, same || doubts.times(first) == 0 ? options.batchSize() : 1));
    }

    /** Whether a call can begin at once. */
    synchronized boolean hasFreeLane() {
        return lanes.stream().anyMatch(lane -> !lane.busy);
    }

    /** How many events can be enough for a full batch. */
    synchronized int missing() {
        return options.batchSize()
                - free().mapToInt(lane -> lane.queue.size()).max().orElse(0);
    }

    /** One that has to go alone waits until everything is back, and whatever is not out waits with it. */
    private boolean isHeldUp() {
        return !isIdle() && free().anyMatch(lane -> goesAlone(lane.queue.element()));
    }

    /** Whether no batch is out. */
    synchronized boolean isIdle() {
        return lanes.stream().noneMatch(lane -> lane.busy);
    }

    private Stream<Lane> free() {
        return lanes.stream().filter(lane -> !lane.busy && !lane.queue.isEmpty());
    }

    private Stream<Delivery> fresh() {
        return lanes.stream()
                .flatMap(lane -> lane.queue.stream())
                .filter(delivery -> delivery.due().attempts() == 0);
    }

    private Lane lane(Delivery delivery) {
        String contact = delivery.getContact();
        Object key = contact == null ? delivery.getId() : EmailAddress.canonical(contact);
        return lanes.get(Math.floorMod(key.hashCode(), lanes.size()));
    }

    /** When a batch will be ready by time alone. */
    synchronized Duration untilNext(Instant now, Duration atMost) {
        return Stream.of(lanes)
                .filter(all -> !isHeldUp())
                .flatMap(all -> free())
                .map(lane -> wait(lane, now))
                .filter(wait -> wait.compareTo(atMost) < 0)
                .min(Duration::compareTo)
                .orElse(atMost);
    }

    synchronized void back(Out out) {
        out.batch.forEach(this::remove);
        crowded = false;
        out.lanes.forEach(lane -> lane.busy = false);
    }

    /** Until the batch is full, or its oldest event has waited long enough; a repeated attempt has waited already. */
    private Duration wait(Lane lane, Instant now) {
        Delivery oldest = lane.queue.element();
        if (isFull(lane) || oldest.due().attempts() > 0 || doubts.times(oldest) > 0) {
            return Duration.ZERO;
        }
        Duration left = Duration.between(now, oldest.due().dueAt().plus(options.collect()));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * What failed together goes together again, and with nobody else: the far side may have done it already and recognise
     * it. After each attempt the batches are smaller, and what two processes may have died of goes alone.
     */
    private Out out(Lane lane, Delivery first, int most) {
        List<Delivery> batch = new ArrayList<>();
        int limit = most;
        long left = BATCH_CHARACTERS;
        for (Iterator<Delivery> queue = lane.queue.iterator(); queue.hasNext(); ) {
            Delivery next = queue.next();
            if (doubts.call(next) == doubts.call(first) && next.wasLost() == first.wasLost()) {
                limit = Math.min(limit, most(next));
                left -= next.characters();
                if (!batch.isEmpty() && (batch.size() >= limit || left < 0)) {
                    break;
                }
                batch.add(next);
                queue.remove();
            }
        }
        boolean alone = first.wasLost() && batch.size() == 1 && isIdle();
        return new Out(alone ? lanes : List.of(lane), batch, alone);
    }

    /** How many may go with this one: fewer after each attempt, and none after it was in hand when two processes died. */
    private int most(Delivery delivery) {
        int attempts = delivery.due().attempts();
        if (delivery.wasLost()) {
            return goesAlone(delivery) ? 1 : options.batchSize();
        }
        return Math.max(1, options.batchSize() >> Math.min(attempts, Integer.SIZE - 2));
    }

    private static boolean goesAlone(Delivery delivery) {
        return delivery.wasLost() && delivery.due().attempts() > 1;
    }

    private Out inBulk() {
        List<Delivery> batch = fresh().sorted(
                        Comparator.comparing(delivery -> delivery.due().dueAt()))
                .limit(bulk)
                .toList();
        Set<Delivery> taken = new HashSet<>(batch);
        lanes.forEach(lane -> lane.queue.removeAll(taken));
        return new Out(lanes, batch, false);
    }
}
