package dev.serai.journal;

/**
 * What was done with a receipt. No element is lost: each is new, a duplicate, or in quarantine.
 *
 * @param fresh number of events that were received for the first time
 */
public record CommitResult(int fresh, int duplicate, int quarantined) {
    public int received() {
        return fresh + duplicate + quarantined;
    }
}
