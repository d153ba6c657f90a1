package dev.serai.cli;

import dev.serai.check.TextDiff;
import dev.serai.config.Config;
import dev.serai.routes.RouteSettings;
import dev.serai.routes.RouteSnapshot;
import dev.serai.routes.RouteSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code serai diff}: how the route files differ from those that run. */
@Command(
        name = "diff",
        description = {
            "Shows how the route files on disk differ from those that run, or from a version that ran.",
            "Ends with 1 if they differ."
        },
        mixinStandardHelpOptions = true)
final class DiffCommand extends GatewayCommand {
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
        CommandSpec command = command();
        if (version != null && name == null) {
            throw new ParameterException(command.commandLine(), "--version-ran needs NAME");
        }
        Config config = config();
        ManagementClient gateway = gateway();
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
        PrintWriter out = out();
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
            List<String> lines = TextDiff.lines(
                    before.containsKey(file) ? "running/" + directory + file : "/dev/null",
                    before.getOrDefault(file, ""),
                    after.containsKey(file) ? "disk/" + directory + file : "/dev/null",
                    after.getOrDefault(file, ""));
            differ |= !lines.isEmpty();
            lines.forEach(out::println);
        }
        return differ;
    }
}
