package dev.serai.simulator.conformance;

import java.time.Duration;

/** No answer came. The message says what happened instead. */
final class CheckFailedException extends Exception {
    private final boolean late;

    private CheckFailedException(String message, boolean late) {
        super(message);
        this.late = late;
    }

    static CheckFailedException late(Duration limit) {
        return new CheckFailedException("no answer within " + limit.toMillis() / 1000.0 + " s", true);
    }

    static CheckFailedException because(String what) {
        return new CheckFailedException(what, false);
    }

    /** Whether the time was up. */
    boolean isLate() {
        return late;
    }
}
