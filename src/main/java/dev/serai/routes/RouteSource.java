package dev.serai.routes;

import dev.serai.config.DecodedText;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A route file and what lies beside it with the same stem, as they were at one moment: its statement, the text of its mail, its
 * cases.
 */
public final class RouteSource {
    /** A statement of this size is no statement; the file is refused. */
    static final int MAX_BYTES = 1 << 20;

    private static final int HASH_LENGTH = 12;

    private final String name;
    private final SortedMap<String, byte[]> files;
    private final String version;
    private final String content;

    /**
     * @param name the path of the route file in its directory, without {@link RouteFile#SUFFIX}: {@code campaign},
     *     {@code destinations/hubspot}
     * @param files the bytes of each file by its name, the route file among them
     */
    RouteSource(String name, SortedMap<String, byte[]> files) {
        this.name = name;
        this.files = new TreeMap<>(files);
        SortedMap<String, byte[]> running = new TreeMap<>(files);
        running.keySet().removeIf(file -> file.endsWith(RouteFile.CASES));
        this.version = hash(name, running);
        this.content = hash(name, files);
    }

    /**
     * A source by its texts.
     *
     * @param name the path of the route file in its directory, without its suffix
     * @param texts the text of each file by its name
     */
    public static RouteSource of(String name, Map<String, String> texts) {
        SortedMap<String, byte[]> files = new TreeMap<>();
        texts.forEach((file, text) -> files.put(file, text.getBytes(StandardCharsets.UTF_8)));
        return new RouteSource(name, files);
    }

    /** The path of the route file in its directory, without its suffix. */
    public String name() {
        return name;
    }

    /** The name of the router or destination. */
    public String stem() {
        return name.substring(name.lastIndexOf('/') + 1);
    }

    public boolean isDestination() {
        return name.startsWith(RouteDirectory.DESTINATIONS + "/");
    }

    /** Names what runs: a hash of all files but the cases. 12 hexadecimal digits. */
    public String version() {
        return version;
    }

    /** Whether every file is the same, the cases too. */
    public boolean isSameAs(RouteSource other) {
        return content.equals(other.content);
    }

    /** The text of each file that makes the version, by the name of the file. */
    public SortedMap<String, String> texts() {
        SortedMap<String, String> texts = new TreeMap<>();
        files.forEach((file, bytes) -> {
            if (!file.endsWith(RouteFile.CASES)) {
                texts.put(file, DecodedText.of(bytes).text());
            }
        });
        return texts;
    }

    SortedMap<String, byte[]> files() {
        return files;
    }

    byte[] routeFile() {
        return files.getOrDefault(stem() + RouteFile.SUFFIX, new byte[0]);
    }

    /** The route file below a directory. */
    public Path in(Path directory) {
        return directory.resolve(name + RouteFile.SUFFIX);
    }

    private static String hash(String name, SortedMap<String, byte[]> files) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            hash.update(name.getBytes(StandardCharsets.UTF_8));
            files.forEach((file, bytes) -> {
                // the length keeps the end of one file apart from the beginning of the next
                hash.update(("\n" + file + " " + bytes.length + "\n").getBytes(StandardCharsets.UTF_8));
                hash.update(bytes);
            });
            return HexFormat.of().formatHex(hash.digest()).substring(0, HASH_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
