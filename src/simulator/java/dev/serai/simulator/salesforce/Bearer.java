package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Set;

/** Who may log in with a signed assertion, and the key to prove it. */
record Bearer(PublicKey key, String issuer, String subject) {
    static final String UNKNOWN_CLIENT = "client identifier invalid";
    private static final Set<String> LOGIN_SERVERS =
            Set.of("https://login.salesforce.com", "https://test.salesforce.com");
    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** @return why the assertion is refused, or nothing */
    String refusal(String assertion, String url, Instant now) {
        String[] parts = assertion.split("\\.", -1);
        try {
            if (parts.length != 3 || !isSigned(parts)) {
                return "invalid assertion";
            }
            return refusal(JsonBody.object(decoded(parts[1])), url, now);
        } catch (IllegalArgumentException | GeneralSecurityException | Refused e) {
            return "invalid assertion";
        }
    }

    private boolean isSigned(String[] parts) throws GeneralSecurityException {
        if (!JsonBody.object(decoded(parts[0])).path("alg").asText().equals("RS256")) {
            return false;
        }
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(key);
        signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(parts[2]));
    }

    private String refusal(JsonNode claims, String url, Instant now) {
        if (!claims.path("iss").asText().equals(issuer)) {
            return UNKNOWN_CLIENT;
        }
        if (!claims.path("sub").asText().equals(subject)) {
            return "user hasn't approved this consumer";
        }
        String audience = claims.path("aud").asText();
        if (!audience.equals(url) && !LOGIN_SERVERS.contains(audience)) {
            return "audience is invalid";
        }
        Instant expiry = Instant.ofEpochSecond(claims.path("exp").asLong(0));
        return expiry.isAfter(now) && !expiry.isAfter(now.plus(LONGEST))
                ? ""
                : "assertion expired or valid for too long";
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }
}
