package dev.serai.dispatch;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * The events of calls that failed as a whole: that says nothing about them yet, because the destination may be down. Only if the
 * destination has worked since, and they fail again, they are to blame.
 *
 * <p>Kept in memory: a process that takes over begins without suspects.
 */
final class Suspects {
    /** Beyond it all are forgotten, which costs each no more than another suspect. */
    private static final int MAX_SUSPECTS = 100_000;

    private final Map<UUID, Suspect> suspects = new HashMap<>();
    private long worked;
    private long calls;

    /**
     * @param call the same for those that failed together, so that they can be repeated together: the far side may have
     *     done it already, and may recognise it
     * @param worked how often the destination had worked then
     * @param times how often they have failed
     */
    private record Suspect(long call, long worked, int times) {}

    /** The destination has taken something. */
    synchronized void works() {
        worked++;
    }

    /** These failed together, and it may not be their fault. */
    synchronized void add(Collection<Delivery> failed) {
        if (suspects.size() > MAX_SUSPECTS) {
            suspects.clear();
        }
        calls++;
        failed.forEach(each -> suspects.put(each.getId(), new Suspect(calls, worked, times(each) + 1)));
    }

    /** Whether it has failed before, and the destination has worked since: then it is not the destination. */
    synchronized boolean isProven(Delivery delivery) {
        Suspect suspect = suspects.get(delivery.getId());
        return suspect != null && suspect.worked() < worked;
    }

    synchronized int times(Delivery delivery) {
        Suspect suspect = suspects.get(delivery.getId());
        return suspect == null ? 0 : suspect.times();
    }

    /** The call in which it failed last; 0 if it has not. */
    synchronized long call(Delivery delivery) {
        Suspect suspect = suspects.get(delivery.getId());
        return suspect == null ? 0 : suspect.call();
    }

    synchronized void forget(UUID event) {
        suspects.remove(event);
    }
}
