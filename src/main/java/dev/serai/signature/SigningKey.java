package dev.serai.signature;

import dev.serai.config.InvalidValueException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** The bytes with which a signature is made. */
public final class SigningKey {
    private static final String WHSEC = "whsec_";
    private static final int MIN_BYTES = 24;
    private static final int MAX_BYTES = 64;

    private final byte[] bytes;

    /** How the bytes of a key are written as a secret. */
    public enum Form {
        /** The secret's own text in UTF-8: GitHub, Stripe, Slack, Shopify, Optimizely Experimentation. */
        TEXT("a text"),
        /** Hexadecimal digits. */
        HEX("an even number of hexadecimal digits"),
        /** Base64 with its padding. */
        BASE64("base64 with its padding"),
        /**
         * {@code whsec_} and base64 of 24 to 64 bytes.
         *
         * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
         *     Webhooks</a>
         */
        STANDARD_WEBHOOKS("whsec_ and base64 of " + MIN_BYTES + " to " + MAX_BYTES + " bytes");

        private final String expected;

        Form(String expected) {
            this.expected = expected;
        }

        /** What a secret of this form is, after "must be". */
        public String expected() {
            return expected;
        }
    }

    private SigningKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** @throws InvalidValueException if the secret has another form, or is empty; the message does not quote the secret */
    public static SigningKey of(String secret, Form form) {
        byte[] bytes;
        try {
            bytes = switch (form) {
                case TEXT -> secret.getBytes(StandardCharsets.UTF_8);
                case HEX -> HexFormat.of().parseHex(secret);
                case BASE64 -> base64(secret);
                case STANDARD_WEBHOOKS -> standard(secret);
            };
        } catch (IllegalArgumentException e) {
            // the message would quote a part of the secret
            throw new InvalidValueException("must be " + form.expected);
        }
        if (bytes.length == 0) {
            throw new InvalidValueException("must be " + form.expected);
        }
        return new SigningKey(bytes);
    }

    /** A receiver may be stricter than Java, which takes base64 without its padding or with bits that are left over. */
    private static byte[] base64(String text) {
        byte[] bytes = Base64.getDecoder().decode(text);
        if (!Base64.getEncoder().encodeToString(bytes).equals(text)) {
            throw new IllegalArgumentException("not as it would be written");
        }
        return bytes;
    }

    private static byte[] standard(String secret) {
        if (!secret.startsWith(WHSEC)) {
            throw new IllegalArgumentException("no " + WHSEC);
        }
        byte[] bytes = base64(secret.substring(WHSEC.length()));
        if (bytes.length < MIN_BYTES || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException(bytes.length + " bytes");
        }
        return bytes;
    }

    byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SigningKey key && Arrays.equals(key.bytes, bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
