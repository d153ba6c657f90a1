package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteDirectory;
import dev.serai.routes.RouteFile;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** A router that no event comes to: its name is no family's, and no other route calls it. */
final class UncalledRouters {
    private final Set<String> families;

    UncalledRouters(Set<String> families) {
        this.families = families;
    }

    Stream<Finding> check(RouteFile file) {
        return file.routes().stream()
                .map(route -> route.get("from").get("uri"))
                .filter(from -> isUncalled(file, name(from)))
                .map(from -> file.finding(
                        from,
                        "no family is called \"" + name(from) + "\", so that no event comes here",
                        "name the file and uri: after a family (" + String.join(", ", new TreeSet<>(families))
                                + "), or move the file out of the routes"));
    }

    /** Empty if it is no router. */
    private static String name(YamlTree from) {
        return from.text().startsWith("direct:") ? from.text().replaceFirst("^direct:([^?]*).*", "$1") : "";
    }

    private boolean isUncalled(RouteFile file, String name) {
        if (families.isEmpty() || name.isEmpty() || families.contains(name)) {
            return false;
        }
        Path directory = Objects.requireNonNull(file.path().toAbsolutePath().getParent());
        Path root = directory.endsWith("destinations") ? Objects.requireNonNull(directory.getParent()) : directory;
        try {
            return RouteDirectory.read(root).files().stream()
                    .filter(each -> each.toString().endsWith(RouteFile.SUFFIX))
                    .noneMatch(each -> calls(each, "direct:" + name));
        } catch (IOException e) {
            return false; // loading the files names that
        }
    }

    private static boolean calls(Path file, String uri) {
        try {
            return RouteFile.read(file)
                    .tree()
                    .all()
                    .filter(text -> text.isText() && !isFrom(text))
                    .anyMatch(text -> text.text().replaceFirst("\\?.*", "").equals(uri));
        } catch (IOException | YamlEngineException e) {
            return false; // loading the file names that
        }
    }

    private static boolean isFrom(YamlTree text) {
        int size = text.path().size();
        return size > 1 && text.path().get(size - 2).equals("from");
    }
}
