package dev.serai.journal;

import dev.serai.event.Text;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is written for one delivery after an attempt.
 *
 * @param attempts number of attempts, this one included
 * @param nextAttemptAt when the delivery is due again; null if it does not wait, which leaves the time it had
 * @param error why the event was not delivered, for people; null if it was
 * @param settledAt when the event was delivered or the delivery died; null while it waits
 * @param receipt what the destination answered, as JSON, for people; null leaves the answer before
 * @param routeVersion hash of the destination's files
 * @param millis length of the attempt
 */
public record DeliveryUpdate(
        UUID eventId,
        DeliveryState state,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable String error,
        @Nullable Instant settledAt,
        @Nullable String receipt,
        @Nullable String routeVersion,
        long millis) {

    public DeliveryUpdate {
        if (state.isWaiting() != (nextAttemptAt != null)) {
            throw new IllegalArgumentException("only a delivery that waits has a next attempt");
        }
        error = error == null ? null : Text.ofError(error, 500);
        receipt = receipt == null ? null : Text.ofError(receipt, 2000);
    }

    /** How the attempt ended, as metrics and logs name it. */
    public String outcome() {
        return state.outcome();
    }

    /** Whether an operator has to know why the event was not delivered. */
    public boolean isFailed() {
        return state.isFailed();
    }

    /** What others of the batch may share: all columns but the event, the error and the receipt. */
    List<@Nullable Object> verdict() {
        return Arrays.asList(state, attempts, nextAttemptAt, settledAt, routeVersion);
    }

    /** The same delivery, due now. */
    public DeliveryUpdate waitingAgain(Instant now) {
        return new DeliveryUpdate(
                eventId, DeliveryState.WAITING, attempts, now, error, null, null, routeVersion, millis);
    }
}
