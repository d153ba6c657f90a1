package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** What lies beside a route file: its cases, its SQL, the text of its mail, and no file that belongs to no route. */
final class Neighbours {
    private static final String TABLES = ".ddl.sql";
    /** A statement, and the text of a mail. */
    private static final List<String> PARTS = List.of(".sql", ".txt");

    private Neighbours() {}

    /** @param path any file in a directory of route files */
    static Stream<Finding> check(Path path) throws IOException {
        String name = path.toString();
        if (name.endsWith(RouteFile.SUFFIX)) {
            Path cases = sibling(path, RouteFile.SUFFIX, RouteFile.CASES);
            return Files.exists(cases)
                    ? Stream.empty()
                    : Stream.of(new Finding(name, 1, "has no cases that show what it does", "write " + cases));
        }
        if (name.endsWith(TABLES)) {
            return Stream.empty();
        }
        if (name.endsWith(RouteFile.CASES)) {
            return Stream.concat(belongs(path, RouteFile.CASES), cases(path));
        }
        return PARTS.stream()
                .filter(name::endsWith)
                .findFirst()
                .map(part -> belongs(path, part))
                .orElseGet(() -> Stream.of(new Finding(
                        name, 1, "is no file that anything here reads", "call a route file <name>.camel.yaml")));
    }

    private static Stream<Finding> belongs(Path path, String suffix) {
        Path route = sibling(path, suffix, RouteFile.SUFFIX);
        return Files.exists(route)
                ? Stream.empty()
                : Stream.of(new Finding(
                        path.toString(),
                        1,
                        "there is no " + route + " beside it",
                        "call both the same, or delete this"));
    }

    private static Stream<Finding> cases(Path path) throws IOException {
        try {
            return YamlTree.read(path).items().isEmpty()
                    ? Stream.of(new Finding(path.toString(), 1, "has no case", "begin one with \"- name:\""))
                    : Stream.empty();
        } catch (YamlEngineException e) {
            return Stream.of(YamlTree.error(path, e));
        }
    }

    private static Path sibling(Path path, String suffix, String other) {
        String name = path.getFileName().toString();
        return path.resolveSibling(name.substring(0, name.length() - suffix.length()) + other);
    }
}
