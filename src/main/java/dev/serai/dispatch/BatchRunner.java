package dev.serai.dispatch;

import dev.serai.dispatch.CircuitBreaker.Admission;
import dev.serai.dispatch.CircuitBreaker.Verdict;
import dev.serai.dispatch.DeadLetterGuard.Written;
import dev.serai.journal.DeliveryQueue;
import dev.serai.journal.DeliveryQueue.DueDelivery;
import dev.serai.journal.DeliveryUpdate;
import dev.serai.journal.LeaseStore.Lease;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sends the batches of one destination and writes what became of each event. */
final class BatchRunner {
    /** Deaths of the process with one event in flight and nothing else. */
    private static final int LETHAL = 2;

    private final DeliveryQueue deliveries;
    private final LeasedWrites writes;
    private final CallPool calls;
    private final RetryPolicy policy;
    private final CircuitBreaker breaker;
    private final AttemptLog log;

    BatchRunner(
            DeliveryQueue deliveries,
            LeasedWrites writes,
            CallPool calls,
            RetryPolicy policy,
            CircuitBreaker breaker,
            AttemptLog log) {
        this.deliveries = deliveries;
        this.writes = writes;
        this.calls = calls;
        this.policy = policy;
        this.breaker = breaker;
        this.log = log;
    }

    /** An event that may have been in flight when its process died has had an attempt, so that an event which kills cannot loop. */
    void suspect(Lease lease, List<DueDelivery> inFlight) throws SQLException {
        RetryPolicy.When when = policy.now(0);
        List<DeliveryUpdate> again = inFlight.stream()
                .map(due -> policy.lost(new Delivery(due), when))
                .toList();
        if (!again.isEmpty()) {
            log.lost(again.size());
            deliveries.settle(lease, when.at(), again);
        }
    }

    /** The process died while this event was in flight alone: the first time may be bad luck, the second is the last. */
    void diedAlone(Lease lease, DueDelivery due, int deaths) throws SQLException {
        if (deaths < LETHAL) {
            suspect(lease, List.of(due));
            return;
        }
        Delivery delivery = new Delivery(due);
        RetryPolicy.When when = policy.now(0);
        List<DeliveryUpdate> dead = List.of(policy.of(delivery, new Outcome.Dead(Delivery.LETHAL), true, when));
        if (deliveries.settle(lease, when.at(), dead)) {
            log.attempted(List.of(delivery), dead, 0);
        }
    }

    /**
     * Sends a batch and writes what became of it.
     *
     * @return whether everything is settled; if not, the destination is suspended now or is no longer ours
     */
    boolean run(Lease lease, List<Delivery> batch, Admission admission) {
        long begun = System.nanoTime();
        BisectingSend attempt = new BisectingSend(calls, writes.check(lease)).send(batch);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        RetryPolicy.When when = policy.now(millis);
        Verdict verdict = breaker.judge(attempt, admission);
        boolean alone = batch.size() == 1 || attempt.delivered();
        List<DeliveryUpdate> settlements = new ArrayList<>();
        verdict.outcomes().forEach((delivery, outcome) -> {
            boolean own = alone || !attempt.unattributed().containsKey(delivery);
            settlements.add(policy.of(delivery, outcome, own, when));
        });
        Written written = breaker.deadLetters()
                .write(
                        lease,
                        settlements,
                        attempt.delivered(),
                        admission.isProbe() && admission.misconfigured(),
                        when.at(),
                        all -> writes.write(lease, () -> all.isEmpty() || deliveries.settle(lease, when.at(), all)));
        settlements.stream().filter(each -> !each.state().isWaiting()).forEach(each -> breaker.suspects()
                .forget(each.eventId()));
        log.attempted(batch, written.held() ? settlements : List.of(), millis);
        return written.held() && goesOn(lease, when.at(), attempt, verdict, written.suspend(), admission);
    }

    private boolean goesOn(
            Lease lease,
            Instant now,
            BisectingSend attempt,
            Verdict verdict,
            Outcome.@Nullable Suspend hopeless,
            Admission admission) {
        Outcome.Suspend certain = attempt.suspend() == null ? hopeless : attempt.suspend();
        if (certain != null) {
            breaker.open(lease, now, certain, false);
        } else if (verdict.suspend() != null) {
            breaker.open(lease, now, verdict.suspend(), !admission.isProbe());
        } else if (admission.isProbe() && !attempt.stopped()) {
            breaker.close(lease);
        }
        return certain == null && verdict.suspend() == null && !attempt.stopped();
    }
}
