package dev.serai.cli;

import dev.serai.config.Config;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command that asks the running gateway. */
abstract class GatewayCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Mixin
    final ManagementClient.At at = new ManagementClient.At();

    final CommandSpec command() {
        return Objects.requireNonNull(spec);
    }

    final PrintWriter out() {
        return command().commandLine().getOut();
    }

    final Config config() throws IOException {
        return Objects.requireNonNull(serai).config();
    }

    final ManagementClient gateway() throws IOException {
        return at.client(config());
    }
}
