package dev.serai.signature;

import dev.serai.config.InvalidValueException;
import dev.serai.config.Section;
import java.util.ArrayList;
import java.util.List;
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

    /**
     * One signer for each secret of a key. A secret of another form is a problem of the configuration.
     *
     * @param leaf of the key, such as {@code secrets}
     */
    public List<WebhookSigner> signers(Section section, String leaf) {
        List<String> secrets = section.secrets(leaf);
        List<WebhookSigner> signers = new ArrayList<>();
        for (int i = 0; i < secrets.size(); i++) {
            try {
                signers.add(signer(secrets.get(i)));
            } catch (InvalidValueException e) {
                section.problem(
                        leaf, "has a secret (" + (i + 1) + " of " + secrets.size() + ") that " + e.getMessage());
            }
        }
        return List.copyOf(signers);
    }

    /** @throws InvalidValueException if the secret has another form */
    public WebhookSigner signer(String secret) {
        return new WebhookSigner(this, SigningKey.of(secret, keys));
    }
}
