package dev.serai.optimizely.api;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Graph's {@code epi-hmac}: each call is signed with the secret, and the secret is not sent.
 *
 * @see <a href="https://docs.developers.optimizely.com/platform-optimizely/docs/manage-webhooks">Manage webhooks</a>
 */
final class HmacCredentials implements Credentials {
    private final String keys;
    private final String key;
    private final String secret;
    private final Clock clock;

    HmacCredentials(ApiSettings api) {
        this(api, Clock.systemUTC());
    }

    HmacCredentials(ApiSettings api, Clock clock) {
        this.keys = api.keys();
        this.key = api.credential("key");
        this.secret = api.credential("secret");
        this.clock = clock;
    }

    @Override
    public Map<String, String> headers(ApiCall call, String target) throws ApiException {
        String timestamp = Long.toString(clock.millis());
        String nonce = UUID.randomUUID().toString().replace("-", "");
        String signed = key + call.method().toUpperCase(Locale.ROOT) + target + timestamp + nonce + md5(call.body());
        return Map.of("Authorization", "epi-hmac " + key + ":" + timestamp + ":" + nonce + ":" + hmac(signed));
    }

    /** The MD5 is a part of the vendor's signature; it protects nothing by itself. */
    private static String md5(String body) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has MD5", e);
        }
    }

    private String hmac(String signed) throws ApiException {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new ApiException(
                    ApiException.NO_ANSWER,
                    keys + ".secret is no Base64, which " + keys + ".sign-in=epi-hmac needs; copy it again, or set "
                            + keys + ".sign-in=basic");
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HmacSHA256", e);
        }
    }

    @Override
    public String toString() {
        return "epi-hmac";
    }
}
