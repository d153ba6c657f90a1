package dev.serai.lint;

import dev.serai.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The house rules over {@code routes/}. */
final class RouteLint {
    private RouteLint() {}

    /** @param root where {@code routes/} lies */
    static List<Finding> check(Path root) throws IOException {
        List<Path> paths;
        try (Stream<Path> files = Files.walk(root.resolve("routes"))) {
            paths = files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file))
                    .sorted()
                    .toList();
        }
        List<Finding> findings = new ArrayList<>();
        for (Path path : paths) {
            Neighbours.check(root, path).forEach(findings::add);
            if (path.toString().endsWith(RouteFile.SUFFIX)) {
                findings.addAll(route(root, path));
            }
        }
        return findings;
    }

    private static List<Finding> route(Path root, Path path) throws IOException {
        try {
            RouteFile file = new RouteFile(root, path, YamlTree.read(root.resolve(path)));
            return Stream.of(Form.check(file), Roles.check(file), Wording.check(file))
                    .flatMap(each -> each)
                    .toList();
        } catch (YamlEngineException e) {
            return List.of(notYaml(path, e));
        }
    }

    static Finding notYaml(Path path, YamlEngineException e) {
        Optional<MarkedYamlEngineException> marked =
                e instanceof MarkedYamlEngineException at ? Optional.of(at) : Optional.empty();
        int line = marked.flatMap(MarkedYamlEngineException::getProblemMark)
                .map(mark -> mark.getLine() + 1)
                .orElse(1);
        String problem = marked.map(MarkedYamlEngineException::getProblem).orElse("it cannot be read");
        return new Finding(path.toString(), line, "is no YAML: " + problem, "mend it here or in the line above");
    }
}
