package dev.serai.outbox;

import dev.serai.journal.Deliveries;
import dev.serai.journal.Deliveries.Due;
import dev.serai.journal.Destinations;
import dev.serai.journal.Destinations.Condition;
import dev.serai.journal.Destinations.Lease;
import dev.serai.journal.Journal;
import dev.serai.journal.Json;
import dev.serai.journal.Settlement;
import dev.serai.journal.Settlement.State;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns the outcomes of one destination's attempts into what is written: settled, due again later, or at rest. */
final class Settler {
    private static final Logger log = LoggerFactory.getLogger("serai.attempt");
    private static final String LOST = "in hand when its process died";
    private static final Duration SHORTEST_REST = Duration.ofSeconds(5);
    private static final Duration LONGEST_REST = Duration.ofMinutes(10);
    private static final long TRY_AGAIN_MILLIS = 500;

    private final String name;
    private final Deliveries deliveries;
    private final Destinations destinations;
    private final Ownership ownership;
    private final Function<Batch, Attempt.Result> route;
    private final @Nullable String madeBy;
    private final RetrySchedule schedule;
    private final Clock clock;
    private final RandomGenerator random;
    private final MeterRegistry metrics;

    /** The deaths since the last delivery. */
    private final List<Settlement> deaths = new ArrayList<>();

    private @Nullable Lease deathsUnder;

    Settler(
            String name,
            Deliveries deliveries,
            Destinations destinations,
            Ownership ownership,
            Function<Batch, Attempt.Result> route,
            @Nullable String madeBy,
            RetrySchedule schedule,
            Clock clock,
            RandomGenerator random,
            MeterRegistry metrics) {
        this.name = name;
        this.deliveries = deliveries;
        this.destinations = destinations;
        this.ownership = ownership;
        this.route = route;
        this.madeBy = madeBy;
        this.schedule = schedule;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
    }

    /** How many may go with this one: fewer after each attempt, and none after it was in hand when a process died. */
    static int batchLimit(Delivery delivery, int batchSize) {
        return LOST.equals(delivery.due().lastError())
                ? 1
                : Math.max(1, batchSize >> Math.min(delivery.due().attempts(), Integer.SIZE - 2));
    }

