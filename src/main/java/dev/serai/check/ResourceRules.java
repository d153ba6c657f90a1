package dev.serai.check;

import dev.serai.config.DecodedText;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The statements and texts that a route file reads: each is there, and is UTF-8 without a byte order mark. Camel reads any bytes
 * as UTF-8, and puts a question mark for each letter that it does not understand.
 */
final class ResourceRules {
    private static final Pattern RESOURCE =
            Pattern.compile("(?:resource|sql):file:\\{\\{routes\\.directory}}/([^\\s?]+)");
    private static final String DESTINATIONS = "destinations";

    private ResourceRules() {}

    static Stream<Finding> check(RouteFile file) {
        return file.tree().all().filter(YamlTree::isText).flatMap(text -> path(file, text).stream()
                .flatMap(path -> Files.exists(path)
                        ? encoding(path)
                        : Stream.of(file.finding(
                                text.line(), "there is no file " + path, "mend the name, or write the file"))));
    }

    /** The file that a text of a route file names, if it lies in the directory of the route files. */
    static Optional<Path> path(RouteFile file, YamlTree text) {
        Matcher resource = RESOURCE.matcher(text.text());
        Path directory = file.path().toAbsolutePath().getParent();
        if (!resource.find() || directory == null) {
            return Optional.empty();
        }
        String name = resource.group(1);
        if (!directory.endsWith(DESTINATIONS)) {
            return Optional.of(file.path().resolveSibling(name));
        }
        return name.startsWith(DESTINATIONS + "/")
                ? Optional.of(file.path().resolveSibling(name.substring(DESTINATIONS.length() + 1)))
                : Optional.empty();
    }

    private static Stream<Finding> encoding(Path path) {
        try {
            DecodedText decoded = DecodedText.of(path);
            if (decoded.badLine() == 0 && !decoded.marked()) {
                return Stream.empty();
            }
            return Stream.of(new Finding(
                    path.toString(),
                    Math.max(1, decoded.badLine()),
                    decoded.marked()
                            ? "begins with a byte order mark, which would be sent along"
                            : "is not " + decoded.charset() + ", and its letters would arrive as others",
                    "save it as UTF-8" + (decoded.marked() ? " without a byte order mark" : "")));
        } catch (IOException e) {
            return Stream.of(new Finding(
                    path.toString(), 0, "cannot be read: " + e.getClass().getSimpleName(), "make it a readable file"));
        }
    }
}
