package dev.serai.lint;

import dev.serai.RouteFileCheck;
import dev.serai.lint.RouteFile.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** What a router and a destination may do: a router only chooses, a destination never hides a failure. */
final class Roles {
    private static final Set<String> ROUTER_STEPS = Set.of("choice", "filter", "split", "log", "to");

    private Roles() {}

    static Stream<Finding> check(RouteFile file) {
        Stream<Finding> own = file.isRouter() ? router(file) : file.isDestination() ? destination(file) : stray(file);
        return Stream.concat(own, hiding(file));
    }

    private static Stream<Finding> stray(RouteFile file) {
        return Stream.of(file.finding(
                1,
                "is neither a router nor a destination here",
                "move a router to routes/, a destination to routes/destinations/"));
    }

    private static Stream<Finding> hiding(RouteFile file) {
        return file.tree()
                .all()
                .flatMap(each -> each.entries().entrySet().stream())
                .filter(entry -> RouteFileCheck.HIDING.contains(entry.getKey()))
                .map(entry -> file.finding(
                        entry.getValue().line(),
                        "\"" + entry.getKey()
                                + "\" can end a route normally after a failure, and the event would be lost",
                        "take it out; what throws is tried again"));
    }

    private static Stream<Finding> router(RouteFile file) {
        return Stream.of(starts(file, "direct:" + file.stem(), "router"), family(file), steps(file), names(file))
                .flatMap(each -> each);
    }

    private static Stream<Finding> starts(RouteFile file, String uri, String role) {
        return file.routes().stream()
                .map(route -> new Step("from", route.get("from").line(), route.get("from")))
                .filter(from -> !from.uri().equals(uri))
                .map(from -> file.finding(
                        from.fields().get("uri").line(),
                        "starts from \"" + from.uri() + "\"",
                        "a " + role + " starts from what its file is called, uri: " + uri));
    }

    private static Stream<Finding> family(RouteFile file) {
        String family = file.stem();
        String type = family.substring(0, 1).toUpperCase(Locale.ROOT) + family.substring(1) + "Family";
        try {
            Class.forName("dev.serai.receive." + type);
            return Stream.empty();
        } catch (ClassNotFoundException e) {
            return Stream.of(file.finding(
                    1, "no family is called \"" + family + "\"", "name the file after a family, or write " + type));
        }
    }

    private static Stream<Finding> steps(RouteFile file) {
        return file.steps()
                .filter(step -> !ROUTER_STEPS.contains(step.kind()) && !RouteFileCheck.HIDING.contains(step.kind()))
                .map(step -> file.finding(
                        step.line(),
                        "a router only chooses, and \"" + step.kind() + "\" does more",
                        "keep to choice, filter, split, log and to; move it into a destination"));
    }

    private static Stream<Finding> names(RouteFile file) {
        return file.steps()
                .filter(step -> step.kind().equals("to") && !known(file.root(), step.uri()))
                .map(step -> file.finding(
                        step.fields().get("uri").line(),
                        "\"" + step.uri() + "\" is no destination and no router here",
                        "write outbox:<a file in routes/destinations> or direct:<a file in routes>"));
    }

    private static boolean known(Path root, String uri) {
        String name = uri.replaceFirst("^\\w+:", "") + RouteFile.SUFFIX;
        return (uri.startsWith("outbox:")
                        && Files.exists(root.resolve("routes/destinations").resolve(name)))
                || (uri.startsWith("direct:")
                        && Files.exists(root.resolve("routes").resolve(name)));
    }

    private static Stream<Finding> destination(RouteFile file) {
        return starts(file, "outbox:" + file.stem(), "destination");
    }
}
