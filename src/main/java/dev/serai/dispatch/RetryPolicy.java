package dev.serai.dispatch;

import dev.serai.event.Json;
import dev.serai.journal.DeliveryState;
import dev.serai.journal.DeliveryUpdate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What is written for a delivery by the outcome of its attempt.
 *
 * @param version hash of the destination's files; null if its route is made by none
 */
record RetryPolicy(Options options, @Nullable String version, Clock clock, RandomGenerator random) {

    /**
     * An attempt.
     *
     * @param at when it ended
     * @param jitter in [0, 1), shared by all deliveries of a batch, so that they become due together
     */
    record When(Instant at, double jitter, long millis) {}

    /** @param millis how long the attempt took that ends now */
    When now(long millis) {
        return new When(clock.instant(), random.nextDouble(), millis);
    }

    /** The delivery was in flight when its process died: that counts as an attempt, and the next one is apart from others. */
    DeliveryUpdate lost(Delivery delivery, When when) {
        return failed(delivery, new Outcome.Retry(Delivery.LOST), true, DeliveryState.WAITING_APART, when);
    }

    /** @param alone whether its failure is its own; with others it goes again soon, in smaller company */
    DeliveryUpdate of(Delivery delivery, Outcome outcome, boolean alone, When when) {
        return outcome instanceof Outcome.Delivered delivered
                ? delivered(delivery, delivered, when)
                : failed(delivery, outcome, alone, DeliveryState.WAITING, when);
    }

    private DeliveryUpdate failed(Delivery delivery, Outcome outcome, boolean alone, DeliveryState waiting, When when) {
        int attempts = delivery.due().attempts() + 1;
        if (outcome instanceof Outcome.Retry retry && !options.retries().exhausted(attempts)) {
            Instant next = when.at().plus(options.retries().delay(alone ? attempts : 1, when.jitter()));
            return waiting(delivery, waiting, attempts, next, retry.reason(), null, when);
        }
        String reason = outcome instanceof Outcome.Retry retry
                ? "given up after " + attempts + " attempts: " + retry.reason()
                : ((Outcome.Dead) outcome).reason();
        return settled(delivery, DeliveryState.DEAD, attempts, reason, null, when);
    }

    /** An event without its person is delivered and waits all the same, because the person may be imported later. */
    private DeliveryUpdate delivered(Delivery delivery, Outcome.Delivered delivered, When when) {
        int attempts = delivery.due().attempts();
        boolean nothingNew = delivered.receipt().isEmpty() || (delivered.unmatched() && delivery.isLookedUpAgain());
        String json = nothingNew ? null : Json.write(delivered.receipt());
        if (!delivered.unmatched()) {
            return settled(delivery, DeliveryState.DELIVERED, attempts + 1, null, json, when);
        }
        Instant until = delivery.getReceivedAt().plus(options.retryUnmatchedFor());
        // those of one hour come together, which fills their batches
        Instant next = when.at().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.HOURS);
        if (next.isBefore(until)) {
            String reason = "unmatched: looked up again every day until " + until.truncatedTo(ChronoUnit.DAYS);
            return waiting(delivery, DeliveryState.WAITING_FOR_PERSON, attempts, next, reason, json, when);
        }
        return settled(delivery, DeliveryState.DELIVERED, attempts + 1, null, json, when);
    }

    private DeliveryUpdate waiting(
            Delivery delivery,
            DeliveryState state,
            int attempts,
            Instant next,
            String reason,
            @Nullable String receipt,
            When when) {
        return new DeliveryUpdate(
                delivery.getId(), state, attempts, next, reason, null, receipt, version, when.millis());
    }

    private DeliveryUpdate settled(
            Delivery delivery,
            DeliveryState state,
            int attempts,
            @Nullable String reason,
            @Nullable String receipt,
            When when) {
        return new DeliveryUpdate(
                delivery.getId(), state, attempts, null, reason, when.at(), receipt, version, when.millis());
    }
}
