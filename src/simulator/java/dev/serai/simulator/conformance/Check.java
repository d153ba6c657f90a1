package dev.serai.simulator.conformance;

/** What a rule does and how it judges the answers. */
@FunctionalInterface
interface Check {
    /** @throws CheckFailedException if the receiver gives no answer, which breaks the rule */
    Finding judge(Receiver receiver) throws CheckFailedException, InterruptedException;

    /** One of several steps. */
    @FunctionalInterface
    interface Part {
        Finding judge() throws CheckFailedException, InterruptedException;
    }
}
