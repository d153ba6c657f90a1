package dev.serai.dispatch;

import java.util.Set;

/** Sends to the routes of destinations. */
public interface Dispatch {

    /**
     * Sends to a destination from now on.
     *
     * @return what ends that
     * @throws IllegalStateException if the destination has a route already
     */
    AutoCloseable begin(Assignment assignment);

    /** The names of the destinations that are sent to. */
    Set<String> working();
}
