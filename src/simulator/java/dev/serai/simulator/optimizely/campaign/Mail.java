package dev.serai.simulator.optimizely.campaign;

import java.time.Instant;

/**
 * A mail to one recipient.
 *
 * @param number the mailing-to-user id
 */
record Mail(String id, long number, Mailing mailing, Recipient recipient, Instant created) {}
