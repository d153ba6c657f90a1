package dev.serai.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A directory in which the files of a snapshot lie while they are checked and loaded, so that nobody writes them meanwhile. What
 * is found there is told of the directory of the user.
 */
public final class Stage implements AutoCloseable {
    private final Path directory;
    private final Path shown;

    private Stage(Path directory, Path shown) {
        this.directory = directory;
        this.shown = shown;
    }

    /** The directory itself, for a process that looks once and ends. */
    static Stage inPlace(Path directory) {
        return new Stage(directory, directory);
    }

    /** @throws IOException if the temporary directory of Java ({@code java.io.tmpdir}) cannot be written */
    public static Stage of(RouteSnapshot snapshot) throws IOException {
        Path root;
        try {
            root = Files.createTempDirectory("serai-routes-");
        } catch (IOException e) {
            throw new IOException(
                    "route files are checked in a copy, and no directory can be made in "
                            + System.getProperty("java.io.tmpdir") + " (" + e
                            + "); set -Djava.io.tmpdir to a directory that can be written",
                    e);
        }
        Stage stage = new Stage(root, snapshot.directory());
        Files.createDirectories(root.resolve(RouteDirectory.DESTINATIONS));
        for (RouteSource source : snapshot.sources().values()) {
            for (Map.Entry<String, byte[]> file : source.files().entrySet()) {
                Files.write(source.in(root).resolveSibling(file.getKey()), file.getValue());
            }
        }
        return stage;
    }

    /** Where the files can be read. */
    public Path directory() {
        return directory;
    }

    /** Where the user finds a file of it. */
    Path shown(Path file) {
        return shown.resolve(directory.relativize(file));
    }

    /** The finding, told of the files of the user. */
    public Finding shown(Finding finding) {
        return directory.equals(shown)
                ? finding
                : new Finding(
                        finding.severity(),
                        shown(finding.place()),
                        finding.line(),
                        finding.column(),
                        shown(finding.reason()),
                        shown(finding.instead()));
    }

    /** A text that names files of it, with the names that the user knows. */
    public String shown(String text) {
        return text.replace(directory.toString(), shown.toString());
    }

    @Override
    public void close() {
        if (directory.equals(shown)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            List<Path> innermostFirst = all.sorted(Comparator.reverseOrder()).toList();
            for (Path path : innermostFirst) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
