package dev.serai.simulator.conformance;

/**
 * One thing that a receiver has to do.
 *
 * @param id such as {@code campaign.list}; unique within a family
 * @param title what the receiver does when the rule holds
 * @param source a public address, or words if no page says it
 * @param requests the most that the check sends
 * @param bytes the most that the bodies of the check have together
 */
record Rule(String id, String title, Severity severity, String source, int requests, long bytes, Check check) {
    private static final int FEW = 3;
    private static final long SMALL = 12_000;

    static Rule must(String id, String title, String source, Check check) {
        return new Rule(id, title, Severity.MUST, source, FEW, SMALL, check);
    }

    static Rule should(String id, String title, String source, Check check) {
        return new Rule(id, title, Severity.SHOULD, source, FEW, SMALL, check);
    }

    static Rule of(Severity severity, String id, String title, String source, Check check) {
        return new Rule(id, title, severity, source, FEW, SMALL, check);
    }

    Rule sending(int most, long mostBytes) {
        return new Rule(id, title, severity, source, most, mostBytes, check);
    }

    /** Whether {@code --only} names it: by its id, or by the word before the dot. */
    boolean isNamed(String only) {
        return id.equals(only) || id.startsWith(only + ".");
    }
}
