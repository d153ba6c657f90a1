package dev.serai.signature;

import java.util.Set;

/**
 * How a sender signs a webhook.
 *
 * @param content what the signature covers
 * @param encoding how the bytes of the signature are written
 * @param keys how secrets are written
 */
public record SignatureScheme(Algorithm algorithm, SignedContent content, Encoding encoding, SigningKey.Form keys) {
    public static final String ID = "id";
    /** When the webhook was sent, as it stands in the header. */
    public static final String TIMESTAMP = "timestamp";
    /** The address that was called. */
    public static final String URL = "url";

    public static final Set<String> WORDS = Set.of(ID, TIMESTAMP, URL);

    /**
     * Version {@code v1} of Standard Webhooks 1.0.0.
     *
     * @see <a href="https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md">Standard
     *     Webhooks</a>
     */
    public static final SignatureScheme STANDARD_WEBHOOKS = new SignatureScheme(
            Algorithm.SHA256,
            SignedContent.of("{id}.{timestamp}.{body}", WORDS),
            Encoding.BASE64,
            SigningKey.Form.STANDARD_WEBHOOKS);

    /** The hash function of the HMAC. */
    public enum Algorithm {
        /** For senders that offer no other one. */
        SHA1("HmacSHA1"),
        SHA256("HmacSHA256"),
        SHA512("HmacSHA512");

        private final String java;

        Algorithm(String java) {
            this.java = java;
        }

        /** What Java calls the HMAC. */
        String java() {
            return java;
        }
    }

    /** @throws dev.serai.config.InvalidValueException if the secret has another form */
    public WebhookSigner signer(String secret) {
        return new WebhookSigner(this, SigningKey.of(secret, keys));
    }
}
