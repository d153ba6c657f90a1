package dev.serai.outbox;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a batch: sends it, and where a call is refused without naming an event, sends its halves, until the one
 * that is to blame stands alone. Used by one thread.
 */
final class Attempt {
    /** So many deaths without a delivery are no coincidence. */
    static final int HOPELESS = 20;

    private final Function<Batch, Result> route;
    private final BooleanSupplier may;
    private final Map<Delivery, Outcome> outcomes = new LinkedHashMap<>();
    private Outcome.@Nullable Rest rest;
    private int deaths;
    private boolean delivered;
    private boolean stopped;

    /**
     * What the route made of a batch.
     *
     * @param failure null if it ended normally
     * @param receipt what the far side answered to the whole call
     */
    record Result(@Nullable Outcome failure, Map<String, Object> receipt) {}

    /** @param may whether this process may still send to the destination */
    Attempt(Function<Batch, Result> route, BooleanSupplier may) {
        this.route = route;
        this.may = may;
    }

    Attempt send(List<Delivery> deliveries) {
        if (!may.getAsBoolean()) {
            stopped = true;
            return this;
        }
        Batch batch = new Batch(deliveries);
        Result result = route.apply(batch);
        Outcome failure = result.failure();
        if (failure instanceof Outcome.Rest whole) {
            rest = whole;
        } else if (deliveries.size() > 1 && (failure instanceof Outcome.Dead || failure instanceof Outcome.Unknown)) {
            int middle = deliveries.size() / 2;
            send(deliveries.subList(0, middle));
            if (rest == null && !hopeless()) {
                send(deliveries.subList(middle, deliveries.size()));
            }
        } else {
            for (Delivery delivery : deliveries) {
                Outcome own = batch.outcomes().getOrDefault(delivery, new Outcome.Delivered(result.receipt()));
                note(delivery, failure != null && !(own instanceof Outcome.Dead) ? failure : own, batch);
            }
        }
        return this;
    }

    private void note(Delivery delivery, Outcome outcome, Batch batch) {
        if (outcome instanceof Outcome.Rest whole) {
            rest = whole;
            return;
        }
        Outcome settled = outcome;
        if (outcome instanceof Outcome.Unknown unknown) {
            settled = new Outcome.Retry(unknown.reason());
        } else if (outcome instanceof Outcome.Delivered delivered) {
            Map<String, Object> receipt = new LinkedHashMap<>(delivered.receipt());
            receipt.putAll(batch.noted(delivery));
            settled = new Outcome.Delivered(receipt);
        }
        outcomes.put(delivery, settled);
        deaths += settled instanceof Outcome.Dead ? 1 : 0;
        delivered |= settled instanceof Outcome.Delivered;
    }

    /** Many die and none is delivered: something is wrong that is not theirs. */
    boolean hopeless() {
        return !delivered && deaths >= HOPELESS;
    }

    /** The destination is not ours any more: what has no outcome was not sent. */
    boolean stopped() {
        return stopped;
    }

    boolean delivered() {
        return delivered;
    }

    /** Why the destination has to rest, if it has. */
    Outcome.@Nullable Rest rest() {
        return rest;
    }

    /** Delivered, Retry or Dead, for each event that was settled; those without stay as they were. */
    Map<Delivery, Outcome> outcomes() {
        return outcomes;
    }
}
