package dev.serai.dispatch;

import java.time.Duration;
import java.util.Map;

/**
 * What an attempt came to, for one event or for a whole call.
 *
 * <p>Reasons name the error and never quote personal data.
 */
public sealed interface Outcome {

    /**
     * The destination has taken the event.
     *
     * @param receipt what the far side answered, by JSON's names; empty if nothing
     * @param unmatched whether all is delivered but the change of a person that the destination does not know yet
     */
    record Delivered(Map<String, Object> receipt, boolean unmatched) implements Outcome {
        public Delivered(Map<String, Object> receipt) {
            this(receipt, false);
        }
    }

    /** Anything but delivered. */
    sealed interface Failed extends Outcome {
        String reason();
    }

    /** May work later. */
    record Retry(String reason) implements Failed {}

    /**
     * Will never work for this event.
     *
     * @param ifOthersPass only if the destination takes others; if it does not, any event would fail, until a person changes
     *     something
     */
    record Dead(String reason, boolean ifOthersPass) implements Failed {
        public Dead(String reason) {
            this(reason, false);
        }
    }

    /**
     * The whole destination cannot work now.
     *
     * @param misconfigured any event would fail, until a person changes something
     * @param atLeast how long the far side wants to be left alone; zero if it does not say
     */
    record Suspend(String reason, boolean misconfigured, Duration atLeast) implements Failed {
        public Suspend(String reason, boolean misconfigured) {
            this(reason, misconfigured, Duration.ZERO);
        }
    }

    /**
     * It may be one of the events, or that there were so many: what has this outcome, a call or some of its records, is
     * halved until each event stands alone, and an event alone is tried again.
     */
    record Unknown(String reason) implements Failed {}
}
