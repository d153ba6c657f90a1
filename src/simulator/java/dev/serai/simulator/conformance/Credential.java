package dev.serai.simulator.conformance;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a sender proves itself. No text form of it has the secret. */
sealed interface Credential {
    /** A value that no receiver accepts. It has no part of the real secret, since receivers may log what they refuse. */
    String WRONG = "conformance-wrong-secret";

    /** @param body as it is sent */
    Map<String, String> headers(String body);

    /** One of the same form that is wrong. */
    Credential wrong();

    /** A header with a fixed value. */
    record Header(String name, String value) implements Credential {
        @Override
        public Map<String, String> headers(String body) {
            return Map.of(name, value);
        }

        /** The scheme, such as {@code Bearer}, stays. */
        @Override
        public Credential wrong() {
            int blank = value.indexOf(' ');
            return new Header(name, value.substring(0, blank + 1) + WRONG);
        }

        @Override
        public String toString() {
            return "header " + name;
        }
    }

    /** HTTP Basic. */
    record Basic(String user, String password) implements Credential {
        @Override
        public Map<String, String> headers(String body) {
            byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
            return Map.of("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }

        @Override
        public Credential wrong() {
            return new Basic(user, WRONG);
        }

        @Override
        public String toString() {
            return "header Authorization";
        }
    }

    /**
     * The HMAC-SHA1 of the body, in hexadecimal digits.
     *
     * @see <a href="https://docs.developers.optimizely.com/feature-experimentation/docs/configure-webhooks">Configure
     *     webhooks</a>
     */
    record Signature(String secret) implements Credential {
        static final String HEADER = "X-Hub-Signature";

        @Override
        public Map<String, String> headers(String body) {
            return Map.of(HEADER, "sha1=" + hmac(body));
        }

        private String hmac(String body) {
            try {
                Mac mac = Mac.getInstance("HmacSHA1");
                mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
                return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java has HmacSHA1", e);
            }
        }

        @Override
        public Credential wrong() {
            return new Signature(WRONG);
        }

        @Override
        public String toString() {
            return "header " + HEADER;
        }
    }
}
