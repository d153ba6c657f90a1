package dev.serai.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.stream.Stream;

/** A copy of the shipped route files, to be edited as a user would. */
public final class Routes {
    private final Path directory;

    private Routes(Path directory) {
        this.directory = directory;
    }

    public static Routes copyTo(Path directory) {
        copy(Path.of("routes"), directory);
        return new Routes(directory);
    }

    /** Puts files beside the destinations, or in place of some, and lets them find each other there. */
    public Routes with(Path destinations) {
        copy(destinations, directory.resolve("destinations"));
        try (Stream<Path> files = Files.list(destinations)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".camel.yaml"))
                    .toList()) {
                edit("destinations/" + file.getFileName(), "file:routes/", "file:" + directory + "/");
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = to.resolve(from.relativize(file));
                Files.createDirectories(copy.toAbsolutePath().getParent());
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Replaces a text that must be there. */
    public Routes edit(String file, String text, String by) {
        try {
            Path path = directory.resolve(file);
            String content = Files.readString(path);
            if (!content.contains(text)) {
                throw new IllegalStateException(file + " does not contain " + text);
            }
            Files.writeString(path, content.replace(text, by));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a second file like one that is there. */
    public Routes copy(String file, String as) {
        try {
            Files.copy(directory.resolve(file), directory.resolve(as));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Map<String, String> settings() {
        return Map.of("routes.directory", directory.toString());
    }
}
