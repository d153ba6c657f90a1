package dev.serai.cli;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code serai run}: the gateway. */
@Command(
        name = RunCommand.NAME,
        description = "Runs the gateway until it is told to stop.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    static final String NAME = "run";
    static final String STRICT =
            "with a problem in any route file: name them all, receive and deliver nothing, end with status 1";

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Option(names = "--strict", description = STRICT)
    boolean strict;

    @Override
    public Integer call() throws IOException {
        return Objects.requireNonNull(serai).run(strict);
    }
}
