package dev.serai.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.spi.Resource;
import org.jspecify.annotations.Nullable;

/** Names the version of a destination: a hash of its file and of what lies beside it with the same stem. */
final class RouteVersion {
    private static final String SUFFIX = ".camel.yaml";
    private static final int LENGTH = 12;

    private RouteVersion() {}

    /** @return null if the route does not come from a file */
    static @Nullable String hash(@Nullable Resource resource) throws IOException {
        if (resource == null || !resource.getLocation().startsWith("file:") || !resource.exists()) {
            return null;
        }
        Path file = Path.of(resource.getLocation().substring("file:".length()));
        String stem = String.valueOf(file.getFileName()).replace(SUFFIX, "");
        try (Stream<Path> beside = Files.list(file.toAbsolutePath().getParent())) {
            List<Path> parts = beside.filter(path -> belongs(String.valueOf(path.getFileName()), stem))
                    .sorted()
                    .toList();
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (Path part : parts) {
                hash.update(Files.readAllBytes(part));
            }
            return HexFormat.of().formatHex(hash.digest()).substring(0, LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    private static boolean belongs(String file, String stem) {
        return file.startsWith(stem + ".") && !file.equals(stem + ".test.yaml");
    }
}
