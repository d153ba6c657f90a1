package dev.serai.dispatch;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call came to.
 *
 * @param failure of the call as a whole; null if it ended normally
 * @param outcomes what the route says of single events; an event of which it says nothing has the outcome of the call
 */
public record CallResult(Outcome.@Nullable Failed failure, Map<Delivery, Outcome> outcomes) {

    static CallResult failed(Outcome.Failed failure) {
        return new CallResult(failure, Map.of());
    }

    Outcome of(Delivery delivery) {
        return outcomes.getOrDefault(delivery, new Outcome.Delivered(Map.of()));
    }
}
