package dev.serai.cli;

import dev.serai.config.Config;
import dev.serai.config.Format;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that asks the running gateway. */
abstract class GatewayCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    /** {@code serai}, or the command of which this one is a part. */
    @ParentCommand
    @Nullable
    Object parent;

    @Mixin
    final ManagementClient.At at = new ManagementClient.At();

    final CommandSpec command() {
        return Objects.requireNonNull(spec);
    }

    final PrintWriter out() {
        return command().commandLine().getOut();
    }

    final Config config() throws IOException {
        return parent instanceof GatewayCommand above
                ? above.config()
                : ((SeraiCommand) Objects.requireNonNull(parent)).config();
    }

    final ManagementClient gateway() throws IOException {
        return at.client(config());
    }

    /**
     * A time: 2026-03-01, 2026-03-01T12:00:00Z, or 2h for two hours ago.
     *
     * @throws ParameterException if the text is none
     */
    final Instant instant(String option, String text) {
        return instant(option, text, -1, "for two hours ago");
    }

    /**
     * A time to come: 2026-03-01, 2026-03-01T12:00:00Z, or 2h for two hours from now.
     *
     * @throws ParameterException if the text is none
     */
    final Instant instantToCome(String option, String text) {
        return instant(option, text, 1, "from now");
    }

    private Instant instant(String option, String text, int direction, String meaning) {
        try {
            return text.matches("\\d+(ms|s|m|h|d)")
                    ? Instant.now().plus(Format.DURATION.of(text).multipliedBy(direction))
                    : text.contains("T")
                            ? Instant.parse(text)
                            : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw new ParameterException(
                    command().commandLine(),
                    option + " " + text + " is no time; write 2026-03-01, 2026-03-01T12:00:00Z, or 2h " + meaning,
                    e);
        }
    }

    /**
     * Asks the person at the terminal.
     *
     * @param instead the options that make the question needless
     * @throws ParameterException if there is no terminal
     */
    @SuppressWarnings("SystemConsoleNull") // where there is always one, it has no line to read
    final boolean confirmed(String question, String instead) {
        Console console = System.console();
        String answer = console == null ? null : console.readLine("%s [y/N] ", question);
        if (answer == null) {
            throw new ParameterException(command().commandLine(), "no terminal answers the question; say " + instead);
        }
        return answer.matches("(?i)y(es)?");
    }
}
