package dev.serai.event;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
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
    private @Nullable Map<String, String> rules;

    /** A decision that notes as well which step of which file it was. */
    public static RoutingDecision explained() {
        RoutingDecision decision = new RoutingDecision();
        decision.rules = new TreeMap<>();
        return decision;
    }

    /**
     * A step names a destination; the first one counts.
     *
     * @param place file, line and id of the step
     */
    public void note(String destination, String place) {
        if (rules != null) {
            rules.putIfAbsent(destination, place);
        }
    }

    /** File, line and id of the step that named each destination, by the destination; empty unless {@link #explained}. */
    public Map<String, String> rules() {
        return rules == null ? Map.of() : Map.copyOf(rules);
    }

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
        unrouted = Text.ofError(reason, 500);
    }

    public Set<String> destinations() {
        return destinations;
    }

    /** Why no router could decide, or null. */
    public @Nullable String unrouted() {
        return unrouted;
    }
}
