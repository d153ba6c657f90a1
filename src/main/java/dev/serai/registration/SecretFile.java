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
import java.util.Optional;
import java.util.Set;

/**
 * A file with the secrets of a sender, one on a line. The receiver accepts each of them, and takes the file over as soon as it
 * changes; the first one is registered. So a secret is exchanged in three steps: {@link #add} the new one, register it, {@link
 * #retire} the old ones.
 */
public final class SecretFile {
    private static final String CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    /** As many characters as CMP takes at most: 190 bits. */
    private static final int LENGTH = 32;

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
     * Puts a new random secret before the others. HTTP Basic keeps the user of the first line.
     *
     * @return the new first value, as {@link Section#secrets} or {@link Section#users} read it
     * @throws IOException if the file cannot be read or written
     */
    public String add() throws IOException {
        String before = Files.readString(file);
        String first = before.lines().findFirst().orElse("");
        int colon = first.replaceFirst("^\"", "").indexOf(':');
        String user = users && colon > 0 ? first.replaceFirst("^\"", "").substring(0, colon + 1) : "";
        if (users && user.isEmpty()) {
            throw new IOException(file + " does not begin with a user and a colon");
        }
        String secret = user + random();
        write((user.contains(",") || user.contains("\"") ? "\"" + secret + "\"" : secret) + "\n" + before);
        return secret;
    }

    /**
     * Leaves only the first line.
     *
     * @throws IOException if the file cannot be read or written
     */
    public void retire() throws IOException {
        write(Files.readString(file).lines().findFirst().orElse("") + "\n");
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
