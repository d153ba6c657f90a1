package dev.serai.cli;

import dev.serai.check.RouteChecker;
import dev.serai.check.RouteChecker.Report;
import dev.serai.config.Config;
import dev.serai.event.Json;
import dev.serai.optimizely.Families;
import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.RouteSettings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code serai check}: what is wrong with route files, before they are run. */
@Command(
        name = "check",
        description = {
            "Checks route files as the gateway does when it loads them, and runs their cases. No event is sent or stored.",
            "Ends with 1 if there is an error; warnings alone end with 0."
        },
        mixinStandardHelpOptions = true)
final class CheckCommand implements Callable<Integer> {
    @Spec
    @Nullable
    CommandSpec spec;

    @ParentCommand
    @Nullable
    SeraiCommand serai;

    @Parameters(
            paramLabel = "FILES",
            arity = "0..*",
            description = "route files, or what lies beside them; all of routes.directory if none is named")
    List<Path> files = List.of();

    @Option(
            names = "--online",
            description = {
                "asks the orgs and databases too: whether Salesforce has the objects and fields, and whether the databases"
                        + " take the statements, as the cases send them. Nothing is written there",
            })
    boolean online;

    @Option(names = "--json", description = "one JSON object, for programs")
    boolean json;

    @Override
    public Integer call() throws Exception {
        CommandSpec command = Objects.requireNonNull(spec);
        files.stream().filter(file -> !Files.exists(file)).findFirst().ifPresent(missing -> {
            throw new ParameterException(command.commandLine(), "there is no file " + missing);
        });
        Config config = Objects.requireNonNull(serai).config();
        Path directory = RouteSettings.from(config).directory();
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(
                    command.commandLine(), "there is no directory " + directory + " (routes.directory); see --home");
        }
        Set<String> names =
                files.stream().map(file -> RouteChecker.name(file.toString())).collect(Collectors.toSet());
        RouteChecker checker = new RouteChecker(directory, config, Families.SHIPPED.from(config), SampleCommand::text);
        Report report = online ? checker.checkOnline(names) : checker.check(names);
        PrintWriter out = command.commandLine().getOut();
        if (json) {
            out.println(Json.write(json(report)));
        } else {
            Ansi ansi = serai.ansi();
            for (Finding finding : report.findings()) {
                print(out, ansi, finding);
            }
            out.println(summary(report));
        }
        out.flush();
        return report.count(Severity.ERROR) == 0 ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private static String summary(Report report) {
        long errors = report.count(Severity.ERROR);
        long warnings = report.count(Severity.WARNING);
        String asked = report.asked().isEmpty() ? "" : ", asked " + String.join(", ", report.asked());
        return counted(report.files(), "route file") + ", " + counted(report.cases(), "case") + asked + ": "
                + (errors + warnings == 0
                        ? "nothing is wrong"
                        : counted(errors, "error") + ", " + counted(warnings, "warning"));
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    /** As a compiler does: the place, the line, a mark below the column, and what to write instead. */
    static void print(PrintWriter out, Ansi ansi, Finding finding) throws IOException {
        boolean isError = finding.severity() == Severity.ERROR;
        String column = finding.column() == 0 ? "" : ":" + finding.column();
        out.println(bold(ansi, finding.where() + column + ": ")
                + ansi.string(isError ? "@|bold,red error:|@ " : "@|bold,yellow warning:|@ ")
                + finding.reason());
        String line = line(finding);
        if (line != null) {
            String number = String.format("%5d | ", finding.line());
            int indent =
                    finding.column() == 0 ? line.length() - line.stripLeading().length() : finding.column() - 1;
            out.println(number + line);
            out.println("      | " + line.substring(0, indent).replaceAll("[^\t]", " ") + bold(ansi, "^"));
        }
        if (!finding.instead().isEmpty()) {
            out.println("      = " + finding.instead());
        }
        out.println();
    }

    private static String bold(Ansi ansi, String text) {
        return ansi.enabled() ? "\u001b[1m" + text + "\u001b[0m" : text;
    }

    private static @Nullable String line(Finding finding) throws IOException {
        Path file = Path.of(finding.place());
        if (finding.line() == 0 || !Files.isRegularFile(file)) {
            return null;
        }
        // a file in another charset is shown as far as it can be read
        List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                .lines()
                .toList();
        String line = finding.line() > lines.size() ? "" : lines.get(finding.line() - 1);
        return line.isBlank() || finding.column() > line.length() ? null : line;
    }

    private static Map<String, Object> json(Report report) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("files", report.files());
        json.put("cases", report.cases());
        json.put("asked", report.asked());
        json.put(
                "findings",
                report.findings().stream()
                        .map(finding -> {
                            Map<String, Object> each = new LinkedHashMap<>();
                            each.put("severity", finding.severity().name().toLowerCase(Locale.ROOT));
                            each.put("file", finding.place());
                            each.put("line", finding.line());
                            each.put("column", finding.column());
                            each.put("reason", finding.reason());
                            each.put("instead", finding.instead());
                            return each;
                        })
                        .toList());
        return json;
    }
}
