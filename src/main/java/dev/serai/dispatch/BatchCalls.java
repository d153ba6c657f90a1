package dev.serai.dispatch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Calls a destination's route. */
@FunctionalInterface
interface BatchCalls {

    /** @return null if the gateway stops before there is an answer */
    @Nullable
    CallResult send(List<Delivery> batch, LeaseCheck lease);
}
