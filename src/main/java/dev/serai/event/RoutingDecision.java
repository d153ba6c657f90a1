package dev.serai.event;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a router decided for one event: its destinations, or why the router could not decide.
 *
 * <p>Filled while the router runs, by one thread.
 */
public final class RoutingDecision {
    private final Set<String> destinations = new LinkedHashSet<>();
    private @Nullable String unrouted;
    private @Nullable String version;

    /** @param router the version of the router that decides; null if it is not known */
    public void by(@Nullable String router) {
        version = router;
    }

    /** The version of the router that decided, or null. */
    public @Nullable String version() {
        return version;
    }

    /** The event goes there. */
    public void add(String destination) {
        destinations.add(destination);
    }

    /** The router failed: half a decision is none. */
    public void unrouted(String reason) {
        destinations.clear();
        unrouted = Text.clean(reason, 500);
    }

    public Set<String> destinations() {
        return destinations;
    }

    /** Why no router could decide, or null. */
    public @Nullable String unrouted() {
        return unrouted;
    }
}
