package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the unsubscribe list.
 *
 * @param mailingId null if the recipient did not come from a mailing
 */
record Unsubscribed(
        long number, Recipient recipient, @Nullable Long mailingId, String reason, Instant created) {}
