package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.receive.Family;
import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.RouteDirectory;
import dev.serai.routes.RouteFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that can be said of a directory of route files without sending anything: the rules, the loading, the cases. */
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
     */
    public record Report(List<Finding> findings, int files, int cases) {
        public long count(Severity severity) {
            return findings.stream().filter(each -> each.severity() == severity).count();
        }
    }

    /**
     * Checks them.
     *
     * @param names of routers and destinations; none for all
     * @throws IOException if the directory cannot be read
     * @throws Exception if Camel does not start
     */
    public Report check(Set<String> names) throws Exception {
        Set<Finding> findings = new LinkedHashSet<>();
        findings.addAll(new RouteLint(directory, config, families).check());
        int cases = 0;
        try (CaseRunner runner = CaseRunner.of(directory, config, families)) {
            findings.addAll(runner.problems());
            Set<String> keptOut = findings.stream()
                    .filter(each -> each.severity() == Severity.ERROR)
                    .map(Finding::place)
                    .collect(Collectors.toSet());
            for (Path file : files(Case.SUFFIX)) {
                String name = Case.stem(file);
                if (isMeant(names, name)
                        && !keptOut.contains(
                                file.resolveSibling(name + RouteFile.SUFFIX).toString())) {
                    cases += run(runner, file, findings);
                }
            }
        }
        List<Path> routes = files(RouteFile.SUFFIX).stream()
                .filter(file -> isMeant(names, RouteFile.stem(file)))
                .toList();
        List<Finding> meant = findings.stream()
                .filter(finding -> isMeant(names, name(finding.place())))
                .sorted(BY_PLACE)
                .toList();
        return new Report(meant, routes.size(), cases);
    }

    private int run(CaseRunner runner, Path file, Set<Finding> findings) throws IOException {
        List<Case> cases;
        try {
            cases = Case.read(file, samples);
        } catch (IllegalArgumentException e) {
            findings.add(new Finding(file.toString(), 0, String.valueOf(e.getMessage()), ""));
            return 0;
        }
        cases.forEach(each -> runner.run(each).ifPresent(findings::add));
        return cases.size();
    }

    private static boolean isMeant(Set<String> names, String name) {
        return names.isEmpty() || names.contains(name);
    }

    /** A route file and what lies beside it have the same. */
    public static String name(String place) {
        return Path.of(place).getFileName().toString().replaceFirst("\\..*", "");
    }

    private List<Path> files(String suffix) throws IOException {
        return RouteDirectory.read(directory).files().stream()
                .filter(file -> file.toString().endsWith(suffix))
                .toList();
    }
}
