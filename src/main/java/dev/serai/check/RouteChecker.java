package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.config.Spelling;
import dev.serai.receive.Family;
import dev.serai.routes.FarSide.Call;
import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.RouteDirectory;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that can be said of a directory of route files without sending an event: the rules, the loading, the cases, and on
 * demand what the far sides say.
 */
public final class RouteChecker {
    private static final Comparator<Finding> BY_PLACE =
            Comparator.comparing(Finding::place).thenComparing(Finding::line).thenComparing(Finding::column);

    private final Path directory;
    private final Config config;
    private final List<Family> families;
    private final Samples samples;

    /** @param directory of the route files */
    public RouteChecker(Path directory, Config config, List<Family> families, Samples samples) {
        this.directory = directory;
        this.config = config;
        this.families = families;
        this.samples = samples;
    }

    /**
     * What was found.
     *
     * @param findings in the order of their places
     * @param files how many route files were checked
     * @param cases how many cases were run
     * @param asked the far sides that were asked, such as {@code salesforce} and {@code jdbc:archive}
     */
    public record Report(List<Finding> findings, int files, int cases, List<String> asked) {
        public long count(Severity severity) {
            return findings.stream().filter(each -> each.severity() == severity).count();
        }
    }

    /** What was found so far, how many cases were run, and which calls they made, by the route files. */
    private static final class Progress {
        private final Set<Finding> findings = new LinkedHashSet<>();
        private final Map<Path, List<Call>> calls = new LinkedHashMap<>();
        private int cases;

        Set<String> keptOut() {
            return findings.stream()
                    .filter(Finding::isError)
                    .map(Finding::place)
                    .collect(Collectors.toSet());
        }
    }

    /**
     * Checks them offline.
     *
     * @param names of routers and destinations; none for all
     * @throws IOException if the directory cannot be read
     * @throws Exception if Camel does not start
     */
    public Report check(Set<String> names) throws Exception {
        return report(names, offline(names), List.of(), List.of());
    }

    /**
     * Checks them, and asks the far sides of the destinations whether they would take what the cases send. Nothing is written
     * there.
     *
     * @param names of routers and destinations; none for all
     * @throws IOException if the directory cannot be read
     * @throws Exception if Camel does not start
     */
    public Report checkOnline(Set<String> names) throws Exception {
        Progress progress = offline(names);
        progress.findings.addAll(unasked(names, progress));
        OnlineCheck online = new OnlineCheck(config, directory);
        progress.calls.forEach(online::add);
        return report(names, progress, online.ask(), online.farSides());
    }

    private Report report(Set<String> names, Progress progress, List<Finding> ofFarSides, List<String> asked)
            throws IOException {
        List<Finding> findings = Stream.concat(
                        progress.findings.stream().filter(finding -> isMeant(names, name(finding.place()))),
                        ofFarSides.stream())
                .sorted(BY_PLACE)
                .toList();
        int files = files(RouteFile.SUFFIX, names).size();
        return new Report(findings, files, progress.cases, asked);
    }

    private Progress offline(Set<String> names) throws Exception {
        Progress progress = new Progress();
        progress.findings.addAll(new RouteLint(directory, config, families).check());
        progress.findings.addAll(uncheckedThatAreNone());
        // one router may call another; of the destinations, whose mappings take their time, only those that are meant
        try (CaseRunner runner = CaseRunner.of(
                directory,
                config,
                families,
                Set.of(),
                source -> !source.isDestination() || isMeant(names, source.stem()))) {
            progress.findings.addAll(runner.problems());
            Set<String> keptOut = progress.keptOut();
            for (Path file : files(Case.SUFFIX, names)) {
                Path route = file.resolveSibling(Case.stem(file) + RouteFile.SUFFIX);
                if (!keptOut.contains(route.toString())) {
                    run(runner, file, route, progress);
                }
            }
        }
        return progress;
    }

    private void run(CaseRunner runner, Path file, Path route, Progress progress) throws IOException {
        List<Case> cases;
        try {
            cases = Case.read(file, samples);
        } catch (IllegalArgumentException e) {
            progress.findings.add(new Finding(file.toString(), 0, String.valueOf(e.getMessage()), ""));
            return;
        }
        for (Case each : cases) {
            runner.run(each).ifPresent(progress.findings::add);
            progress.calls.computeIfAbsent(route, any -> new ArrayList<>()).addAll(runner.calls());
        }
        progress.cases += cases.size();
    }

    /** Destinations of which no case was run: what they send is not known. */
    private List<Finding> unasked(Set<String> names, Progress progress) throws IOException {
        Set<String> keptOut = progress.keptOut();
        Set<String> withCases =
                files(Case.SUFFIX, names).stream().map(Case::stem).collect(Collectors.toSet());
        return files(RouteFile.SUFFIX, names).stream()
                .filter(route -> !directory.equals(route.getParent()))
                .filter(route -> !progress.calls.containsKey(route))
                .map(route -> new Finding(
                                route.toString(),
                                1,
                                "cannot be checked online because it has "
                                        + (withCases.contains(RouteFile.stem(route))
                                                        && keptOut.contains(route.toString())
                                                ? "errors"
                                                : "no cases"),
                                withCases.contains(RouteFile.stem(route))
                                        ? "mend them first"
                                        : "write " + route.resolveSibling(RouteFile.stem(route) + Case.SUFFIX))
                        .asWarning())
                .toList();
    }

    /** Names of {@code routes.unchecked} that are no file: with a mistake in its name, a file is checked all the same. */
    private List<Finding> uncheckedThatAreNone() throws IOException {
        Set<String> stems =
                files(RouteFile.SUFFIX, Set.of()).stream().map(RouteFile::stem).collect(Collectors.toSet());
        return RouteSettings.from(config).unchecked().stream()
                .filter(name -> !stems.contains(name))
                .map(name -> new Finding(
                                "routes.unchecked",
                                0,
                                "there is no route file " + name + RouteFile.SUFFIX,
                                Spelling.meant(name, stems)
                                        .map(meant -> "write " + meant)
                                        .orElse("take the name out"))
                        .asWarning())
                .toList();
    }

    private static boolean isMeant(Set<String> names, String name) {
        return names.isEmpty() || names.contains(name);
    }

    /** A route file and what lies beside it have the same. */
    public static String name(String place) {
        return Path.of(place).getFileName().toString().replaceFirst("\\..*", "");
    }

    /** @param names of routers and destinations; none for all */
    private List<Path> files(String suffix, Set<String> names) throws IOException {
        return RouteDirectory.read(directory).files().stream()
                .filter(file -> file.toString().endsWith(suffix))
                .filter(file -> isMeant(names, name(file.toString())))
                .toList();
    }
}
