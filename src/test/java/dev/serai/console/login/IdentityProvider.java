package dev.serai.console.login;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWT;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.serai.event.EventId;
import dev.serai.event.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A small identity provider: strict where RFC 6749, RFC 7636 and OpenID Connect are, and wrong in one thing where a test asks for it. */
final class IdentityProvider implements AutoCloseable {
    static final String CLIENT = "serai console";
    /** With characters that Basic must encode, and long enough for HS256. */
    static final String SECRET = "s:e+c r%t-0123456789-0123456789-0123456789";

    /** What is wrong. */
    enum Break {
        NOTHING,
        ISSUER,
        AUDIENCE,
        NONCE,
        NO_NONCE,
        EXPIRED,
        UNKNOWN_KEY,
        CHANGED_AFTER_SIGNING,
        ALG_NONE,
        HS256_WITH_SECRET,
        HS256_WITH_PUBLIC_KEY,
        /** The answer by the browser names another provider, as in a mix-up attack. */
        ISS_OF_ANSWER,
        NO_ID_TOKEN
    }

    private record Code(String redirectUri, String challenge, String nonce) {}

    private final HttpServer server;
    /** Made once, since that takes most of the time of a test. */
    private static final RSAKey KEY = key();

    private static final RSAKey UNKNOWN = key();
    private final Map<String, Code> codes = new ConcurrentHashMap<>();
    final Map<String, Object> claims = new HashMap<>();
    final AtomicInteger discoveries = new AtomicInteger();
    final AtomicInteger tokenCalls = new AtomicInteger();
    volatile Break broken = Break.NOTHING;
    volatile @Nullable String namedIssuer;
    volatile List<String> clientAuthentication = List.of("client_secret_basic");
    volatile @Nullable String lastProblem;

