package dev.serai.lint;

import dev.serai.YamlTree;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A route file, read.
 *
 * @param root where {@code routes/} lies
 * @param path from there
 */
record RouteFile(Path root, Path path, YamlTree tree) {
    static final String SUFFIX = ".camel.yaml";
    private static final Path ROUTERS = Path.of("routes");
    private static final Path DESTINATIONS = Path.of("routes/destinations");

    /** A step: what it does, and its fields. */
    record Step(String kind, int line, YamlTree fields) {
        static Step of(YamlTree item) {
            return item.entries().entrySet().stream()
                    .findFirst()
                    .map(only -> new Step(only.getKey(), item.line(), only.getValue()))
                    .orElse(new Step(item.text(), item.line(), item));
        }

        String uri() {
            return fields.get("uri").text().replaceFirst("\\?.*", "");
        }
    }

    String stem() {
        return path.getFileName().toString().replace(SUFFIX, "");
    }

    boolean isRouter() {
        return ROUTERS.equals(path.getParent());
    }

    boolean isDestination() {
        return DESTINATIONS.equals(path.getParent());
    }

    List<YamlTree> routes() {
        return tree.items().stream()
                .map(item -> item.get("route"))
                .filter(YamlTree::isMap)
                .toList();
    }

    /** Every step, those inside others too. */
    Stream<Step> steps() {
        return tree.all()
                .filter(each -> each.key().equals("steps") && each.isList())
                .flatMap(steps -> steps.items().stream())
                .map(Step::of);
    }

    Finding finding(int line, String reason, String instead) {
        return new Finding(path.toString(), line, reason, instead);
    }
}
