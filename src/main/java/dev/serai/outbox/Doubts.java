package dev.serai.outbox;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/**
 * What a call that failed as a whole says about its events: nothing yet, since the destination may be down. Only if the
 * destination has worked since, and they fail again, it is theirs.
 *
 * <p>Kept in memory: whoever takes over gives everybody the benefit of the doubt once more.
 */
final class Doubts {
    /** Beyond it all are forgotten, which costs nobody more than another doubt. */
    private static final int MOST = 100_000;

    private final Map<UUID, Doubt> doubts = new HashMap<>();
    private long worked;
    private long calls;

    /**
     * @param call the same for those that failed together, so that they can be repeated together: the far side may have
     *     done it already, and may recognise it
     * @param worked how often the destination had worked then
     * @param times how often they have failed
     */
    private record Doubt(long call, long worked, int times) {}

    /** The destination has taken something. */
    synchronized void works() {
        worked++;
    }

    /** These failed together, and it may not be their fault. */
    synchronized void add(Collection<Delivery> failed) {
        if (doubts.size() > MOST) {
            doubts.clear();
        }
        calls++;
        failed.forEach(each -> doubts.put(each.getId(), new Doubt(calls, worked, times(each) + 1)));
    }

    /** Whether it has failed before, and the destination has worked since: then it is not the destination. */
    synchronized boolean isProven(Delivery delivery) {
        Doubt doubt = doubts.get(delivery.getId());
        return doubt != null && doubt.worked() < worked;
    }

    synchronized int times(Delivery delivery) {
        Doubt doubt = doubts.get(delivery.getId());
        return doubt == null ? 0 : doubt.times();
    }

    /** The call in which it failed last; 0 if it has not. */
    synchronized long call(Delivery delivery) {
        Doubt doubt = doubts.get(delivery.getId());
        return doubt == null ? 0 : doubt.call();
    }

    synchronized void forget(UUID event) {
        doubts.remove(event);
    }
}
