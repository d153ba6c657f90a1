package dev.serai.journal;

/**
 * What became of a receipt. Nothing of it is lost: every element is new, a duplicate, or in quarantine.
 *
 * @param fresh events seen for the first time
 */
public record Kept(int fresh, int duplicate, int quarantined) {
    public int received() {
        return fresh + duplicate + quarantined;
    }
}
