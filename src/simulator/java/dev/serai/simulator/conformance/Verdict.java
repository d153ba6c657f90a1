package dev.serai.simulator.conformance;

import java.util.Locale;

/** What became of a rule. */
enum Verdict {
    HELD,
    BROKEN,
    /** It could not be judged. */
    SKIPPED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
