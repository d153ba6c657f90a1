package dev.serai.routes;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A route file, read.
 *
 * @param path as it is shown
 */
public record RouteFile(Path path, YamlTree tree) {
    public static final String SUFFIX = ".camel.yaml";
    /** The cases beside a route file. */
    public static final String CASES = ".test.yaml";

    /** A step: what it does, and its fields. */
    public record Step(String kind, int line, YamlTree fields) {
        public static Step of(YamlTree item) {
            return item.entries().entrySet().stream()
                    .findFirst()
                    .map(only -> new Step(only.getKey(), item.line(), only.getValue()))
                    .orElse(new Step(item.text(), item.line(), item));
        }

        /** Without its options. */
        public String uri() {
            return fields.get("uri").text().replaceFirst("\\?.*", "");
        }
    }

    /** @throws org.snakeyaml.engine.v2.exceptions.YamlEngineException if it is no YAML */
    public static RouteFile read(Path path) throws IOException {
        return new RouteFile(path, YamlTree.read(path));
    }

    /** The name of the file, which is the name of its router or destination. */
    public String stem() {
        return stem(path);
    }

    /** The same of a path. */
    public static String stem(Path path) {
        return String.valueOf(path.getFileName()).replace(SUFFIX, "");
    }

    /** A URI as far as it names an endpoint. */
    static String withoutOptions(String uri) {
        return uri.replaceFirst("\\?.*", "").replaceFirst("://", ":");
    }

    /** The routes that are written as mappings. */
    public List<YamlTree> routes() {
        return tree.items().stream()
                .map(item -> item.get("route"))
                .filter(YamlTree::isMap)
                .toList();
    }

    /** Every step, those inside others too. */
    public Stream<Step> steps() {
        return tree.all()
                .filter(each -> each.key().equals("steps") && each.isList())
                .flatMap(steps -> steps.items().stream())
                .map(Step::of);
    }

    /** An error at the beginning of a value, or of a key. */
    public Finding finding(YamlTree at, String reason, String instead) {
        return new Finding(Finding.Severity.ERROR, path.toString(), at.line(), at.column(), reason, instead);
    }

    public Finding finding(int line, String reason, String instead) {
        return new Finding(path.toString(), line, reason, instead);
    }
}
