package dev.serai.simulator.conformance;

/**
 * The judgement of a rule.
 *
 * @param saw what the receiver did against the rule, or why it could not be judged; empty if the rule holds
 */
record Finding(Verdict verdict, String saw) {
    static final Finding HELD = new Finding(Verdict.HELD, "");

    static Finding broken(String saw) {
        return new Finding(Verdict.BROKEN, saw);
    }

    static Finding skipped(String reason) {
        return new Finding(Verdict.SKIPPED, reason);
    }

    boolean holds() {
        return verdict == Verdict.HELD;
    }

    /** This one if it does not hold, else the next. */
    Finding and(Check.Part next) throws CheckFailedException, InterruptedException {
        return holds() ? next.judge() : this;
    }
}
