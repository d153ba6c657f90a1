package dev.serai.journal;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a delivery is. Each event has exactly one state for each of its destinations: the columns {@code state} and {@code
 * waiting_for} of the journal. Nothing else says what happens next: the error and the receipt of a delivery are for people.
 */
public enum DeliveryState {
    /** The delivery waits for its first attempt, or for its next. */
    WAITING("waiting", null, "retry"),

    /** All is delivered but the change of a person that the destination does not know yet; Serai looks again once a day. */
    WAITING_FOR_PERSON("waiting", "person", "unmatched"),

    /** The delivery was in flight when its process died, perhaps of it; its next attempt is apart from all others. */
    WAITING_APART("waiting", "attempt_apart", "retry"),

    /** The destination has taken the event. */
    DELIVERED("delivered", null, "delivered"),

    /** The event will never be delivered unless a person replays it. */
    DEAD("dead", null, "dead");

    private final String column;
    private final @Nullable String waitingFor;
    private final String outcome;

    DeliveryState(String column, @Nullable String waitingFor, String outcome) {
        this.column = column;
        this.waitingFor = waitingFor;
        this.outcome = outcome;
    }

    public boolean isWaiting() {
        return column.equals(WAITING.column);
    }

    /** Whether an operator has to know why the event was not delivered. */
    boolean isFailed() {
        return this != DELIVERED && this != WAITING_FOR_PERSON;
    }

    /** An attempt that ended in this state, as metrics and logs name it. */
    String outcome() {
        return outcome;
    }

    /** The column {@code state}. */
    String column() {
        return column;
    }

    /** The column {@code waiting_for}: null for the next attempt, and for a delivery that does not wait. */
    @Nullable
    String waitingFor() {
        return waitingFor;
    }

    /** @param waitingFor the column {@code waiting_for} of a delivery that waits */
    static DeliveryState waiting(@Nullable String waitingFor) {
        for (DeliveryState state : values()) {
            if (state.isWaiting() && Objects.equals(state.waitingFor, waitingFor)) {
                return state;
            }
        }
        throw new IllegalArgumentException("no delivery waits for " + waitingFor);
    }
}
