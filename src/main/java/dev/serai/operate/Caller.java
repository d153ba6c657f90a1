package dev.serai.operate;

/**
 * Who asks the management API.
 *
 * @param name of the token, as the audit has it
 */
public record Caller(String name, Role role) {
    /** The name of a caller on this machine, who needs no token; no token has it. */
    public static final String LOCAL = "local";

    boolean isLocal() {
        return name.equals(LOCAL);
    }
}
