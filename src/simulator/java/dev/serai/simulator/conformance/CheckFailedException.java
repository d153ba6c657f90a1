package dev.serai.simulator.conformance;

/** No answer came. The message says what happened instead. */
final class CheckFailedException extends Exception {
    private final boolean late;

    private CheckFailedException(String message, boolean late) {
        super(message);
        this.late = late;
    }

    static CheckFailedException late(long seconds) {
        return new CheckFailedException("no answer within " + seconds + " s", true);
    }

    static CheckFailedException because(String what) {
        return new CheckFailedException(what, false);
    }

    /** Whether the time was up. */
    boolean isLate() {
        return late;
    }
}
