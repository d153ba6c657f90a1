package dev.serai.dispatch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt at a batch: sends it, and where a call is refused without naming an event, sends its halves, until the event that
 * is to blame stands alone. Used by one thread.
 */
final class BisectingSend {
    private final BatchCalls calls;
    private final LeaseCheck lease;
    private final Map<Delivery, Outcome> outcomes = new LinkedHashMap<>();
    private final Map<Delivery, Outcome.Failed> unattributed = new LinkedHashMap<>();
    private Outcome.@Nullable Suspend suspend;
    private int deaths;
    private boolean delivered;
    private boolean stopped;

    BisectingSend(BatchCalls calls, LeaseCheck lease) {
        this.calls = calls;
        this.lease = lease;
    }

    BisectingSend send(List<Delivery> batch) {
        CallResult answer = lease.isHeld() ? calls.send(batch, lease) : null;
        CallResult result = answer == null ? null : SentValues.hidden(answer, batch);
        if (result == null) {
            stopped = true;
            return this;
        }
        Outcome failure = result.failure();
        if (failure instanceof Outcome.Suspend whole) {
            suspend = whole;
        } else if (batch.size() > 1 && (failure instanceof Outcome.Dead || failure instanceof Outcome.Unknown)) {
            sendHalves(batch);
        } else {
            sendHalves(noted(batch, result));
        }
        return this;
    }

    private void sendHalves(List<Delivery> batch) {
        int middle = batch.size() / 2;
        for (List<Delivery> half : List.of(batch.subList(0, middle), batch.subList(middle, batch.size()))) {
            if (!half.isEmpty() && suspend == null && !stopped && !isHopeless()) {
                send(half);
            }
        }
    }

    /** Notes what became of each. @return those that may have been too many for one call */
    private List<Delivery> noted(List<Delivery> batch, CallResult result) {
        List<Delivery> again = new ArrayList<>();
        for (Delivery delivery : batch) {
            Outcome own = result.of(delivery);
            if (result.failure() != null && !(own instanceof Outcome.Dead)) {
                noteWhole(delivery, result.failure());
            } else if (own instanceof Outcome.Unknown && batch.size() > 1) {
                again.add(delivery);
            } else if (own instanceof Outcome.Unknown alone) {
                noteWhole(delivery, alone);
            } else {
                note(delivery, own);
            }
        }
        return again;
    }

    /** The call has failed as a whole: a death is the event's own, since it stood alone; else it may be the destination. */
    private void noteWhole(Delivery delivery, Outcome.Failed whole) {
        if (whole instanceof Outcome.Dead dead && !dead.ifOthersPass()) {
            note(delivery, whole);
        } else {
            unattributed.put(delivery, whole instanceof Outcome.Dead ? whole : new Outcome.Retry(whole.reason()));
        }
    }

    private void note(Delivery delivery, Outcome own) {
        if (own instanceof Outcome.Suspend whole) {
            suspend = whole;
            return;
        }
        outcomes.put(delivery, own);
        deaths += own instanceof Outcome.Dead ? 1 : 0;
        delivered |= own instanceof Outcome.Delivered;
    }

    /** Many fail one by one and none is delivered: something is wrong that is not theirs. */
    private boolean isHopeless() {
        return !delivered && deaths + unattributed.size() >= DeadLetterGuard.HOPELESS;
    }

    /** The destination is not ours any more, or stops: an event without outcome was not sent. */
    boolean stopped() {
        return stopped;
    }

    boolean delivered() {
        return delivered;
    }

    /** Why the destination has to be suspended; null if no call said so. */
    Outcome.@Nullable Suspend suspend() {
        return suspend;
    }

    /**
     * The events whose call failed as a whole: each is dead, or to be tried again, unless the destination is to blame and not the
     * event.
     */
    Map<Delivery, Outcome.Failed> unattributed() {
        return unattributed;
    }

    /** Delivered, Retry or Dead, for each event that has its own outcome; an event without stays as it was. */
    Map<Delivery, Outcome> outcomes() {
        return outcomes;
    }
}
