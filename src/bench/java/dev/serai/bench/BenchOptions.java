package dev.serai.bench;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/**
 * What {@code bench/run} was asked for.
 *
 * @param page whether the tables and the plot go into {@code docs/}
 */
record BenchOptions(Set<Part> parts, Effort effort, boolean page) {
    private static final int MAX_ROUNDS = 99;

    /** As it is written. */
    private static final class Line {
        @Parameters
        private List<Part> parts = List.of();

        @Option(names = "--short")
        private boolean brief;

        @Option(names = "--page")
        private boolean page;

        @Option(names = "--rounds")
        private @Nullable Integer rounds;
    }

    /** @throws ParameterException with what is wrong */
    static BenchOptions parse(List<String> arguments) {
        Line line = new Line();
        CommandLine command = new CommandLine(line).setCaseInsensitiveEnumValuesAllowed(true);
        command.parseArgs(arguments.toArray(String[]::new));
        Integer rounds = line.rounds;
        if (rounds != null && (rounds < 1 || rounds > MAX_ROUNDS)) {
            throw new ParameterException(command, "--rounds wants a number from 1 to " + MAX_ROUNDS);
        }
        Effort effort = line.brief
                ? Effort.brief(rounds == null ? 1 : rounds)
                : Effort.full(rounds == null ? Effort.ROUNDS : rounds);
        return new BenchOptions(
                line.parts.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(line.parts), effort, line.page);
    }
}
