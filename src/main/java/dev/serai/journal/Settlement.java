package dev.serai.journal;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of one delivery after an attempt.
 *
 * @param attempts how many attempts it has had, this one included
 * @param nextAttemptAt when it is due again; ignored unless waiting
 * @param error why it was not delivered, null if it was
 * @param settledAt when it was delivered or died; null while it waits
 * @param receipt what the far side answered, as JSON
 * @param madeBy hash of the destination's files
 */
public record Settlement(
        UUID eventId,
        State state,
        int attempts,
        Instant nextAttemptAt,
        @Nullable String error,
        @Nullable Instant settledAt,
        @Nullable String receipt,
        @Nullable String madeBy,
        long millis) {

    /** The only three states of a delivery. */
    public enum State {
        WAITING,
        DELIVERED,
        DEAD;

        /** As it stands in the journal, in metrics and logs. */
        public String column() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public Settlement {
        error = error == null ? null : Text.clean(error, 500);
        receipt = receipt == null ? null : Text.clean(receipt, 2000);
    }

    /** The same delivery, due now. */
    public Settlement waitingAgain(Instant now) {
        return new Settlement(eventId, State.WAITING, attempts, now, error, null, null, madeBy, millis);
    }
}
