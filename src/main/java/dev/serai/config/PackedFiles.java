package dev.serai.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Files that are packed into the jar: the shipped {@code config} and {@code routes}, the vendor's {@code payloads}, and
 * {@code docs/asyncapi.yaml}.
 */
public final class PackedFiles {
    private PackedFiles() {}

    /**
     * The files in and below a directory of the jar.
     *
     * @return their paths below the directory, in alphabetical order, with slashes
     */
    public static List<String> names(String directory) {
        URL found = Objects.requireNonNull(PackedFiles.class.getResource("/" + directory), directory);
        try {
            URI uri = found.toURI();
            if (!uri.getScheme().equals("jar")) {
                return names(Path.of(uri));
            }
            try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                return names(jar.getPath("/" + directory));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .sorted()
                    .toList();
        }
    }

    /**
     * The text of a file.
     *
     * @param name such as {@code payloads/campaign/bounce.json}
     * @throws NoSuchFileException if there is none of that name
     */
    public static String text(String name) throws IOException {
        try (InputStream file = PackedFiles.class.getResourceAsStream("/" + name)) {
            if (file == null) {
                throw new NoSuchFileException(name);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
