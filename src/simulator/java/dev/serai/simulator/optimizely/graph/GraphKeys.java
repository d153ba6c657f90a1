package dev.serai.simulator.optimizely.graph;

import dev.serai.simulator.http.ApiCall;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Who may call: Basic with key and secret, or {@code epi-hmac <key>:<timestamp>:<nonce>:<hmac>}. */
final class GraphKeys {
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final String HMAC = "epi-hmac ";
    private final Clock clock;
    private final Map<String, String> secrets = new ConcurrentHashMap<>();
    private final Set<String> nonces = ConcurrentHashMap.newKeySet();

    GraphKeys(Clock clock) {
        this.clock = clock;
    }

    void add(String appKey, String secret) {
        Base64.getDecoder().decode(secret);
        secrets.put(appKey, secret);
    }

    boolean allow(ApiCall call) {
        String header = call.header("Authorization");
        try {
            if (header.startsWith("Basic ")) {
                return isBasic(header.substring("Basic ".length()));
            }
            return header.startsWith(HMAC) && isSigned(call, header.substring(HMAC.length()));
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            return false;
        }
    }

    private boolean isBasic(String encoded) {
        String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        int colon = pair.indexOf(':');
        return colon > 0 && pair.substring(colon + 1).equals(secrets.get(pair.substring(0, colon)));
    }

    /** Inferred: the timestamp is in milliseconds, and the URI is path and query as sent. */
    private boolean isSigned(ApiCall call, String header) throws GeneralSecurityException {
        String[] parts = header.split(":", -1);
        String secret = parts.length == 4 ? secrets.get(parts[0]) : null;
        if (secret == null || !isFresh(parts[1]) || parts[2].isEmpty()) {
            return false;
        }
        String wanted = signature(parts[0], secret, call.method(), call.uri(), parts[1], parts[2], call.body());
        return wanted.equals(parts[3]) && nonces.add(parts[0] + ":" + parts[2]);
    }

    private boolean isFresh(String timestamp) {
        Instant sent = Instant.ofEpochMilli(Long.parseLong(timestamp));
        return Duration.between(sent, clock.instant()).abs().compareTo(SKEW) <= 0;
    }

    private static String signature(
            String key, String secret, String method, String uri, String timestamp, String nonce, String body)
            throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
        String signed =
                key + method + uri + timestamp + nonce + Base64.getEncoder().encodeToString(digest);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), "HmacSHA256"));
        return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }
}
