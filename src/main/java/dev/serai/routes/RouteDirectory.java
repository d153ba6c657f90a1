package dev.serai.routes;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The directory of the route files: the routers, below it in {@code destinations/} the destinations, and what looks like
 * either and is neither. Symbolic links are followed, since a Kubernetes ConfigMap consists of them; its own directories,
 * {@code ..data} and their like, are passed over, and so are hidden directories and the files that editors make for
 * themselves.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically">How
 *     a ConfigMap is mounted</a>
 */
public final class RouteDirectory {
    static final String DESTINATIONS = "destinations";

    /** Hidden files, Vim's {@code 4913}, Emacs' {@code #x#}, {@code x~}, and those of JetBrains. */
    private static final Pattern PASSED_OVER = Pattern.compile("\\..*|4913|#.*#|.*~|.*___jb_(?:tmp|old)___");

    private static final Pattern LIKE_A_ROUTE = Pattern.compile("(?i).*\\.ya?ml(?:[._-].*)?|.*\\.camel\\..*");

    private final Path root;
    private final List<Path> files;

    private RouteDirectory(Path root, List<Path> files) {
        this.root = root;
        this.files = files;
    }

    /** Reads which files there are; none if the directory is not there. */
    public static RouteDirectory read(Path root) throws IOException {
        List<Path> files = new ArrayList<>();
        if (Files.isDirectory(root)) {
            Files.walkFileTree(
                    root, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                            return !directory.equals(root) && name(directory).startsWith(".")
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                            if (!PASSED_OVER.matcher(name(file)).matches()) {
                                files.add(file);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                            if (failure instanceof FileSystemLoopException) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw failure;
                        }
                    });
        }
        return new RouteDirectory(root, files.stream().sorted().toList());
    }

    /** Every file that is not passed over, in the order of the paths. */
    public List<Path> files() {
        return files;
    }

    List<Path> routers() {
        return in(root);
    }

    List<Path> destinations() {
        return in(root.resolve(DESTINATIONS));
    }

    private List<Path> in(Path directory) {
        return files.stream()
                .filter(RouteDirectory::isRoute)
                .filter(file -> directory.equals(file.getParent()))
                .toList();
    }

    /** The files that look like a router or destination, and that nothing reads. */
    List<Finding> strays() {
        return files.stream().map(this::stray).flatMap(Optional::stream).toList();
    }

    private Optional<Finding> stray(Path file) {
        if (isRoute(file)) {
            return Stream.of(root, root.resolve(DESTINATIONS)).anyMatch(each -> each.equals(file.getParent()))
                    ? Optional.empty()
                    : Optional.of(new Finding(
                            file.toString(),
                            0,
                            "is not read, because a router is in " + root + " and a destination in "
                                    + root.resolve(DESTINATIONS),
                            "move it there, or out of " + root));
        }
        return LIKE_A_ROUTE.matcher(name(file)).matches() && !name(file).endsWith(RouteFile.CASES)
                ? Optional.of(misnamed(file))
                : Optional.empty();
    }

    private Finding misnamed(Path file) {
        String suffix = name(file).contains(".test.") ? RouteFile.CASES : RouteFile.SUFFIX;
        Path right = file.resolveSibling(about(file) + suffix);
        return new Finding(
                file.toString(),
                0,
                "is not read, because its name does not end in " + suffix,
                (Files.exists(right) ? "" : "call it " + right.getFileName() + ", or ") + "move it out of " + root);
    }

    private static boolean isRoute(Path file) {
        return name(file).endsWith(RouteFile.SUFFIX) && name(file).length() > RouteFile.SUFFIX.length();
    }

    /** The router or destination that a file is about by its name. */
    static String about(Path file) {
        return name(file).replaceFirst("(?i)(?<=.)\\.(?:test|camel|ya?ml)\\b.*", "");
    }

    private static String name(Path file) {
        return file.getFileName().toString();
    }
}
