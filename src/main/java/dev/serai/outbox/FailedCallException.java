package dev.serai.outbox;

import dev.serai.dispatch.Outcome;

/** A call that has failed, and what its failure means. A component throws it if it can read the answers of its far side. */
public final class FailedCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Outcome.Failed outcome;

    public FailedCallException(Outcome.Failed outcome) {
        super(outcome.reason());
        this.outcome = outcome;
    }

    public Outcome.Failed outcome() {
        return outcome;
    }
}
