package dev.serai.operate;

import dev.serai.event.EventId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of the management API, in a file with one line for each: name, role, SHA-256 of the token, and the time of its
 * making. A token has 256 random bits, so that its hash needs no salt. A change of the file counts with the next request.
 */
public final class AccessTokens {
    /** What a token begins with, so that a scanner for secrets finds one that was published. */
    public static final String PREFIX = "serai_";

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._@-]{1,60}");
    /** Callers that the audit names so, and that have no token. */
    private static final Set<String> RESERVED = Set.of(Caller.LOCAL, "serai", "console");

    private static final Pattern LINE =
            Pattern.compile("(\\S+)\\s+(viewer|operator|privacy)\\s+([0-9a-f]{64})\\s+(\\S+)");

    private final Path file;
    private @Nullable FileTime changed;
    private List<Token> tokens = List.of();

    /**
     * A token, without its secret.
     *
     * @param hash SHA-256
     * @param since when it was made
     */
    public record Token(String name, Role role, String hash, String since) {
        private String line() {
            return name + " " + role + " " + hash + " " + since;
        }
    }

    /** @param file need not be there */
    public AccessTokens(Path file) {
        this.file = file;
    }

    /** Where they are. */
    public Path file() {
        return file;
    }

    /**
     * All of them, in the order of the file.
     *
     * @throws IOException if the file cannot be read, or has a line that is no token
     */
    public synchronized List<Token> all() throws IOException {
        FileTime now;
        try {
            now = Files.getLastModifiedTime(file);
        } catch (NoSuchFileException e) {
            changed = null;
            tokens = List.of();
            return tokens;
        }
        if (!now.equals(changed)) {
            tokens = read();
            changed = now;
        }
        return tokens;
    }

    private List<Token> read() throws IOException {
        List<Token> read = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            Matcher token = LINE.matcher(line);
            if (token.matches()) {
                read.add(new Token(
                        token.group(1),
                        Role.valueOf(token.group(2).toUpperCase(Locale.ROOT)),
                        token.group(3),
                        token.group(4)));
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                throw new IOException(file + ":" + (i + 1) + ": is no token; \"serai token\" writes this file");
            }
        }
        return List.copyOf(read);
    }

    /**
     * Whose token it is. Each token is compared, so that the time of the answer tells nothing.
     *
     * @throws IOException if the file cannot be read
     */
    public Optional<Token> find(String presented) throws IOException {
        byte[] hash = hash(presented).getBytes(StandardCharsets.US_ASCII);
        Token found = null;
        for (Token each : all()) {
            if (MessageDigest.isEqual(hash, each.hash().getBytes(StandardCharsets.US_ASCII))) {
                found = each;
            }
        }
        return Optional.ofNullable(found);
    }

    /**
     * The token with a hash, if it has not been revoked.
     *
     * @throws IOException if the file cannot be read
     */
    public Optional<Token> ofHash(String hash) throws IOException {
        return all().stream().filter(each -> each.hash().equals(hash)).findFirst();
    }

    /**
     * Makes a token and adds it to the file.
     *
     * @return the token, which stands nowhere else
     * @throws IllegalArgumentException if the name cannot be used, or is used already
     * @throws IOException if the file cannot be read or written
     */
    public synchronized String add(String name, Role role) throws IOException {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of a token has 1 to 60 letters, digits, dots, hyphens, underscores or @");
        }
        if (RESERVED.contains(name)) {
            throw new IllegalArgumentException(
                    "the name " + name + " is that of no token in the audit; take another one");
        }
        List<Token> more = new ArrayList<>(all());
        if (more.stream().anyMatch(each -> each.name().equals(name))) {
            throw new IllegalArgumentException("there is a token " + name + " already; revoke it first");
        }
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        String token = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        more.add(new Token(
                name,
                role,
                hash(token),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
        write(more);
        return token;
    }

    /**
     * Takes a token out of the file.
     *
     * @return whether there was one
     * @throws IOException if the file cannot be read or written
     */
    public synchronized boolean revoke(String name) throws IOException {
        List<Token> left = new ArrayList<>(all());
        boolean was = left.removeIf(each -> each.name().equals(name));
        if (was) {
            write(left);
        }
        return was;
    }

    private void write(List<Token> lines) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            Files.createDirectories(directory);
        }
        Path written = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(written);
        Files.createFile(written, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        List<String> text = new ArrayList<>();
        text.add("# Tokens of the management API: name, role, SHA-256, made at. Written by \"serai token\".");
        lines.forEach(each -> text.add(each.line()));
        Files.write(written, text);
        Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        changed = null;
    }

    private static String hash(String token) {
        return HexFormat.of().formatHex(EventId.sha256().digest(token.getBytes(StandardCharsets.UTF_8)));
    }
}
