package dev.serai.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;

/**
 * What this process has in hand of a destination: read ahead, or out in a call. Remembered here and not in the rows, so
 * that a process which dies leaves nothing locked.
 *
 * <p>Each contact belongs to one lane, and a lane has one batch out, so that nobody is in two calls at once.
 */
final class InHand {
    /** Of payload; beyond it nothing more is read ahead. */
    static final long CHARACTERS = 16L << 20;

    private final Options options;
    private final List<Lane> lanes;
    private final Map<UUID, Delivery> deliveries = new HashMap<>();

    private static final class Lane {
        final Deque<Delivery> queue = new ArrayDeque<>();
        boolean busy;
    }

    /** A batch that is out, until it is {@link #back}. */
    static final class Out {
        private final Lane lane;
        final List<Delivery> batch;

        private Out(Lane lane, List<Delivery> batch) {
            this.lane = lane;
            this.batch = batch;
        }
    }

    InHand(Options options) {
        this.options = options;
        this.lanes = IntStream.range(0, options.parallel())
                .mapToObj(any -> new Lane())
                .toList();
    }

    synchronized Set<UUID> ids() {
        return Set.copyOf(deliveries.keySet());
    }

    /** How many to read ahead: a round of batches beyond those that are out, and nothing while a whole one is left. */
    synchronized int room() {
        int round = options.batchSize() * options.parallel();
        long characters =
                deliveries.values().stream().mapToLong(Delivery::characters).sum();
        return deliveries.size() > round || characters > CHARACTERS ? 0 : 2 * round - deliveries.size();
    }

    synchronized void add(Delivery delivery) {
        if (deliveries.putIfAbsent(delivery.getId(), delivery) == null) {
            Object key = Objects.requireNonNullElse(delivery.getContact(), delivery.getId());
            lanes.get(Math.floorMod(key.hashCode(), lanes.size())).queue.add(delivery);
        }
    }

    /** What is not out may be read again. */
    synchronized void putBack() {
        for (Lane lane : lanes) {
            lane.queue.forEach(delivery -> deliveries.remove(delivery.getId()));
            lane.queue.clear();
        }
    }

    /**
     * The batch of a free lane, if it is ready.
     *
     * @param probing one batch alone, and at once
     */
    synchronized Optional<Out> next(Instant now, boolean probing) {
        if (probing && lanes.stream().anyMatch(lane -> lane.busy)) {
            return Optional.empty();
        }
        return lanes.stream()
                .filter(lane -> !lane.busy && !lane.queue.isEmpty())
                .filter(lane -> probing || wait(lane, now).isZero())
                // the oldest first, or a resting destination would try the same lane again and again
                .min(Comparator.comparing(lane -> lane.queue.element().due().dueAt()))
                .map(lane -> {
                    lane.busy = true;
                    return new Out(lane, batch(lane));
                });
    }

    /** When a batch will be ready by time alone. */
    synchronized Duration untilNext(Instant now, Duration atMost) {
        return lanes.stream()
                .filter(lane -> !lane.busy && !lane.queue.isEmpty())
                .map(lane -> wait(lane, now))
                .filter(wait -> wait.compareTo(atMost) < 0)
                .min(Duration::compareTo)
                .orElse(atMost);
    }

    synchronized void back(Out out) {
        out.batch.forEach(delivery -> deliveries.remove(delivery.getId()));
        out.lane.busy = false;
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
    private List<Delivery> batch(Lane lane) {
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
}
