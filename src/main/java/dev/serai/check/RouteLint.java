package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.dispatch.DispatchSettings;
import dev.serai.receive.Family;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteDirectory;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteRule;
import dev.serai.routes.RouteSettings;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The house rules over a directory of route files: what keeps a file out when it is loaded, and what only makes it worse. */
public final class RouteLint {
    private final Path directory;
    private final Validator validator;
    private final RouteRule rule;
    private final Roles roles;
    private final CallTimes callTimes;

    /** @param families each of which may have a router */
    public RouteLint(Path directory, Config config, List<Family> families) {
        this.directory = directory;
        this.validator = new Validator(families, Set.of());
        this.rule = validator.except(RouteSettings.from(config).unchecked());
        this.roles = new Roles(directory);
        this.callTimes = new CallTimes(DispatchSettings.from(config, "lint").boundOfCalls());
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
                            Wording.check(file),
                            RepeatRules.check(file),
                            HttpOptions.check(file),
                            callTimes.check(file))
                    .flatMap(each -> each)
                    .toList();
        } catch (YamlEngineException e) {
            return List.of(YamlTree.error(path, e));
        }
    }
}
