package dev.serai.console.login;

import dev.serai.event.EventId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Texts that cannot be guessed: 256 random bits in 43 characters of base64url. */
final class RandomText {
    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private RandomText() {}

    static String next() {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(random);
    }

    /** @return SHA-256 in hex; a text with 256 random bits needs no salt */
    static String hash(String text) {
        return HexFormat.of().formatHex(EventId.sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** The time that this takes tells nothing about where the texts differ. */
    static boolean same(String expected, @Nullable String given) {
        return given != null
                && MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8), given.getBytes(StandardCharsets.UTF_8));
    }
}
