package dev.serai.signature;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs webhooks, and compares the signatures of webhooks, with one key. Any number of threads may use it. */
public final class WebhookSigner {
    private final SignatureScheme scheme;
    private final SigningKey key;

    public WebhookSigner(SignatureScheme scheme, SigningKey key) {
        this.scheme = scheme;
        this.key = key;
    }

    /**
     * The signature alone, without what a sender writes around it, such as {@code v1,} or {@code sha256=}.
     *
     * @param values by the words of {@link SignedContent}, all but the body
     * @param body the bytes on the wire
     * @throws IllegalArgumentException if a word of the content has no value
     */
    public String sign(Map<String, String> values, byte[] body) {
        return scheme.encoding().write(mac(values, body));
    }

    /**
     * Whether a signature is the one of this key. The time that it takes says nothing about the bytes that are right.
     *
     * @param signature alone, without what the sender writes around it
     */
    public boolean isSignature(String signature, Map<String, String> values, byte[] body) {
        byte[] given;
        try {
            given = scheme.encoding().read(signature);
        } catch (IllegalArgumentException e) {
            return false;
        }
        return MessageDigest.isEqual(mac(values, body), given);
    }

    private byte[] mac(Map<String, String> values, byte[] body) {
        try {
            Mac mac = Mac.getInstance(scheme.algorithm().java());
            mac.init(new SecretKeySpec(key.bytes(), mac.getAlgorithm()));
            scheme.content().write(values, body, mac::update);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Java lacks " + scheme.algorithm(), e);
        }
    }

    /** With the same key and scheme. */
    @Override
    public boolean equals(Object other) {
        return other instanceof WebhookSigner signer && signer.scheme.equals(scheme) && signer.key.equals(key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    /** Shows nothing of the key. */
    @Override
    public String toString() {
        return scheme.toString();
    }
}
