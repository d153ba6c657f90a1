package dev.serai.journal;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one delivery after an attempt.
 *
 * @param attempts how many attempts it has had, this one included
 * @param nextAttemptAt when it is due again; null if it does not wait, and keeps the time it had
 * @param error why it was not delivered, null if it was
 * @param settledAt when it was delivered or died; null while it waits
 * @param receipt what the far side answered, as JSON; null leaves what it answered before
 * @param madeBy hash of the destination's files
 */
public record Settlement(
        UUID eventId,
        DeliveryState state,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable String error,
        @Nullable Instant settledAt,
        @Nullable String receipt,
        @Nullable String madeBy,
        long millis) {

    public Settlement {
        if (state.isWaiting() != (nextAttemptAt != null)) {
            throw new IllegalArgumentException("only what waits has a next attempt");
        }
        error = error == null ? null : Text.clean(error, 500);
        receipt = receipt == null ? null : Text.clean(receipt, 2000);
    }

    /** What the attempt came to, as it stands in metrics and logs. */
    public String outcome() {
        return state.outcome();
    }

    /** Whether it has to be known why it was not delivered. */
    public boolean isFailed() {
        return state.isFailed();
    }

    /** What it shares with others of its batch: all that is written but its event, its error and its receipt. */
    List<@Nullable Object> verdict() {
        return Arrays.asList(state, attempts, nextAttemptAt, settledAt, madeBy);
    }

    /** The same delivery, due now. */
    public Settlement waitingAgain(Instant now) {
        return new Settlement(eventId, DeliveryState.WAITING, attempts, now, error, null, null, madeBy, millis);
    }
}
