package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteDirectory;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteRule;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The house rules over a directory of route files: what keeps a file out when it is loaded, and what only makes it worse. */
public final class RouteLint {
    private final Path directory;
    private final Validator validator = new Validator();
    private final RouteRule rule;
    private final Roles roles;

    /** @param families the names of the families, each of which may have a router */
    public RouteLint(Path directory, Set<String> families) {
        this(directory, families, Set.of());
    }

    /** @param unchecked the names of the files of {@code routes.unchecked} */
    public RouteLint(Path directory, Set<String> families, Collection<String> unchecked) {
        this.directory = directory;
        this.rule = validator.except(unchecked);
        this.roles = new Roles(directory, families);
    }

    /** Every finding, file by file. */
    public List<Finding> check() throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Path path : RouteDirectory.read(directory).files()) {
            Neighbours.check(path).forEach(findings::add);
            if (path.toString().endsWith(RouteFile.SUFFIX)) {
                findings.addAll(route(path));
            }
        }
        return findings;
    }

    private List<Finding> route(Path path) throws IOException {
        try {
            RouteFile file = RouteFile.read(path);
            return Stream.of(
                            rule.check(file),
                            validator.warnings(file),
                            Form.check(file).map(Finding::asWarning),
                            roles.check(file),
                            Wording.check(file))
                    .flatMap(each -> each)
                    .toList();
        } catch (YamlEngineException e) {
            return List.of(YamlTree.error(path, e));
        }
    }
}
