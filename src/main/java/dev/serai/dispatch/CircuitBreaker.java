package dev.serai.dispatch;

import dev.serai.journal.LeaseStore;
import dev.serai.journal.LeaseStore.DestinationState;
import dev.serai.journal.LeaseStore.Lease;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a destination may be sent to, and whether the destination or an event is to blame for what fails.
 *
 * <p>Closed, it lets everything through. Open, the destination is suspended: nothing goes out until its next probe. Half-open,
 * one batch tries whether the far side works again. A person may pause a destination besides; that is another matter, and only
 * shown here.
 */
public final class CircuitBreaker {
    private static final Duration MIN_SUSPENSION = Duration.ofSeconds(5);
    private static final Duration MAX_SUSPENSION = Duration.ofMinutes(10);

    private final String destination;
    private final LeaseStore destinations;
    private final LeasedWrites writes;
    private final AttemptLog log;
    private final Clock clock;
    private final Suspects suspects = new Suspects();
    private final DeadLetterGuard deadLetters = new DeadLetterGuard();

    private volatile DestinationState known = DestinationState.WORKS;

    /** A destination that was just taken over is tried at once: something may have been mended meanwhile. */
    private volatile boolean probesAtOnce;

    private volatile boolean probeIsOut;

    /** What was read ahead before may be cancelled. */
    private long seenRevision;

    private boolean revised;

    /** The condition is another than the one that was read last. */
    private volatile boolean changed;

    CircuitBreaker(String destination, LeaseStore destinations, LeasedWrites writes, AttemptLog log, Clock clock) {
        this.destination = destination;
        this.destinations = destinations;
        this.writes = writes;
        this.log = log;
        this.clock = clock;
    }

    /** Whether a destination is sent to. */
    public enum State {
        /** Everything goes out. */
        CLOSED,
        /** The destination is suspended until its next probe. */
        OPEN,
        /** The destination is suspended, and one batch is out that tries it. */
        HALF_OPEN
    }

    /**
     * The breaker at one moment.
     *
     * @param paused whether a person keeps the destination from being sent to
     * @param reason why it is suspended; null while it is not
     * @param since when it was suspended; null while it is not
     * @param nextProbe when one batch goes out again; null while it is not suspended
     * @param misconfigured whether every event would fail until a person changes something
     */
    public record Snapshot(
            State state,
            boolean paused,
            @Nullable String reason,
            @Nullable Instant since,
            @Nullable Instant nextProbe,
            boolean misconfigured) {}

    /** What this process knows, without asking the journal. */
    public Snapshot snapshot() {
        DestinationState now = known;
        State open = probeIsOut ? State.HALF_OPEN : State.OPEN;
        return new Snapshot(
                now.suspendedSince() == null ? State.CLOSED : open,
                now.paused(),
                now.reason(),
                now.suspendedSince(),
                now.nextProbe(),
                now.misconfigured());
    }

    /**
     * The permission to send, as things stood when it was given.
     *
     * @param suspendedSince null if everything may go out; else one batch may, as a probe
     */
    record Admission(@Nullable Instant suspendedSince, boolean misconfigured) {
        boolean isProbe() {
            return suspendedSince != null;
        }
    }

    /** @return null if nothing may go out now */
    @Nullable
    Admission admit() throws SQLException {
        changed = false;
        DestinationState now = refresh();
        revised = now.revision() != seenRevision;
        seenRevision = now.revision();
        boolean early = now.suspendedSince() != null
                && !probesAtOnce
                && now.nextProbe() != null
                && now.nextProbe().isAfter(clock.instant());
        return now.paused() || early ? null : new Admission(now.suspendedSince(), now.misconfigured());
    }

    /** Whether a person has cancelled deliveries since the admission before, so that all have to be read again. */
    boolean isRevised() {
        return revised;
    }

    /** Whether what {@link #admit} said holds no longer. */
    boolean hasChanged() {
        return changed;
    }

    /** A call ended in another way than everything going on. */
    void change() {
        changed = true;
    }

