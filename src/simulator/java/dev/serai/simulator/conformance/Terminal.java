package dev.serai.simulator.conformance;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** Where somebody can be asked. */
@FunctionalInterface
interface Terminal {
    /** The terminal of this process. */
    @SuppressWarnings("SystemConsoleNull") // where there is always one, it has no line to read
    Terminal OWN = question -> {
        Console console = System.console();
        return console == null ? null : console.readLine("%s", question);
    };

    /** What was answered, null if nobody can be asked. */
    @Nullable
    String ask(String question);
}
