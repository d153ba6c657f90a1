package dev.serai.outbox;

import dev.serai.journal.Deliveries;
import dev.serai.journal.Deliveries.Due;
import dev.serai.journal.Destinations.Condition;
import dev.serai.journal.Destinations.Lease;
import dev.serai.journal.Journal;
import dev.serai.journal.OutAlone;
import dev.serai.journal.OutAlone.Suspect;
import dev.serai.outbox.InHand.Out;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one destination, with what has to be known of them if the process dies meanwhile: an event of which it may have
 * died goes out alone, and that is kept before it goes.
 */
final class SafeCalls {
    private static final Logger log = LoggerFactory.getLogger(SafeCalls.class);
    private static final Suspect NONE = new Suspect(0, false);

    private final String name;
    private final Deliveries deliveries;
    private final OutAlone outAlone;
    private final Settler settler;
    private final Company company;
    private final Clock clock;

    /** The events that were out alone when a process died. */
    private volatile Map<UUID, Suspect> suspects = Map.of();

    SafeCalls(String name, Deliveries deliveries, Settler settler, Company company, Clock clock) {
        this.name = name;
        this.deliveries = deliveries;
        this.outAlone = deliveries.outAlone();
        this.settler = settler;
        this.company = company;
        this.clock = clock;
    }

    /**
     * The destination is taken over.
     *
     * @param died whether the process before this one died
     * @return whether one event was out alone then, so that nothing else of this destination was in hand
     */
    boolean takeOver(Lease fresh, boolean died) throws SQLException {
        suspects = outAlone.takeOver(name, died);
        Set<UUID> last = suspects.entrySet().stream()
                .filter(suspect -> suspect.getValue().last())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
        for (Due due : deliveries.waiting(name, last)) {
            settler.diedAlone(
                    fresh, due, suspects.getOrDefault(due.event().id(), NONE).deaths());
        }
        return !last.isEmpty();
    }

    /** @return whether everything is settled, see {@link Settler#work} */
    boolean work(Lease held, Out out, Condition condition) {
        if (out.alone) {
            return workAlone(held, out, condition);
        }
        company.enter();
        try {
            return settler.work(held, out.batch, condition);
        } finally {
            company.leave();
        }
    }

    private boolean workAlone(Lease held, Out out, Condition condition) {
        UUID event = out.batch.get(0).getId();
        boolean sole = company.enterAlone(suspects.containsKey(event), () -> note(() -> outAlone.notSole(name, event)));
        try {
            if (!note(() -> outAlone.out(name, event, clock.instant(), sole))) {
                return false;
            }
            boolean settled = settler.work(held, out.batch, condition);
            note(() -> outAlone.back(name, event));
            return settled;
        } finally {
            company.leave();
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
