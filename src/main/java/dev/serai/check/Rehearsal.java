package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.config.PackedFiles;
import dev.serai.event.Event;
import dev.serai.event.RoutingDecision;
import dev.serai.receive.Family;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteSource;
import dev.serai.routes.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Changed route files in a runtime of their own, before they replace those that run. Nothing is sent or stored. */
public final class Rehearsal implements AutoCloseable {
    private final Stage stage;
    private final CaseRunner runner;

    private Rehearsal(Stage stage, CaseRunner runner) {
        this.stage = stage;
        this.runner = runner;
    }

    /**
     * Loads every router, since one may call another, and the destinations that changed.
     *
     * @param changed the names of the sources
     * @param more types and fields that events have beside those that are described
     * @throws Exception if Camel does not start
     */
    public static Rehearsal of(Stage stage, Set<String> changed, Config config, List<Family> families, Set<String> more)
            throws Exception {
        return new Rehearsal(
                stage,
                CaseRunner.of(
                        stage.directory(),
                        config,
                        families,
                        more,
                        source -> !source.isDestination() || changed.contains(source.name())));
    }

    /** What is wrong with a file, and which of its cases fail. */
    public List<Finding> findings(RouteSource source) {
        Path file = source.in(stage.directory());
        String beside = file.resolveSibling(source.stem() + ".").toString();
        List<Finding> findings = new ArrayList<>(runner.problems().stream()
                .filter(finding -> finding.place().startsWith(beside))
                .toList());
        if (findings.stream().noneMatch(Finding::isError)) {
            Path cases = file.resolveSibling(source.stem() + Case.SUFFIX);
            if (Files.exists(cases)) {
                findings.addAll(runner.run(cases, Rehearsal::sample));
            }
        }
        return findings.stream().map(stage::shown).toList();
    }

    private static String sample(String name) throws IOException {
        return PackedFiles.text("payloads/" + name + ".json");
    }

    /** What the router of its family decides about an event. */
    public RoutingDecision decide(Event event) {
        return runner.decide(event);
    }

    @Override
    public void close() {
        runner.close();
    }
}
