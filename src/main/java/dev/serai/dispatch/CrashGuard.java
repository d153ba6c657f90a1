package dev.serai.dispatch;

import dev.serai.dispatch.CircuitBreaker.Admission;
import dev.serai.journal.DeliveryQueue;
import dev.serai.journal.DeliveryQueue.DueDelivery;
import dev.serai.journal.Journal;
import dev.serai.journal.LeaseStore.Lease;
import dev.serai.journal.OutAlone;
import dev.serai.journal.OutAlone.Suspect;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in mind what a destination has in flight, for the case that the process dies of it: an event of which the process may have
 * died goes out alone, and that is written down before it goes.
 */
final class CrashGuard {
    private static final Logger log = LoggerFactory.getLogger(CrashGuard.class);
    private static final Suspect NONE = new Suspect(0, false);

    private final String name;
    private final DeliveryQueue deliveries;
    private final OutAlone outAlone;
    private final BatchRunner runner;
    private final ProcessCalls calls;
    private final Clock clock;

    /** The events that were out alone when a process died. */
    private volatile Map<UUID, Suspect> suspects = Map.of();

    CrashGuard(String name, DeliveryQueue deliveries, BatchRunner runner, ProcessCalls calls, Clock clock) {
        this.name = name;
        this.deliveries = deliveries;
        this.outAlone = deliveries.outAlone();
        this.runner = runner;
        this.calls = calls;
        this.clock = clock;
    }

    /**
     * The destination is taken over.
     *
     * @param died whether the process before this one died
     * @return whether one event was out alone then, so that nothing else of this destination was in flight
     */
    boolean takeOver(Lease fresh, boolean died) throws SQLException {
        suspects = outAlone.takeOver(name, died);
        Set<UUID> last = suspects.entrySet().stream()
                .filter(suspect -> suspect.getValue().last())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        for (DueDelivery due : deliveries.waiting(name, last)) {
            runner.diedAlone(
                    fresh, due, suspects.getOrDefault(due.event().id(), NONE).deaths());
        }
        return !last.isEmpty();
    }

    /** @return whether everything is settled, see {@link BatchRunner#run} */
    boolean run(Lease held, BatchInFlight out, Admission admission) {
        if (out.alone()) {
            return runAlone(held, out, admission);
        }
        calls.enter();
        try {
            return runner.run(held, out.batch(), admission);
        } finally {
            calls.leave();
        }
    }

    private boolean runAlone(Lease held, BatchInFlight out, Admission admission) {
        UUID event = out.batch().get(0).getId();
        boolean sole = calls.enterAlone(suspects.containsKey(event), () -> note(() -> outAlone.notSole(name, event)));
        try {
            if (!note(() -> outAlone.out(name, event, clock.instant(), sole))) {
                return false;
            }
            boolean settled = runner.run(held, out.batch(), admission);
            note(() -> outAlone.returned(name, event));
            return settled;
        } finally {
            calls.leave();
        }
    }

    /** What is written of an event that is out alone. */
    @FunctionalInterface
    private interface Note {
        void write() throws SQLException;
    }

    private boolean note(Note note) {
        try {
            note.write();
            return true;
        } catch (SQLException e) {
            log.warn("destination={} outcome=not-noted error={}", name, Journal.describe(e));
            return false;
        }
    }
}
