package dev.serai.journal;

import dev.serai.event.RoutedEvent.NewDeliveries;
import java.util.Map;

/** Is told after a commit what the destinations have to do. */
@FunctionalInterface
public interface NewWork {
    /** @param work by the name of the destination */
    void announce(Map<String, NewDeliveries> work);
}