    /** What a process that died may have had in hand counts as an attempt, so that an event which kills cannot loop. */
    void suspect(Lease lease, List<Due> inHand) throws SQLException {
        Instant now = clock.instant();
        double luck = random.nextDouble();
        List<Settlement> again = inHand.stream()
                .map(due -> settlement(new Delivery(due), new Outcome.Retry(LOST), now, luck, 0))
                .toList();
        if (!again.isEmpty()) {
            log.warn("destination={} outcome=lost events={} reason={}", name, again.size(), LOST);
            deliveries.settle(lease, now, again);
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
        double luck = random.nextDouble();
        List<Settlement> settlements = new ArrayList<>();
        attempt.outcomes()
                .forEach((delivery, outcome) -> settlements.add(settlement(delivery, outcome, now, luck, millis)));
        Outcome.Rest rest;
        boolean held;
        // in one piece: lanes must not write deaths that another lane has just called a mistake
        synchronized (deaths) {
            List<Settlement> before = deathsUnder(lease);
            Outcome.Rest hopeless = hopeless(attempt, settlements, probing && condition.misconfigured(), now);
            rest = attempt.rest() == null ? hopeless : attempt.rest();
            held = write(lease, () -> settlements.isEmpty() || deliveries.settle(lease, now, settlements));
            if (!held) {
                deaths.clear();
                deaths.addAll(before);
            }
        }
        report(batch, held ? settlements : List.of(), rest, millis);
        if (held && rest != null) {
            write(lease, () -> destinations.rest(lease, now, nextProbe(now), rest.reason(), rest.misconfigured()));
        } else if (held && probing && !attempt.stopped()) {
            log.info("destination={} outcome=recovered", name);
            write(lease, () -> destinations.recovered(lease));
        }
        return held && rest == null && !attempt.stopped();
    }

    /** The deaths that this lease has written; what another one wrote may have been changed since by somebody else. */
    private List<Settlement> deathsUnder(Lease lease) {
        if (!lease.equals(deathsUnder)) {
            deaths.clear();
            deathsUnder = lease;
        }
        return List.copyOf(deaths);
    }

    private Settlement settlement(Delivery delivery, Outcome outcome, Instant now, double luck, long millis) {
        int attempts = delivery.due().attempts() + 1;
        Instant dueAt = delivery.due().dueAt();
        if (outcome instanceof Outcome.Delivered delivered) {
            String receipt = delivered.receipt().isEmpty() ? null : Json.write(delivered.receipt());
            return new Settlement(
                    delivery.getId(), State.DELIVERED, attempts, dueAt, null, now, receipt, madeBy, millis);
        }
        if (outcome instanceof Outcome.Retry retry && !schedule.exhausted(attempts)) {
            Instant next = now.plus(schedule.delay(attempts, luck));
            return new Settlement(
                    delivery.getId(), State.WAITING, attempts, next, retry.reason(), null, null, madeBy, millis);
        }
        String reason = outcome instanceof Outcome.Retry retry
                ? "given up after " + attempts + " attempts: " + retry.reason()
                : ((Outcome.Dead) outcome).reason();
        return new Settlement(delivery.getId(), State.DEAD, attempts, dueAt, reason, now, null, madeBy, millis);
    }

    /**
     * Many deaths in a row without a delivery are a mistake of ours or of the far side, and nothing dies for a mistake:
     * they wait again, and the destination rests.
     */
    private Outcome.@Nullable Rest hopeless(
            Attempt attempt, List<Settlement> settlements, boolean wasMistake, Instant now) {
        List<Settlement> dead = settlements.stream()
                .filter(settlement -> settlement.state() == State.DEAD)
                .toList();
        if (attempt.delivered()) {
            deaths.clear();
        }
        if (attempt.delivered() || dead.isEmpty()) {
            return null;
        }
        deaths.addAll(dead);
        if (deaths.size() < Attempt.HOPELESS && !wasMistake) {
            return null;
        }
        String reason = deaths.size() + " deaths in a row without a delivery, the last: "
                + deaths.get(deaths.size() - 1).error();
        settlements.removeAll(dead);
        deaths.forEach(each -> settlements.add(each.waitingAgain(now)));
        deaths.clear();
        return new Outcome.Rest(reason, true);
    }

    private Instant nextProbe(Instant now) throws SQLException {
        Instant since = destinations.condition(name).restingSince();
        Duration rested = since == null ? Duration.ZERO : Duration.between(since, now);
        Duration pause = rested.dividedBy(2);
        pause = pause.compareTo(SHORTEST_REST) < 0 ? SHORTEST_REST : pause;
        return now.plus(pause.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : pause);
    }

    @FunctionalInterface
    private interface Writing {
        /** @return false if the lease is lost */
        boolean write() throws SQLException;
    }

    /** What happened at the far side is not forgotten because the journal is away for a moment. */
    private boolean write(Lease lease, Writing writing) {
        while (true) {
            try {
                boolean held = writing.write();
                if (!held) {
                    ownership.lost(lease);
                }
                return held;
            } catch (SQLException e) {
                log.warn("destination={} outcome=not-settled-yet error={}", name, Journal.describe(e));
                if (!ownership.holds(lease) || interrupted()) {
                    return false;
                }
            }
        }
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

    private static String outcome(State state) {
        return state == State.WAITING ? "retry" : state.column();
    }

    private void report(List<Delivery> batch, List<Settlement> settlements, Outcome.@Nullable Rest rest, long millis) {
        metrics.timer("serai.attempts", "destination", name).record(millis, TimeUnit.MILLISECONDS);
        Map<State, Integer> counts = new EnumMap<>(State.class);
        settlements.forEach(settlement -> counts.merge(settlement.state(), 1, Integer::sum));
        counts.forEach(
                (state, count) -> metrics.counter("serai.deliveries", "destination", name, "outcome", outcome(state))
                        .increment(count));
        log.info(
                "destination={} batch={} delivered={} retry={} dead={} ms={}",
                name,
                batch.size(),
                counts.getOrDefault(State.DELIVERED, 0),
                counts.getOrDefault(State.WAITING, 0),
                counts.getOrDefault(State.DEAD, 0),
                millis);
        Map<UUID, Settlement> failed = new HashMap<>();
        settlements.stream()
                .filter(each -> each.state() != State.DELIVERED)
                .forEach(each -> failed.put(each.eventId(), each));
        for (Delivery delivery : batch) {
            Settlement each = failed.get(delivery.getId());
            if (each != null) {
                log.warn(
                        "family={} type={} event={} destination={} attempt={} outcome={} error={}",
                        delivery.getFamily(),
                        delivery.getType(),
                        delivery.getId(),
                        name,
                        each.attempts(),
                        outcome(each.state()),
                        each.error());
            }
        }
        if (rest != null && rest.misconfigured()) {
            log.error("destination={} outcome=rest misconfigured=true reason={}", name, rest.reason());
        } else if (rest != null) {
            log.warn("destination={} outcome=rest misconfigured=false reason={}", name, rest.reason());
        }
    }
}
