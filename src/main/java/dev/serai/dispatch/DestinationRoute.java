package dev.serai.dispatch;

import java.util.List;

/** How the batches of a destination are sent. */
@FunctionalInterface
public interface DestinationRoute {

    /** @param lease whether this process may still send to the destination */
    RouteCall call(List<Delivery> batch, LeaseCheck lease);
}
