package dev.serai.outbox;

import dev.serai.journal.Json;
import dev.serai.journal.Settlement;
import dev.serai.journal.Settlement.State;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is written for a delivery by the outcome of its attempt.
 *
 * @param madeBy hash of the destination's files
 */
record Settlements(Options options, @Nullable String madeBy) {

    /**
     * An attempt.
     *
     * @param at when it ended
     * @param luck moves the next one a little: the same for all that were sent together
     */
    record When(Instant at, double luck, long millis) {}

    /** @param alone whether its failure is its own; with others it goes again soon, in smaller company */
    Settlement of(Delivery delivery, Outcome outcome, boolean alone, When when) {
        int attempts = delivery.due().attempts() + 1;
        if (outcome instanceof Outcome.Delivered delivered) {
            return delivered(delivery, delivered.receipt(), attempts, when);
        }
        if (outcome instanceof Outcome.Retry retry && !options.retries().exhausted(attempts)) {
            Instant next = when.at().plus(options.retries().delay(alone ? attempts : 1, when.luck()));
            return waiting(delivery, attempts, next, retry.reason(), null, when);
        }
        String reason = outcome instanceof Outcome.Retry retry
                ? "given up after " + attempts + " attempts: " + retry.reason()
                : ((Outcome.Dead) outcome).reason();
        return settled(delivery, State.DEAD, attempts, reason, null, when);
    }

    /** An event whose person nobody knows yet is delivered and waits all the same: that person may be imported later. */
    private Settlement delivered(Delivery delivery, Map<String, Object> receipt, int attempts, When when) {
        boolean unmatched = receipt.containsKey(Settlement.UNMATCHED);
        boolean nothingNew = receipt.isEmpty() || (unmatched && delivery.isLookedUpAgain());
        String json = nothingNew ? null : Json.write(receipt);
        Instant until = delivery.getReceivedAt().plus(options.retryUnmatchedFor());
        // those of one hour come together, which fills their batches
        Instant next = when.at().plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.HOURS);
        if (unmatched && next.isBefore(until)) {
            String reason =
                    Settlement.UNMATCHED + ": looked up again every day until " + until.truncatedTo(ChronoUnit.DAYS);
            return waiting(delivery, delivery.due().attempts(), next, reason, json, when);
        }
        return settled(delivery, State.DELIVERED, attempts, null, json, when);
    }

    private Settlement waiting(
            Delivery delivery, int attempts, Instant next, String reason, @Nullable String receipt, When when) {
        return new Settlement(
                delivery.getId(), State.WAITING, attempts, next, reason, null, receipt, madeBy, when.millis());
    }

    private Settlement settled(
            Delivery delivery,
            State state,
            int attempts,
            @Nullable String reason,
            @Nullable String receipt,
            When when) {
        return new Settlement(
                delivery.getId(), state, attempts, null, reason, when.at(), receipt, madeBy, when.millis());
    }
}
