package dev.serai.outbox;

import java.util.ArrayList;
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

    private final Function<Batch, @Nullable Result> route;
    private final BooleanSupplier may;
    private final Map<Delivery, Outcome> outcomes = new LinkedHashMap<>();
    private final Map<Delivery, Outcome.Retry> failed = new LinkedHashMap<>();
    private final Map<Delivery, Outcome.Dead> doubtful = new LinkedHashMap<>();
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

    /**
     * @param route gives null if nobody waits for its answer any longer
     * @param may whether this process may still send to the destination
     */
    Attempt(Function<Batch, @Nullable Result> route, BooleanSupplier may) {
        this.route = route;
        this.may = may;
    }

    Attempt send(List<Delivery> deliveries) {
        if (!may.getAsBoolean()) {
            stopped = true;
            return this;
        }
        Batch batch = new Batch(deliveries, may);
        Result result = route.apply(batch);
        if (result == null) {
            stopped = true;
            return this;
        }
        Outcome failure = result.failure();
        if (failure instanceof Outcome.Rest whole) {
            rest = whole;
        } else if (deliveries.size() > 1 && (failure instanceof Outcome.Dead || failure instanceof Outcome.Unknown)) {
            sendHalves(deliveries);
        } else {
            sendHalves(noted(deliveries, batch, result));
        }
        return this;
    }

    private void sendHalves(List<Delivery> deliveries) {
        int middle = deliveries.size() / 2;
        for (List<Delivery> half :
                List.of(deliveries.subList(0, middle), deliveries.subList(middle, deliveries.size()))) {
            if (!half.isEmpty() && rest == null && !stopped && !hopeless()) {
                send(half);
            }
        }
    }

    /** Notes what became of each. @return those that may have been too many for one call */
    private List<Delivery> noted(List<Delivery> deliveries, Batch batch, Result result) {
        List<Delivery> again = new ArrayList<>();
        for (Delivery delivery : deliveries) {
            Outcome own = batch.outcomes().getOrDefault(delivery, new Outcome.Delivered(result.receipt()));
            if (result.failure() instanceof Outcome.Failed whole && !(own instanceof Outcome.Dead)) {
                note(delivery, whole);
            } else if (own instanceof Outcome.Unknown && deliveries.size() > 1) {
                again.add(delivery);
            } else if (own instanceof Outcome.Unknown alone) {
                note(delivery, alone);
            } else {
                note(delivery, own, batch);
            }
        }
        return again;
    }

    /** The call has failed as a whole: a death is the event's own, since it stood alone; else it may be the destination. */
    private void note(Delivery delivery, Outcome.Failed whole) {
        if (whole instanceof Outcome.Dead dead && dead.ifOthersPass()) {
            doubtful.put(delivery, dead);
        } else if (whole instanceof Outcome.Dead) {
            deaths++;
            outcomes.put(delivery, whole);
        } else {
            failed.put(delivery, new Outcome.Retry(whole.reason()));
        }
    }

    private void note(Delivery delivery, Outcome own, Batch batch) {
        if (own instanceof Outcome.Rest whole) {
            rest = whole;
            return;
        }
        Outcome settled = own;
        if (own instanceof Outcome.Delivered received) {
            Map<String, Object> receipt = new LinkedHashMap<>(received.receipt());
            receipt.putAll(batch.noted(delivery));
            settled = new Outcome.Delivered(receipt, received.unmatched() || batch.isUnmatched(delivery));
        }
        outcomes.put(delivery, settled);
        deaths += settled instanceof Outcome.Dead ? 1 : 0;
        delivered |= settled instanceof Outcome.Delivered;
    }

    /** Many fail one by one and none is delivered: something is wrong that is not theirs. */
    boolean hopeless() {
        return !delivered && deaths + failed.size() + doubtful.size() >= HOPELESS;
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

    /** The events whose call failed as a whole, and how. It may be the destination or one of them. */
    Map<Delivery, Outcome.Retry> failed() {
        return failed;
    }

    /** The events that are dead if the destination takes others. */
    Map<Delivery, Outcome.Dead> doubtful() {
        return doubtful;
    }

    /** Delivered, Retry or Dead, for each event that has its own outcome; those without stay as they were. */
    Map<Delivery, Outcome> outcomes() {
        return outcomes;
    }
}
