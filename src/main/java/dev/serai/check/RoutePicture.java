package dev.serai.check;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteFile.Step;
import dev.serai.routes.RouteSnapshot;
import dev.serai.routes.RouteSource;
import dev.serai.routes.Stage;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The ways from the routers to the destinations, as the route files write them.
 *
 * @param families the routers, by name
 * @param destinations those that have a file or that a router names, by name
 */
public record RoutePicture(List<Router> families, List<Destination> destinations) {
    private static final String OUTBOX = "outbox:";
    private static final String DIRECT = "direct:";
    private static final String EXPRESSION = "expression";

    /** A router. */
    public record Router(String name, String file, List<Way> branches) {}

    /**
     * A branch of a router.
     *
     * @param id of the step; null if the file gives it none
     * @param line of the file, from 1
     * @param condition its text, or {@code otherwise}; null if the branch is always taken
     * @param within the id of the branch in which it stands; null if it stands in none
     * @param destinations where the branch itself sends events, in their order
     * @param routers other routers that it asks
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Way(
            @Nullable String id,
            int line,
            @Nullable String condition,
            @Nullable String within,
            List<String> destinations,
            List<String> routers) {}

    /**
     * A destination.
     *
     * @param file null if it has none
     * @param kind salesforce, jdbc, mail, http or other
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Destination(String name, @Nullable String file, String kind) {}

    /** @throws IOException if the files cannot be read */
    public static RoutePicture of(RouteSnapshot snapshot) throws IOException {
        List<Router> routers = new ArrayList<>();
        Map<String, Destination> destinations = new TreeMap<>();
        try (Stage stage = Stage.of(snapshot)) {
            for (RouteSource source : snapshot.sources().values()) {
                RouteFile file = RouteFile.read(source.in(stage.directory()));
                String name = source.name() + RouteFile.SUFFIX;
                if (source.isDestination()) {
                    destinations.put(source.stem(), new Destination(source.stem(), name, kind(file)));
                } else {
                    routers.add(new Router(source.stem(), name, branches(file)));
                }
            }
        }
        routers.stream()
                .flatMap(router -> router.branches().stream())
                .flatMap(way -> way.destinations().stream())
                .forEach(each -> destinations.putIfAbsent(each, new Destination(each, null, "other")));
        return new RoutePicture(routers, List.copyOf(destinations.values()));
    }

    private static String kind(RouteFile file) {
        List<String> uris = file.routes().stream()
                .flatMap(StepRules::steps)
                .filter(step -> step.kind().equals("to") || step.kind().equals("toD"))
                .map(RoutePicture::uri)
                .toList();
        Predicate<String> any = pattern -> uris.stream().anyMatch(uri -> uri.matches("(?s)" + pattern));
        if (any.test("(?:direct:)?salesforce[\\w-]*:?.*|direct:.*-(?:find|mark)-people")) {
            return "salesforce";
        } else if (any.test("(?:jdbc|sql):.*")) {
            return "jdbc";
        } else if (any.test("(?:mail|smtps?):.*")) {
            return "mail";
        }
        return any.test("https?:.*|\\{\\{.*") ? "http" : "other";
    }

    private static String uri(Step step) {
        return step.fields().isText()
                ? step.fields().text()
                : step.fields().get("uri").text();
    }

    private static List<Way> branches(RouteFile file) {
        List<Way> ways = new ArrayList<>();
        for (YamlTree route : file.routes()) {
            YamlTree from = route.get("from");
            YamlTree steps = from.get("steps").isList() ? from.get("steps") : route.get("steps");
            add(ways, new Way(null, from.line(), null, null, new ArrayList<>(), new ArrayList<>()), steps);
        }
        ways.removeIf(way -> way.condition() == null
                && way.destinations().isEmpty()
                && way.routers().isEmpty());
        ways.sort(Comparator.comparingInt(Way::line));
        return ways;
    }

    /** Adds a branch, and after it those within it. */
    private static void add(List<Way> ways, Way way, YamlTree steps) {
        ways.add(way);
        for (YamlTree item : steps.items()) {
            item.entries().forEach((kind, step) -> add(ways, way, Step.of(item), step, FailureRules.camelCase(kind)));
        }
    }

    private static void add(List<Way> ways, Way way, Step step, YamlTree fields, String kind) {
        switch (kind) {
            case "to" -> {
                String uri = uri(step).replaceFirst("\\?.*", "").replaceFirst("://", ":");
                if (uri.startsWith(OUTBOX)) {
                    way.destinations().add(uri.substring(OUTBOX.length()));
                } else if (uri.startsWith(DIRECT)) {
                    way.routers().add(uri.substring(DIRECT.length()));
                }
            }
            case "choice" -> {
                fields.get("when").items().forEach(when -> within(ways, way, when, condition(when)));
                if (fields.get("otherwise").isMap()) {
                    within(ways, way, fields.get("otherwise"), "otherwise");
                }
            }
            case "filter" -> within(ways, way, fields, condition(fields));
            default ->
                fields.get("steps").items().forEach(item -> item.entries()
                        .forEach((inner, its) -> add(ways, way, Step.of(item), its, FailureRules.camelCase(inner))));
        }
    }

    private static void within(List<Way> ways, Way outer, YamlTree branch, String condition) {
        String id = branch.get("id").text();
        add(
                ways,
                new Way(
                        id.isEmpty() ? null : id,
                        branch.line(),
                        condition,
                        outer.condition() == null ? null : outer.id(),
                        new ArrayList<>(),
                        new ArrayList<>()),
                branch.get("steps"));
    }

    /** In each of the notations that Camel takes. */
    private static String condition(YamlTree branch) {
        return Stream.concat(
                        branch.get(EXPRESSION).entries().values().stream(),
                        Stream.of("simple", "groovy", "constant", "language").map(branch::get))
                .map(language -> language.isMap() ? language.get(EXPRESSION).text() : language.text())
                .filter(text -> !text.isBlank())
                .map(String::strip)
                .findFirst()
                .orElse("");
    }
}
