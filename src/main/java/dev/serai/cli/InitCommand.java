package dev.serai.cli;

import dev.serai.config.PackedFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serai init}: a home of one's own, as Serai ships it. */
@Command(
        name = "init",
        description = "Writes the shipped config/ and routes/ into a directory. It changes no file that is there.",
        mixinStandardHelpOptions = true)
final class InitCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "is made if it is not there")
    @Nullable
    Path directory;

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        Path home = Objects.requireNonNull(directory);
        List<String> names = new ArrayList<>();
        for (String part : List.of("config", "routes")) {
            PackedFiles.names(part).forEach(name -> names.add(part + "/" + name));
        }
        List<String> there =
                names.stream().filter(name -> Files.exists(home.resolve(name))).toList();
        if (!there.isEmpty()) {
            PrintWriter err = command.commandLine().getErr();
            err.println("serai: nothing is written, since these are there already:");
            Stream.concat(there.stream().limit(5), there.size() > 5 ? Stream.of("…") : Stream.empty())
                    .forEach(name -> err.println("  " + home.resolve(name)));
            return ExitStatus.FINDING;
        }
        for (String name : names) {
            Path file = home.resolve(name);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.writeString(file, PackedFiles.text(name));
        }
        PrintWriter out = command.commandLine().getOut();
        out.println(names.size() + " files in " + home);
        out.println("Every key and its default stands in " + home.resolve("config/application.properties"));
        out.println("Next: serai check --home " + home);
        return ExitStatus.OK;
    }
}