    IdentityProvider(int port) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/.well-known/openid-configuration", exchange -> {
            discoveries.incrementAndGet();
            answer(exchange, 200, metadata());
        });
        server.createContext("/authorize", this::authorize);
        server.createContext("/token", this::token);
        server.createContext("/jwks", exchange -> answer(exchange, 200, new JWKSet(KEY.toPublicJWK()).toJSONObject()));
        server.start();
        claims.put("sub", "subject-1");
        claims.put("preferred_username", "ann");
        claims.put("groups", List.of("staff", "serai-operators"));
    }

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID(UUID.randomUUID().toString()).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    String issuer() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    private Map<String, Object> metadata() {
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("issuer", Objects.requireNonNullElse(namedIssuer, issuer()));
        metadata.put("authorization_endpoint", issuer() + "/authorize");
        metadata.put("token_endpoint", issuer() + "/token");
        metadata.put("jwks_uri", issuer() + "/jwks");
        metadata.put("response_types_supported", List.of("code"));
        metadata.put("subject_types_supported", List.of("public"));
        // as many do, it would sign with the secret of the client as well
        metadata.put("id_token_signing_alg_values_supported", List.of("RS256", "HS256", "none"));
        metadata.put("token_endpoint_auth_methods_supported", clientAuthentication);
        return metadata;
    }

    private void authorize(HttpExchange exchange) throws IOException {
        Map<String, String> asked = form(exchange.getRequestURI().getRawQuery());
        String redirect = asked.getOrDefault("redirect_uri", "");
        if (!"code".equals(asked.get("response_type"))
                || !CLIENT.equals(asked.get("client_id"))
                || !redirect.endsWith("/console/login/callback")
                || !List.of(asked.getOrDefault("scope", "").split(" ", -1)).contains("openid")
                || asked.getOrDefault("state", "").length() < 43
                || asked.getOrDefault("nonce", "").length() < 43
                || !"S256".equals(asked.get("code_challenge_method"))
                || asked.getOrDefault("code_challenge", "").length() != 43) {
            refuse(exchange, "invalid_request: " + asked.keySet());
            return;
        }
        String code = UUID.randomUUID().toString();
        codes.put(code, new Code(redirect, asked.getOrDefault("code_challenge", ""), asked.getOrDefault("nonce", "")));
        String iss = broken == Break.ISS_OF_ANSWER ? "https://other.example.com" : issuer();
        exchange.getResponseHeaders()
                .set(
                        "Location",
                        redirect + "?code=" + code + "&state=" + encoded(asked.getOrDefault("state", "")) + "&iss="
                                + encoded(iss));
        exchange.sendResponseHeaders(302, -1);
        exchange.close();
    }

    private void token(HttpExchange exchange) throws IOException {
        tokenCalls.incrementAndGet();
        Map<String, String> asked =
                form(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII));
        Code code = codes.remove(asked.getOrDefault("code", ""));
        if (!isClient(exchange, asked)) {
            refuse(exchange, "invalid_client");
        } else if (code == null
                || !"authorization_code".equals(asked.get("grant_type"))
                || !code.redirectUri().equals(asked.get("redirect_uri"))
                || !code.challenge().equals(challenge(asked.getOrDefault("code_verifier", "")))) {
            refuse(exchange, "invalid_grant");
        } else {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("access_token", "unused");
            answer.put("token_type", "Bearer");
            if (broken != Break.NO_ID_TOKEN) {
                answer.put("id_token", idToken(code.nonce()));
            }
            answer(exchange, 200, answer);
        }
    }

    private boolean isClient(HttpExchange exchange, Map<String, String> asked) {
        if (clientAuthentication.contains("client_secret_post")) {
            return CLIENT.equals(asked.get("client_id")) && SECRET.equals(asked.get("client_secret"));
        }
        String basic = encoded(CLIENT) + ":" + encoded(SECRET);
        return ("Basic " + Base64.getEncoder().encodeToString(basic.getBytes(StandardCharsets.US_ASCII)))
                .equals(exchange.getRequestHeaders().getFirst("Authorization"));
    }

    private static String challenge(String verifier) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(EventId.sha256().digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    }

    private String idToken(String nonce) {
        Instant now = Instant.now();
        Instant since = broken == Break.EXPIRED ? now.minusSeconds(3_600) : now;
        JWTClaimsSet.Builder token = new JWTClaimsSet.Builder();
        claims.forEach(token::claim);
        token.issuer(broken == Break.ISSUER ? "https://other.example.com" : issuer())
                .audience(broken == Break.AUDIENCE ? "another client" : CLIENT)
                .issueTime(Date.from(since))
                .expirationTime(Date.from(since.plusSeconds(300)));
        if (broken != Break.NO_NONCE) {
            token.claim("nonce", broken == Break.NONCE ? RandomText.next() : nonce);
        }
        try {
            return signed(token.build());
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private String signed(JWTClaimsSet token) throws JOSEException {
        JWT jwt =
                switch (broken) {
                    case ALG_NONE -> new PlainJWT(token);
                    case HS256_WITH_SECRET -> signed(token, SECRET.getBytes(StandardCharsets.UTF_8));
                    case HS256_WITH_PUBLIC_KEY ->
                        signed(token, KEY.toRSAPublicKey().getEncoded());
                    case UNKNOWN_KEY -> signed(token, UNKNOWN);
                    default -> signed(token, KEY);
                };
        String text = jwt.serialize();
        if (broken != Break.CHANGED_AFTER_SIGNING) {
            return text;
        }
        String[] parts = text.split("\\.", -1);
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8)
                .replace("serai-operators", "serai-privacy");
        parts[1] = Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8));
        return String.join(".", parts);
    }

    private SignedJWT signed(JWTClaimsSet token, RSAKey with) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(with.getKeyID()).build(), token);
        jwt.sign(new RSASSASigner(with));
        return jwt;
    }

    private SignedJWT signed(JWTClaimsSet token, byte[] secret) throws JOSEException {
        SignedJWT jwt = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KEY.getKeyID()).build(), token);
        jwt.sign(new MACSigner(secret));
        return jwt;
    }

    private void refuse(HttpExchange exchange, String error) throws IOException {
        lastProblem = error;
        answer(exchange, 400, Map.of("error", error));
    }

    private static void answer(HttpExchange exchange, int status, Map<String, ?> json) throws IOException {
        byte[] body = Json.write(json).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static Map<String, String> form(@Nullable String text) {
        Map<String, String> form = new LinkedHashMap<>();
        for (String field : Objects.requireNonNullElse(text, "").split("&", -1)) {
            String[] pair = field.split("=", 2);
            if (pair.length == 2) {
                form.put(
                        URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                        URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
            }
        }
        return form;
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** The address of the way back, without the code: what an attacker can put together. */
    static URI withCode(URI callback, String code) {
        return URI.create(callback.toString().replaceFirst("code=[^&]*", "code=" + code));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
