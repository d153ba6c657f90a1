package dev.serai.cli;

import dev.serai.config.PackedFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code serai sample}: the vendor's sample payloads. */
@Command(
        name = "sample",
        description = "Prints a sample payload of the vendor; without a name, the names of all.",
        mixinStandardHelpOptions = true)
final class SampleCommand implements Callable<Integer> {
    static final String DIRECTORY = "payloads";
    private static final String SUFFIX = ".json";

    @Spec
    @Nullable
    CommandSpec spec;

    @Parameters(paramLabel = "TYPE", arity = "0..1", description = "such as campaign/bounce, or bounce")
    @Nullable
    String type;

    @Override
    public Integer call() throws IOException {
        CommandSpec command = Objects.requireNonNull(spec);
        PrintWriter out = command.commandLine().getOut();
        if (type == null) {
            names().forEach(out::println);
        } else {
            List<String> found = found(type);
            if (found.size() != 1) {
                throw new ParameterException(
                        command.commandLine(),
                        found.isEmpty()
                                ? "there is no sample " + type + "; \"serai sample\" names all"
                                : type + " is one of several: " + String.join(", ", found));
            }
            out.print(text(found.get(0)));
            out.flush();
        }
        return ExitStatus.OK;
    }

    /** Each as family and sample. */
    static List<String> names() {
        return PackedFiles.names(DIRECTORY).stream()
                .filter(name -> name.contains("/") && name.endsWith(SUFFIX))
                .map(name -> name.substring(0, name.length() - SUFFIX.length()))
                .toList();
    }

    /** The samples that a name may mean. */
    static List<String> found(String type) {
        List<String> names = names();
        return names.contains(type)
                ? List.of(type)
                : names.stream().filter(name -> name.endsWith("/" + type)).toList();
    }

    /** @param name family and sample, as one of {@link #names} */
    static String text(String name) throws IOException {
        return PackedFiles.text(DIRECTORY + "/" + name + SUFFIX);
    }
}
