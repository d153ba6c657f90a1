package dev.serai.simulator.optimizely.cmp;

import dev.serai.simulator.http.ApiCall;
import dev.serai.simulator.http.RestAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** {@code /o/oauth2/v1/token}: client credentials, in the form or as Basic. */
final class CmpTokens {
    private final Clock clock;
    private final Map<String, String> clients = new ConcurrentHashMap<>();
    private final Map<String, Instant> tokens = new ConcurrentHashMap<>();
    private volatile Duration lasts = Duration.ofHours(1);

    CmpTokens(Clock clock) {
        this.clock = clock;
    }

    void add(String clientId, String secret) {
        clients.put(clientId, secret);
    }

    void last(Duration duration) {
        lasts = duration;
    }

    void expire() {
        tokens.clear();
    }

    /** Whether the call has a token that is good. */
    boolean allow(ApiCall call) {
        String header = call.header("Authorization");
        Instant end = header.startsWith("Bearer ") ? tokens.get(header.substring("Bearer ".length())) : null;
        return end != null && clock.instant().isBefore(end);
    }

    RestAnswer answer(ApiCall call) {
        Map<String, List<String>> form = call.form();
        if (!call.method().equals("POST") || form.isEmpty()) {
            return error(400, "invalid_request");
        }
        if (!"client_credentials".equals(ApiCall.one(form, "grant_type"))) {
            return error(400, "unsupported_grant_type");
        }
        String[] pair = credentials(call, form).split(":", 2);
        if (pair.length != 2 || !pair[1].equals(clients.get(pair[0]))) {
            return error(401, "invalid_client");
        }
        String token = UUID.randomUUID().toString();
        tokens.put(token, clock.instant().plus(lasts));
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("access_token", token);
        answer.put("token_type", "Bearer");
        answer.put("expires_in", lasts.toSeconds());
        return RestAnswer.json(200, answer);
    }

    private static String credentials(ApiCall call, Map<String, List<String>> form) {
        String header = call.header("Authorization");
        if (!header.startsWith("Basic ")) {
            return text(ApiCall.one(form, "client_id")) + ":" + text(ApiCall.one(form, "client_secret"));
        }
        try {
            return new String(Base64.getDecoder().decode(header.substring("Basic ".length())), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static RestAnswer error(int status, String error) {
        return RestAnswer.json(status, Map.of("error", error));
    }
}
