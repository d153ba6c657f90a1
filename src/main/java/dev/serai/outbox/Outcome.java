package dev.serai.outbox;

import java.util.Map;

/**
 * What an attempt came to, for one event or for a whole call.
 *
 * <p>Reasons name the error and never quote personal data.
 */
public sealed interface Outcome {

    /** @param receipt what the far side answered, by JSON's names; empty if nothing */
    record Delivered(Map<String, Object> receipt) implements Outcome {}

    /** Anything but delivered. */
    sealed interface Failed extends Outcome {
        String reason();
    }

    /** May work later. */
    record Retry(String reason) implements Failed {}

    /**
     * Will never work for this event.
     *
     * @param ifOthersPass only if the destination takes others; if it does not, any event would fail, until somebody changes
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
     * @param misconfigured any event would fail, until somebody changes something
     */
    record Rest(String reason, boolean misconfigured) implements Failed {}

    /** Nobody has classified it: a batch is halved to find out who is behind it, and an event alone is tried again. */
    record Unknown(String reason) implements Failed {}
}
