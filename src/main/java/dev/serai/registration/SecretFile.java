package dev.serai.registration;

import dev.serai.config.Section;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A file with the secrets of a sender, one on a line. The receiver accepts each of them, and takes the file over as soon as it
 * changes; the first one is registered. So a secret is exchanged in two steps: {@link #add} the new one, and register it. The file
 * says itself until when the old ones count.
 */
public final class SecretFile {
    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** As many characters as CMP takes at most: 190 bits. */
    private static final int LENGTH = 32;

    /** Begins the line above the secrets that count until then, as the configuration reads it. */
    private static final String UNTIL = "# until ";

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path file;
    private final boolean users;

    private SecretFile(Path file, boolean users) {
        this.file = file;
        this.users = users;
    }

    /**
     * The file of a key.
     *
     * @param leaf {@code basic}, {@code secrets} or {@code path-secrets}
     * @return empty if the key has its value somewhere else
     */
    public static Optional<SecretFile> of(Section family, String leaf) {
        return Optional.ofNullable(family.fileOf(leaf)).map(file -> new SecretFile(file, leaf.equals("basic")));
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /**
     * Puts a new random secret before the others, which count for some time yet. HTTP Basic keeps the user of the first line.
     *
     * @param keepOld how long the other secrets count; those whose time is over already are taken out
     * @return until when the other secrets count
     * @throws IOException if the file cannot be read or written
     */
    public Instant add(Duration keepOld) throws IOException {
        List<String> before = Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .takeWhile(line -> !isOver(line))
                .toList();
        Instant until = Instant.now().plus(keepOld).truncatedTo(ChronoUnit.SECONDS);
        StringBuilder text = new StringBuilder(user(before)).append(random());
        if (text.charAt(0) == '"') {
            text.append('"');
        }
        text.append('\n');
        if (!before.isEmpty()) {
            text.append(UNTIL).append(until).append('\n');
            before.forEach(line -> text.append(line).append('\n'));
        }
        write(text.toString());
        return until;
    }

    private static boolean isOver(String line) {
        return line.startsWith(UNTIL)
                && !Instant.now()
                        .isBefore(Instant.parse(line.substring(UNTIL.length()).strip()));
    }

    /** The user of the first line and its colon, with the double quote before it; empty unless it is HTTP Basic. */
    private String user(List<String> lines) throws IOException {
        if (!users) {
            return "";
        }
        int colon = lines.isEmpty() ? 0 : lines.get(0).indexOf(':');
        if (colon < 1) {
            throw new IOException(file + " does not begin with a user and a colon");
        }
        return lines.get(0).substring(0, colon + 1);
    }

    private static String random() {
        StringBuilder secret = new StringBuilder();
        for (int i = 0; i < LENGTH; i++) {
            secret.append(CHARACTERS.charAt(RANDOM.nextInt(CHARACTERS.length())));
        }
        return secret.toString();
    }

    /** As a whole or not at all, so that the gateway never reads half a secret. */
    private void write(String text) throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new IOException(file + " is a symbolic link, as in a mounted secret: change the secret where it comes"
                    + " from, the new value on the first line and the old one below it");
        }
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(written);
        Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
        Files.createFile(written, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(written, text);
        Files.setPosixFilePermissions(written, permissions);
        try (FileChannel channel = FileChannel.open(written, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        try {
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.delete(written);
            throw e;
        }
    }
}
