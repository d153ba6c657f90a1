package dev.serai.dispatch;

import dev.serai.event.PersonalData;
import java.time.Duration;
import java.util.Map;

/**
 * What an attempt came to, for one event or for a whole call.
 *
 * <p>Reasons name the error and never quote personal data: what looks like an address or a telephone number is masked here,
 * and {@link SentValues} takes out what they quote of the events.
 */
public sealed interface Outcome {
    /** As many characters of a reason are kept. */
    int MAX_REASON = 500;

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

        /** The same outcome with another reason. */
        Failed withReason(String other);
    }

    /** May work later. */
    record Retry(String reason) implements Failed {
        public Retry {
            reason = PersonalData.masked(reason);
        }

        @Override
        public Retry withReason(String other) {
            return new Retry(other);
        }
    }

    /**
     * Will never work for this event.
     *
     * @param ifOthersPass only if the destination takes others; if it does not, any event would fail, until a person changes
     *     something
     */
    record Dead(String reason, boolean ifOthersPass) implements Failed {
        public Dead {
            reason = PersonalData.masked(reason);
        }

        public Dead(String reason) {
            this(reason, false);
        }

        @Override
        public Dead withReason(String other) {
            return new Dead(other, ifOthersPass);
        }
    }

    /**
     * The whole destination cannot work now.
     *
     * @param misconfigured any event would fail, until a person changes something
     * @param atLeast how long the far side wants to be left alone; zero if it does not say
     */
    record Suspend(String reason, boolean misconfigured, Duration atLeast) implements Failed {
        public Suspend {
            reason = PersonalData.masked(reason);
        }

        public Suspend(String reason, boolean misconfigured) {
            this(reason, misconfigured, Duration.ZERO);
        }

        @Override
        public Suspend withReason(String other) {
            return new Suspend(other, misconfigured, atLeast);
        }
    }

    /**
     * It may be one of the events, or that there were so many: what has this outcome, a call or some of its records, is
     * halved until each event stands alone, and an event alone is tried again.
     */
    record Unknown(String reason) implements Failed {
        public Unknown {
            reason = PersonalData.masked(reason);
        }

        @Override
        public Unknown withReason(String other) {
            return new Unknown(other);
        }
    }
}
