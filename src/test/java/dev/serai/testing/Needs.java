package dev.serai.testing;

import org.junit.jupiter.api.Assumptions;

/** What a test needs beside Java. */
public final class Needs {
    /** Set by {@code .ci/run}, which installs the programs: then a missing one is a failure. */
    private static final boolean INSTALLED = "installed".equals(System.getenv("SERAI_TEST_PROGRAMS"));

    private Needs() {}

    /**
     * Skips the test without a program.
     *
     * @param there whether the program is installed
     * @param message says which program is missing, and how to install it
     * @throws AssertionError if the program is missing where every program should be installed
     */
    public static void program(boolean there, String message) {
        if (!there && INSTALLED) {
            throw new AssertionError(message);
        }
        Assumptions.assumeTrue(there, message);
    }
}
