package dev.serai.operate;

import java.util.Locale;

/** What a caller of the management API may do. Each role may do what the ones before it may. */
public enum Role {
    /** Sees everything but contacts and payloads, which are masked. */
    VIEWER,
    /** Sees contacts and payloads, and changes what is delivered. */
    OPERATOR,
    /** Exports and erases what is kept of a person. */
    PRIVACY;

    /** Whether this role is enough where another one is asked for. */
    public boolean mayDoAs(Role asked) {
        return compareTo(asked) >= 0;
    }

    /** As it is written in the file of tokens. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
