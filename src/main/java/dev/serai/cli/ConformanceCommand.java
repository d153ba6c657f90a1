package dev.serai.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/**
 * {@code serai conformance}: whether a receiver of webhooks does what Optimizely's senders ask of it. The rules are a
 * program of their own, for people who do not run Serai; it lies beside the gateway's jar and reads the options itself.
 */
@Command(
        name = ConformanceCommand.NAME,
        description = "Plays Optimizely's senders against any receiver of webhooks, and reports rule by rule.")
final class ConformanceCommand implements Callable<Integer> {
    static final String NAME = "conformance";
    static final String JAR = "serai-conformance.jar";

    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Unmatched
    List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() throws IOException, InterruptedException, URISyntaxException {
        Path jar = jar();
        if (!Files.isRegularFile(jar)) {
            PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
            err.println("serai: there is no " + jar + "; make it by: mvn package -DskipTests");
            return ExitStatus.USAGE;
        }
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                jar.toString()));
        if (Objects.requireNonNull(serai).isPlain()) {
            command.add("--no-color");
        }
        command.addAll(arguments);
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static Path jar() throws URISyntaxException {
        return Path.of(ConformanceCommand.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toURI())
                .resolveSibling(JAR);
    }
}
