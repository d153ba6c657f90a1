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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
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
    private final Function<Batch, Attempt.@Nullable Result> route;
    private final @Nullable String madeBy;
    private final Options options;
    private final Doubts doubts;
    private final Clock clock;
    private final RandomGenerator random;
    private final MeterRegistry metrics;

    /** The deaths since the last delivery. */
    private final List<Settlement> deaths = new ArrayList<>();

    private @Nullable Lease deathsUnder;

    /** Why the destination rests, as the log has it; null while it works. */
    private volatile @Nullable String told;

    Settler(
            String name,
            Deliveries deliveries,
            Destinations destinations,
            Ownership ownership,
            Function<Batch, Attempt.@Nullable Result> route,
            @Nullable String madeBy,
            Options options,
            Doubts doubts,
            Clock clock,
            RandomGenerator random,
            MeterRegistry metrics) {
        this.name = name;
        this.deliveries = deliveries;
        this.destinations = destinations;
        this.ownership = ownership;
        this.route = route;
        this.madeBy = madeBy;
        this.options = options;
        this.doubts = doubts;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
    }

    /** How many may go with this one: fewer after each attempt, and none after it was in hand when two processes died. */
    static int batchLimit(Delivery delivery, int batchSize) {
        int attempts = delivery.due().attempts();
        if (wasLost(delivery)) {
            return attempts > 1 ? 1 : batchSize;
        }
        return Math.max(1, batchSize >> Math.min(attempts, Integer.SIZE - 2));
    }

    /** Whether it was in hand when its process died. */
    static boolean wasLost(Delivery delivery) {
        return LOST.equals(delivery.due().lastError());
    }

    /** What a process that died may have had in hand counts as an attempt, so that an event which kills cannot loop. */
    void suspect(Lease lease, List<Due> inHand) throws SQLException {
        Instant now = clock.instant();
        double luck = random.nextDouble();
        List<Settlement> again = inHand.stream()
                .map(due -> settlement(new Delivery(due), new Outcome.Retry(LOST), now, luck, true, 0))
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
        Map<Delivery, Outcome> outcomes = new LinkedHashMap<>(attempt.outcomes());
        Outcome.Rest down = judge(attempt, outcomes, probing);
        boolean alone = batch.size() == 1 || attempt.delivered();
        List<Settlement> settlements = new ArrayList<>();
        outcomes.forEach((delivery, outcome) ->
                settlements.add(settlement(delivery, outcome, now, luck, alone || !isCall(attempt, delivery), millis)));
        Outcome.Rest rest;
        boolean held;
        // in one piece: lanes must not write deaths that another lane has just called a mistake
        synchronized (deaths) {
            List<Settlement> before = deathsUnder(lease);
            Outcome.Rest hopeless = hopeless(attempt, settlements, probing && condition.misconfigured(), now);
            rest = Stream.of(attempt.rest(), hopeless, down)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(null);
            held = write(lease, () -> settlements.isEmpty() || deliveries.settle(lease, now, settlements));
            if (!held) {
                deaths.clear();
                deaths.addAll(before);
            }
        }
        settlements.stream()
                .filter(each -> each.state() != State.WAITING)
                .forEach(each -> doubts.forget(each.eventId()));
        report(batch, held ? settlements : List.of(), millis);
        if (held && rest != null) {
            // a call may fail once; only the second in a row says that it is the destination
            boolean doubtful = rest.equals(down) && !probing;
            tell(rest, doubtful);
            write(
                    lease,
                    () -> destinations.rest(
                            lease, now, doubtful ? now : nextProbe(now), rest.reason(), rest.misconfigured()));
        } else if (held && probing && !attempt.stopped()) {
            recovered(lease);
        }
        return held && rest == null && !attempt.stopped();
    }

    /**
     * A call that failed as a whole counts as an attempt of its events only if the destination is known to work: others
     * of the same attempt were delivered, or these have failed before and the destination has worked since.
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
        if (doubted.isEmpty()) {
            return null;
        }
        doubts.add(doubted.keySet());
        return new Outcome.Rest(doubted.values().iterator().next().reason(), false);
    }

    private static boolean isCall(Attempt attempt, Delivery delivery) {
        return attempt.failed().containsKey(delivery);
    }

    private void recovered(Lease lease) {
        if (told != null) {
            log.info("destination={} outcome=recovered", name);
            told = null;
        }
        write(lease, () -> destinations.recovered(lease));
    }

    /** Once when it begins and whenever the reason is another, not with every probe. */
    private void tell(Outcome.Rest rest, boolean doubtful) {
        if (doubtful) {
            log.info("destination={} outcome=failed error={}", name, rest.reason());
        } else if (!rest.reason().equals(told)) {
            told = rest.reason();
            if (rest.misconfigured()) {
                log.error("destination={} outcome=rest misconfigured=true reason={}", name, rest.reason());
            } else {
                log.warn("destination={} outcome=rest misconfigured=false reason={}", name, rest.reason());
            }
        }
    }

    /** The deaths that this lease has written; what another one wrote may have been changed since by somebody else. */
    private List<Settlement> deathsUnder(Lease lease) {
        if (!lease.equals(deathsUnder)) {
            deaths.clear();
            deathsUnder = lease;
        }
        return List.copyOf(deaths);
    }

    /** @param alone whether its failure is its own; with others it goes again soon, in smaller company */
    private Settlement settlement(
            Delivery delivery, Outcome outcome, Instant now, double luck, boolean alone, long millis) {
        int attempts = delivery.due().attempts() + 1;
        Instant dueAt = delivery.due().dueAt();
        if (outcome instanceof Outcome.Delivered delivered) {
            return delivered(delivery, delivered.receipt(), attempts, now, millis);
        }
        if (outcome instanceof Outcome.Retry retry && !options.retries().exhausted(attempts)) {
            Instant next = now.plus(options.retries().delay(alone ? attempts : 1, luck));
            return new Settlement(
                    delivery.getId(), State.WAITING, attempts, next, retry.reason(), null, null, madeBy, millis);
        }
        String reason = outcome instanceof Outcome.Retry retry
                ? "given up after " + attempts + " attempts: " + retry.reason()
                : ((Outcome.Dead) outcome).reason();
        return new Settlement(delivery.getId(), State.DEAD, attempts, dueAt, reason, now, null, madeBy, millis);
    }

    /** An event whose person nobody knows yet is delivered and waits all the same: that person may be imported later. */
    private Settlement delivered(
            Delivery delivery, Map<String, Object> receipt, int attempts, Instant now, long millis) {
        boolean unmatched = receipt.containsKey(Settlement.UNMATCHED);
        boolean nothingNew = receipt.isEmpty() || (unmatched && delivery.isLookedUpAgain());
        String json = nothingNew ? null : Json.write(receipt);
        UUID id = delivery.getId();
        Instant until = delivery.getReceivedAt().plus(options.lookAgain());
        // those of one hour come together, which fills their batches
        Instant next = now.plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.HOURS);
        if (unmatched && next.isBefore(until)) {
            String reason =
                    Settlement.UNMATCHED + ": looked up again every day until " + until.truncatedTo(ChronoUnit.DAYS);
            return new Settlement(
                    id, State.WAITING, delivery.due().attempts(), next, reason, null, json, madeBy, millis);
        }
        return new Settlement(id, State.DELIVERED, attempts, delivery.due().dueAt(), null, now, json, madeBy, millis);
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

    private void report(List<Delivery> batch, List<Settlement> settlements, long millis) {
        if (settlements.isEmpty()) {
            return;
        }
        metrics.timer("serai.attempts", "destination", name).record(millis, TimeUnit.MILLISECONDS);
        Map<String, Integer> counts = new TreeMap<>();
        settlements.forEach(settlement -> counts.merge(settlement.outcome(), 1, Integer::sum));
        counts.forEach((outcome, count) -> metrics.counter("serai.deliveries", "destination", name, "outcome", outcome)
                .increment(count));
        log.info(
                "destination={} batch={} delivered={} retry={} dead={} unmatched={} ms={}",
                name,
                batch.size(),
                counts.getOrDefault("delivered", 0),
                counts.getOrDefault("retry", 0),
                counts.getOrDefault("dead", 0),
                counts.getOrDefault(Settlement.UNMATCHED, 0),
                millis);
        Map<UUID, Settlement> failed = new HashMap<>();
        settlements.stream().filter(Settlement::isFailed).forEach(each -> failed.put(each.eventId(), each));
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
                        each.outcome(),
                        each.error());
            }
        }
    }
}