    /** Reads it from the journal: a person may have paused the destination, or another process may have worked it. */
    DestinationState refresh() throws SQLException {
        known = destinations.state(destination);
        return known;
    }

    /** No call is out; if the destination is paused, none goes out before {@link #admit} says so again. */
    void idle(Lease held) throws SQLException {
        if (known.paused() && !known.drained()) {
            destinations.drained(held);
        }
    }

    /**
     * This process works the destination from now on.
     *
     * @param afterCrash then no probe goes out early: it may have been the probe that ended the process
     */
    void takenOver(boolean afterCrash) {
        probesAtOnce = !afterCrash;
    }

    /** A batch goes out. */
    void sent(Admission admission) {
        probesAtOnce = false;
        probeIsOut = admission.isProbe();
    }

    /** The batch is back, with an answer or without one. */
    void returned() {
        probeIsOut = false;
    }

    Suspects suspects() {
        return suspects;
    }

    DeadLetterGuard deadLetters() {
        return deadLetters;
    }

    /**
     * What an attempt says.
     *
     * @param outcomes what counts for its events; an event without an outcome stays as it was
     * @param suspend how the destination seems to be down; null if it does not
     */
    record Verdict(Map<Delivery, Outcome> outcomes, Outcome.@Nullable Suspend suspend) {}

    /**
     * A call that failed as a whole counts as an attempt of its events only if the destination is known to work: others of the same
     * attempt were delivered, or these have failed before and the destination has worked since. An event that is refused as
     * any event may be, dies on the same condition; else the refusal is a mistake.
     */
    Verdict judge(BisectingSend attempt, Admission admission) {
        Map<Delivery, Outcome> outcomes = new LinkedHashMap<>(attempt.outcomes());
        Map<Delivery, Outcome.Failed> mistaken = new LinkedHashMap<>();
        Map<Delivery, Outcome.Failed> doubted = new LinkedHashMap<>();
        if (attempt.delivered()) {
            suspects.works();
        }
        attempt.unattributed().forEach((delivery, outcome) -> {
            if (attempt.delivered() || (!admission.isProbe() && suspects.isProven(delivery))) {
                outcomes.put(delivery, outcome);
            } else {
                (outcome instanceof Outcome.Dead ? mistaken : doubted).put(delivery, outcome);
            }
        });
        Map<Delivery, Outcome.Failed> blamed = mistaken.isEmpty() ? doubted : mistaken;
        if (blamed.isEmpty()) {
            return new Verdict(outcomes, null);
        }
        suspects.add(blamed.keySet());
        String reason = blamed.values().iterator().next().reason();
        return new Verdict(outcomes, new Outcome.Suspend(reason, !mistaken.isEmpty()));
    }

    /**
     * Opens: nothing goes out before the next probe.
     *
     * @param now when the attempt ended that says so
     * @param doubtful a call may fail once; only the second in a row says that it is the destination
     */
    void open(Lease lease, Instant now, Outcome.Suspend why, boolean doubtful) {
        if (doubtful) {
            log.failed(why.reason());
        } else {
            log.suspended(why);
        }
        writes.write(lease, () -> {
            Instant next = doubtful ? now : now.plus(pause(now, why.atLeast()));
            return destinations.suspend(lease, now, next, why.reason(), why.misconfigured());
        });
    }

    /** Half of the time for which it has been suspended, within bounds. */
    private Duration pause(Instant now, Duration atLeast) throws SQLException {
        Instant since = refresh().suspendedSince();
        Duration half =
                since == null ? Duration.ZERO : Duration.between(since, now).dividedBy(2);
        Duration pause = longer(half, MIN_SUSPENSION);
        return longer(pause.compareTo(MAX_SUSPENSION) > 0 ? MAX_SUSPENSION : pause, atLeast);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** Closes: everything goes out. */
    void close(Lease lease) {
        log.resumed();
        writes.write(lease, () -> destinations.resume(lease));
    }
}
