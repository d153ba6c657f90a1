package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteFile.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where routers and destinations lie, what they start from, and which destinations a router names. */
final class Roles {
    private static final String DESTINATIONS = "destinations";

    private final Path directory;

    /** @param directory of the route files */
    Roles(Path directory) {
        this.directory = directory;
    }

    Stream<Finding> check(RouteFile file) {
        Path parent = file.path().getParent();
        return directory.equals(parent)
                ? router(file)
                : directory.resolve(DESTINATIONS).equals(parent) ? destination(file) : stray(file);
    }

    private static Stream<Finding> stray(RouteFile file) {
        return Stream.of(file.finding(
                1,
                "is neither a router nor a destination here",
                "move a router to routes/, a destination to routes/destinations/"));
    }

    private Stream<Finding> router(RouteFile file) {
        return Stream.concat(starts(file, "direct:" + file.stem(), "router"), names(file));
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

    private Stream<Finding> names(RouteFile file) {
        return file.steps()
                .filter(step ->
                        step.kind().equals("to") && step.uri().matches("(outbox|direct):.*") && !known(step.uri()))
                .map(step -> file.finding(
                        step.fields().get("uri").line(),
                        "\"" + step.uri() + "\" is no destination and no router here",
                        "write outbox:<a file in routes/destinations> or direct:<a file in routes>"));
    }

    private boolean known(String uri) {
        String name = uri.replaceFirst("^\\w+:", "") + RouteFile.SUFFIX;
        return (uri.startsWith("outbox:")
                        && Files.exists(directory.resolve(DESTINATIONS).resolve(name)))
                || (uri.startsWith("direct:") && Files.exists(directory.resolve(name)));
    }

    private static Stream<Finding> destination(RouteFile file) {
        return starts(file, "outbox:" + file.stem(), "destination");
    }
}
