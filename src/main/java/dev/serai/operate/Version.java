package dev.serai.operate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Which Serai this is, as the build has written it down. */
public final class Version {
    /** Such as {@code 1.4.0}. */
    public static final String SERAI = read();

    /** Such as {@code 17.0.15}. */
    public static final String JAVA = Runtime.version().toString();

    private Version() {}

    private static String read() {
        try (InputStream text = Version.class.getResourceAsStream("version.txt")) {
            return text == null ? "unknown" : new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
