package dev.serai.simulator.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.http.StrictJson;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets a token, for how long, and how the others are refused. */
class SimulatedLoginsTest extends Simulated {
    private static final String JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final KeyPair KEYS = keys();

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLoginAnswersWithAllThatClientsNeed() {
        Rest.Reply reply = new Rest(simulator).login();

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.json().path("instance_url").asText()).isEqualTo(simulator.url());
        assertThat(reply.json().path("id").asText()).matches(".*/id/00D\\w{15}/005\\w{15}");
        assertThat(reply.json().path("token_type").asText()).isEqualTo("Bearer");
    }

    @Test
    void idAndSecretMayBeInTheHeader() {
        String pair = SalesforceSimulator.CLIENT_ID + ":" + SalesforceSimulator.CLIENT_SECRET;
        String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));

        Rest.Reply reply = new Rest(simulator)
                .with("Authorization", "Basic " + basic)
                .form(Map.of("grant_type", "client_credentials"));

        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "client_credentials, someone, x, invalid_client_id",
        "client_credentials, sandbox-client, x, invalid_client",
        "password, sandbox-client, sandbox-salesforce-secret, invalid_grant",
        "magic, sandbox-client, sandbox-salesforce-secret, unsupported_grant_type",
        JWT + ", sandbox-client, sandbox-salesforce-secret, invalid_grant"
    })
    void otherLoginsAreRefused(String grant, String id, String secret, String error) {
        Rest.Reply reply =
                rest.form(Map.of("grant_type", grant, "client_id", id, "client_secret", secret, "username", "u"));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.json().path("error").asText()).isEqualTo(error);
        assertThat(reply.json().has("error_description")).isTrue();
    }

    @Test
    void aRotatedSecretKeepsTokensButRefusesLogins() {
        simulator.clientSecret("another");

        assertThat(rest.login().json().path("error").asText()).isEqualTo("invalid_client");
        assertThat(rest.get("limits").status()).isEqualTo(200);
    }

    @Test
    void aTokenEndsWhenItExpiresOrIsRevoked() {
        String token = rest.login().json().path("access_token").asText();
        Rest other = new Rest(simulator).with("Authorization", "Bearer " + token);
        int before = other.get("limits").status();
        int revoked = new Rest(simulator)
                .send("GET", "/services/oauth2/revoke?token=" + Rest.encoded(token), "x/x", "")
                .status();
        simulator.expireTokens();

        assertThat(before).isEqualTo(200);
        assertThat(revoked).isEqualTo(200);
        assertThat(other.get("limits").refusal()).isEqualTo("401 INVALID_SESSION_ID");
        assertThat(rest.get("limits").refusal()).isEqualTo("401 INVALID_SESSION_ID");
        assertThat(new Rest(simulator).get("limits").refusal()).isEqualTo("401 INVALID_SESSION_ID");
    }

    @ParameterizedTest
    @CsvSource({
        "iss, client, true, ''",
        "iss, nobody, true, invalid_client_id",
        "sub, nobody, true, invalid_grant",
        "aud, https://elsewhere.example, true, invalid_grant",
        "exp, -1, true, invalid_grant",
        "exp, 3600, true, invalid_grant",
        "alg, HS256, true, invalid_grant",
        "iss, client, false, invalid_grant"
    })
    void anAssertionIsVerified(String claim, String value, boolean rightKey, String error) throws Exception {
        KeyPair keys = rightKey ? KEYS : keys();
        simulator.publicKey(KEYS.getPublic(), "client", "user@example.com");

        Rest.Reply reply =
                rest.form(Map.of("grant_type", JWT, "assertion", assertion(claim, value, keys.getPrivate())));

        assertThat(reply.json().path("error").asText()).as(reply.body()).isEqualTo(error);
        assertThat(reply.json().has("access_token")).isEqualTo(error.isEmpty());
    }

    /** A good one, with one thing changed; padded, and its time a text, as Camel does it. */
    private String assertion(String claim, String value, PrivateKey key) throws Exception {
        long seconds = claim.equals("exp") ? Long.parseLong(value) : 270;
        Map<String, Object> claims = new LinkedHashMap<>(Map.of("iss", "client", "sub", "user@example.com"));
        claims.put("aud", simulator.url());
        claims.put(claim, value);
        claims.put("exp", Long.toString(Instant.now().getEpochSecond() + seconds));
        String head = StrictJson.write(Map.of("alg", claim.equals("alg") ? value : "RS256"));
        String signed = base64(head.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(StrictJson.write(claims).getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(key);
        signature.update(signed.getBytes(StandardCharsets.US_ASCII));
        return signed + "." + base64(signature.sign());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().encodeToString(bytes);
    }
}
