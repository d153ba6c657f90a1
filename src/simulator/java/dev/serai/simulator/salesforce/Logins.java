package dev.serai.simulator.salesforce;

import dev.serai.simulator.http.RequestReader;
import dev.serai.simulator.http.RestAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@code /services/oauth2/…}: who gets a token, and which tokens are good. */
final class Logins {
    private static final String JWT = "urn:ietf:params:oauth:grant-type:jwt-bearer";
    private static final String IDENTITY = "/id/00Dxx0000001gPLEAY/";
    private final String url;
    private final Clock clock;
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private volatile String secret = SalesforceSimulator.CLIENT_SECRET;
    private volatile @Nullable Bearer bearer;
    private volatile String instance;

    Logins(String url, Clock clock) {
        this.url = url;
        this.instance = url;
        this.clock = clock;
    }

    void secret(String other) {
        secret = other;
    }

    void instance(String other) {
        instance = other;
    }

    void bearer(Bearer one) {
        bearer = one;
    }

    void expire() {
        tokens.clear();
    }

    /** @throws Refused unless the call has a token that is good */
    void check(Call call) {
        String header = call.header("Authorization");
        String token = header.replaceFirst("^(Bearer|OAuth) ", "");
        if (header.equals(token) || !tokens.contains(token)) {
            throw new Refused(401, "INVALID_SESSION_ID", "Session expired or invalid");
        }
    }

    RestAnswer answer(Call call) {
        String resource = call.path().size() == 3 ? call.path().get(2) : "";
        return switch (resource) {
            case "token" -> token(call);
            case "revoke" -> revoke(call);
            default -> throw Refused.notFound();
        };
    }

    private RestAnswer token(Call call) {
        if (!call.method().equals("POST") || !call.has("application/x-www-form-urlencoded")) {
            return refused("invalid_request", "must use HTTP POST with a form");
        }
        Map<String, String> form = RequestReader.parameters(call.request().body());
        return switch (form.getOrDefault("grant_type", "")) {
            case "client_credentials" -> credentials(call, form);
            case JWT -> assertion(form);
            case "password" -> refused("invalid_grant", "authentication failure");
            default -> refused("unsupported_grant_type", "grant type not supported");
        };
    }

    private RestAnswer credentials(Call call, Map<String, String> form) {
        String[] pair = basic(call, form).split(":", 2);
        if (!pair[0].equals(SalesforceSimulator.CLIENT_ID)) {
            return refused("invalid_client_id", "client identifier invalid");
        }
        return pair.length == 2 && pair[1].equals(secret)
                ? granted()
                : refused("invalid_client", "invalid client credentials");
    }

    /** Id and secret, from the header if there is one. */
    private static String basic(Call call, Map<String, String> form) {
        String header = call.header("Authorization");
        if (!header.startsWith("Basic ")) {
            return form.getOrDefault("client_id", "") + ":" + form.getOrDefault("client_secret", "");
        }
        try {
            return new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private RestAnswer assertion(Map<String, String> form) {
        Bearer known = bearer;
        String refusal = known == null
                ? "no certificate"
                : known.refusal(form.getOrDefault("assertion", ""), url, clock.instant());
        if (refusal.equals(Bearer.UNKNOWN_CLIENT)) {
            return refused("invalid_client_id", refusal);
        }
        return refusal.isEmpty() ? granted() : refused("invalid_grant", refusal);
    }

    private RestAnswer granted() {
        String token = "00Dxx0000001gPL!" + UUID.randomUUID().toString().replace("-", "");
        tokens.add(token);
        Map<String, String> answer = new LinkedHashMap<>();
        answer.put("access_token", token);
        answer.put("signature", "c2lnbmF0dXJl");
        answer.put("scope", "api");
        answer.put("instance_url", instance);
        answer.put("id", url + IDENTITY + Writing.USER);
        answer.put("token_type", "Bearer");
        answer.put("issued_at", Long.toString(clock.millis()));
        return RestAnswer.json(200, answer);
    }

    private RestAnswer revoke(Call call) {
        Map<String, String> form = RequestReader.parameters(call.request().body());
        String token = form.getOrDefault("token", call.request().query().getOrDefault("token", ""));
        return tokens.remove(token)
                ? RestAnswer.empty(200)
                : refused("unsupported_token_type", "this token is not known");
    }

    private static RestAnswer refused(String error, String description) {
        return RestAnswer.json(400, Map.of("error", error, "error_description", description));
    }
}
