package dev.serai.outbox;

import dev.serai.journal.Deliveries;
import dev.serai.journal.Deliveries.Due;
import dev.serai.journal.Destinations;
import dev.serai.journal.Destinations.Condition;
import dev.serai.journal.Destinations.Lease;
import dev.serai.journal.Journal;
import dev.serai.journal.Settlement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the outcomes of one destination's attempts into what is written: settled, due again later, or at rest. */
final class Settler {
    private static final Logger log = LoggerFactory.getLogger(Settler.class);
    private static final Duration SHORTEST_REST = Duration.ofSeconds(5);
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);
    private static final long TRY_AGAIN_MILLIS = 500;
    /** Deaths of the process with one event in hand and nothing else. */
    private static final int LETHAL = 2;

    private final String name;
    private final Deliveries deliveries;
    private final Destinations destinations;
    private final Ownership ownership;
    private final Function<Batch, Attempt.@Nullable Result> route;
    private final Settlements settlement;
    private final Doubts doubts;
    private final AttemptLog attemptLog;
    private final Clock clock;
    private final RandomGenerator random;
    private final Deaths deaths = new Deaths();
    private volatile boolean stopped;

    Settler(
            String name,
            Deliveries deliveries,
            Destinations destinations,
            Ownership ownership,
            Function<Batch, Attempt.@Nullable Result> route,
            Settlements settlement,
            Doubts doubts,
            AttemptLog attemptLog,
            Clock clock,
            RandomGenerator random) {
        this.name = name;
        this.deliveries = deliveries;
        this.destinations = destinations;
        this.ownership = ownership;
        this.route = route;
        this.settlement = settlement;
        this.doubts = doubts;
        this.attemptLog = attemptLog;
        this.clock = clock;
        this.random = random;
    }

    /** What a process that died may have had in hand counts as an attempt, so that an event which kills cannot loop. */
    void suspect(Lease lease, List<Due> inHand) throws SQLException {
        Settlements.When when = new Settlements.When(clock.instant(), random.nextDouble(), 0);
        List<Settlement> again = inHand.stream()
                .map(due -> settlement.lost(new Delivery(due), when))
                .toList();
        if (!again.isEmpty()) {
            attemptLog.lost(again.size());
            deliveries.settle(lease, when.at(), again);
        }
    }

    /** The process died while this event was out alone: once may be bad luck, and nobody needs a third time. */
    void diedAlone(Lease lease, Due due, int deaths) throws SQLException {
        if (deaths < LETHAL) {
            suspect(lease, List.of(due));
            return;
        }
        Delivery delivery = new Delivery(due);
        Settlements.When when = new Settlements.When(clock.instant(), random.nextDouble(), 0);
        List<Settlement> dead = List.of(settlement.of(delivery, new Outcome.Dead(Delivery.LETHAL), true, when));
        if (deliveries.settle(lease, when.at(), dead)) {
            attemptLog.attempted(List.of(delivery), dead, 0);
        }
    }

    /**
     * Sends a batch and writes what became of it.
     *
     * @param condition whether the destination rests, so that this only tries it
     * @return whether everything is settled; if not, the destination rests now or is no longer ours
     */
    boolean work(Lease lease, List<Delivery> batch, Condition condition) {
        boolean probing = condition.restingSince() != null;
        long begun = System.nanoTime();
        Attempt attempt = new Attempt(route, () -> ownership.holds(lease)).send(batch);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        Instant now = clock.instant();
        Settlements.When when = new Settlements.When(now, random.nextDouble(), millis);
        Map<Delivery, Outcome> outcomes = new LinkedHashMap<>(attempt.outcomes());
        Outcome.Rest down = judge(attempt, outcomes, probing);
        boolean alone = batch.size() == 1 || attempt.delivered();
        List<Settlement> settlements = new ArrayList<>();
        outcomes.forEach((delivery, outcome) ->
                settlements.add(settlement.of(delivery, outcome, alone || !isCall(attempt, delivery), when)));
        Outcome.Rest rest;
        boolean held;
        // in one piece: lanes must not write deaths that another lane has just called a mistake
        synchronized (deaths) {
            List<Settlement> before = deaths.under(lease);
            Outcome.Rest hopeless = deaths.hopeless(attempt, settlements, probing && condition.misconfigured(), now);
            rest = Stream.of(attempt.rest(), hopeless, down)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            held = write(lease, () -> settlements.isEmpty() || deliveries.settle(lease, now, settlements));
            if (!held) {
                deaths.reset(before);
            }
        }
        settlements.stream().filter(each -> !each.state().isWaiting()).forEach(each -> doubts.forget(each.eventId()));
        attemptLog.attempted(batch, held ? settlements : List.of(), millis);
        if (held && rest != null) {
            rest(lease, now, rest, rest.equals(down) && !probing);
        } else if (held && probing && !attempt.stopped()) {
            recovered(lease);
        }
        return held && rest == null && !attempt.stopped();
    }

    /** The destination does not rest any more. */
    void recovered(Lease lease) {
        attemptLog.recovered();
        write(lease, () -> destinations.recovered(lease));
    }

    /**
     * A call that failed as a whole counts as an attempt of its events only if the destination is known to work: others
     * of the same attempt were delivered, or these have failed before and the destination has worked since. What is refused as
     * any event may be dies on the same condition; else it is a mistake.
     *
     * @param outcomes gets the attempts that count
     * @return how the destination seems to be down; null if it does not
     */
    private Outcome.@Nullable Rest judge(Attempt attempt, Map<Delivery, Outcome> outcomes, boolean probing) {
        if (attempt.delivered()) {
            doubts.works();
        }
        Map<Delivery, Outcome.Retry> doubted = new LinkedHashMap<>();
        attempt.failed().forEach((delivery, outcome) -> {
            if (attempt.delivered() || (!probing && doubts.isProven(delivery))) {
                outcomes.put(delivery, outcome);
            } else {
                doubted.put(delivery, outcome);
            }
        });
        Map<Delivery, Outcome.Dead> mistaken = new LinkedHashMap<>();
        attempt.doubtful().forEach((delivery, dead) -> {
            if (attempt.delivered() || (!probing && doubts.isProven(delivery))) {
                outcomes.put(delivery, dead);
            } else {
                mistaken.put(delivery, dead);
            }
        });
        if (!mistaken.isEmpty()) {
            doubts.add(mistaken.keySet());
            return new Outcome.Rest(mistaken.values().iterator().next().reason(), true);
        }
        if (doubted.isEmpty()) {
            return null;
        }
        doubts.add(doubted.keySet());
        return new Outcome.Rest(doubted.values().iterator().next().reason(), false);
    }

    private static boolean isCall(Attempt attempt, Delivery delivery) {
        return attempt.failed().containsKey(delivery);
    }

    /** @param doubtful a call may fail once: only the second in a row says that it is the destination */
    private void rest(Lease lease, Instant now, Outcome.Rest rest, boolean doubtful) {
        if (doubtful) {
            attemptLog.failed(rest.reason());
        } else {
            attemptLog.rests(rest);
        }
        write(
                lease,
                () -> destinations.rest(
                        lease,
                        now,
                        doubtful ? now : nextProbe(now, rest.atLeast()),
                        rest.reason(),
                        rest.misconfigured()));
    }

    private Instant nextProbe(Instant now, Duration atLeast) throws SQLException {
        Instant since = destinations.condition(name).restingSince();
        Duration rested = since == null ? Duration.ZERO : Duration.between(since, now);
        Duration pause = rested.dividedBy(2);
        pause = pause.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : pause;
        pause = pause.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : pause;
        return now.plus(pause.compareTo(atLeast) > 0 ? pause : atLeast);
    }

    @FunctionalInterface
    private interface Writing {
        /** @return false if the lease is lost */
        boolean write() throws SQLException;
    }

    /**
     * What happened at the far side is not forgotten because the journal is away, for a moment or for a night: as long as
     * nobody else has taken over it can be written, and only so is it not repeated.
     */
    private boolean write(Lease lease, Writing writing) {
        for (boolean first = true; ; first = false) {
            try {
                boolean held = writing.write();
                if (!held) {
                    ownership.lost(lease);
                }
                return held;
            } catch (SQLException e) {
                if (first) {
                    log.warn("destination={} outcome=not-settled-yet error={}", name, Journal.describe(e));
                }
                if (stopped || interrupted()) {
                    return false;
                }
            }
        }
    }

    /** Waits for the journal no longer. */
    void stop() {
        stopped = true;
    }

    private static boolean interrupted() {
        try {
            TimeUnit.MILLISECONDS.sleep(TRY_AGAIN_MILLIS);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
