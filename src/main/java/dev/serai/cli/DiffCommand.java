package dev.serai.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.serai.config.Config;
import dev.serai.routes.RouteSettings;
import dev.serai.routes.RouteSnapshot;
import dev.serai.routes.RouteSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serai diff}: how the route files differ from those that run. */
@Command(
        name = "diff",
        description = {
            "Shows how the route files on disk differ from those that run, or from a version that ran.",
            "Ends with 1 if they differ."
        },
        mixinStandardHelpOptions = true)
final class DiffCommand implements Callable<Integer> {
    private static final int CONTEXT = 3;

    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Mixin
    final ManagementClient.At at = new ManagementClient.At();

    @Parameters(
            paramLabel = "NAME",
            arity = "0..1",
            description = "a route file without its suffix, such as campaign; all if none is named")
    @Nullable
    String name;

    @Option(
            names = "--version-ran",
            paramLabel = "VERSION",
            description = "compares with that version of NAME in place of the one that runs")
    @Nullable
    String version;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        if (version != null && name == null) {
            throw new ParameterException(command.commandLine(), "--version-ran needs NAME");
        }
        Config config = Objects.requireNonNull(serai).config();
        ManagementClient gateway = at.client(config);
        SortedMap<String, SortedMap<String, String>> before = new TreeMap<>();
        if (version != null) {
            before.put(
                    name, ManagementClient.texts(gateway.get("/routes/versions/" + ManagementClient.encoded(version))));
        } else {
            before.putAll(gateway.running());
        }
        SortedMap<String, RouteSource> disk =
                RouteSnapshot.read(RouteSettings.from(config).directory()).sources();
        TreeSet<String> names = new TreeSet<>(before.keySet());
        names.addAll(disk.keySet());
        if (name != null && !names.contains(name)) {
            throw new ParameterException(
                    command.commandLine(),
                    "there is no route file " + name + "; there are " + String.join(", ", names));
        }
        names.removeIf(each -> name != null && !each.equals(name));
        PrintWriter out = command.commandLine().getOut();
        boolean differ = false;
        for (String each : names) {
            RouteSource source = disk.get(each);
            SortedMap<String, String> then = before.getOrDefault(each, new TreeMap<>());
            SortedMap<String, String> now = source == null ? new TreeMap<>() : source.texts();
            differ |= print(out, each.replaceFirst("[^/]*$", ""), then, now);
        }
        out.flush();
        return differ ? ExitStatus.FINDING : ExitStatus.OK;
    }

    private static boolean print(
            PrintWriter out, String directory, SortedMap<String, String> before, SortedMap<String, String> after) {
        TreeSet<String> files = new TreeSet<>(before.keySet());
        files.addAll(after.keySet());
        boolean differ = false;
        for (String file : files) {
            List<String> lines = lines(
                    before.containsKey(file) ? "running/" + directory + file : "/dev/null",
                    before.getOrDefault(file, ""),
                    after.containsKey(file) ? "disk/" + directory + file : "/dev/null",
                    after.getOrDefault(file, ""));
            differ |= !lines.isEmpty();
            lines.forEach(out::println);
        }
        return differ;
    }

    /** The lines of a unified diff; none if the texts are the same. */
    static List<String> lines(String before, String then, String after, String now) {
        List<String> old = then.lines().toList();
        return UnifiedDiffUtils.generateUnifiedDiff(
                before, after, old, DiffUtils.diff(old, now.lines().toList()), CONTEXT);
    }
}
