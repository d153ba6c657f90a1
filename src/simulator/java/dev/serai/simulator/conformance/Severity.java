package dev.serai.simulator.conformance;

import java.util.Locale;

/** What it costs to break a rule. */
enum Severity {
    /** Events are lost or repeated for days: the vendor or a standard requires it. */
    MUST,
    /** Nothing documented requires it, but real deliveries look like this, or may. */
    SHOULD;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
