package dev.serai.optimizely.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** An access token by OAuth 2.0 client credentials (RFC 6749, 4.4), kept in memory until a minute before its end. */
final class TokenCredentials implements Credentials {
    private static final Duration EARLY = Duration.ofMinutes(1);
    /** RFC 6749 lets the server leave the lifetime out. */
    private static final long SECONDS_IF_UNSAID = 300;

    private final ApiSettings api;
    private final ApiClient endpoint;
    private final Clock clock;
    private String token = "";
    private Instant until = Instant.MIN;

    /** @param tokenUrl where a token comes from */
    TokenCredentials(ApiSettings api, String tokenUrl) throws ApiException {
        this(api, tokenUrl, Clock.systemUTC());
    }

    TokenCredentials(ApiSettings api, String tokenUrl, Clock clock) throws ApiException {
        this.api = api;
        this.clock = clock;
        this.endpoint = new ApiClient(
                new ApiSettings(api.keys(), tokenUrl, api.credentials(), api.timeout(), api.retryDelays()),
                (call, target) -> Map.of());
    }

    @Override
    public Map<String, String> headers(ApiCall call, String target) throws ApiException, InterruptedException {
        if (token.isEmpty() || !clock.instant().isBefore(until)) {
            fetch();
        }
        return Map.of("Authorization", "Bearer " + token);
    }

    private void fetch() throws ApiException, InterruptedException {
        String wrong = api.keys() + ".client-id or " + api.keys()
                + ".client-secret is wrong; compare them with the app in CMP under Admin > Apps and Webhooks";
        JsonNode answer = endpoint.call(ApiCall.of("POST", "")
                .shownAs("(access token)")
                .form(new TreeMap<>(Map.of(
                        "grant_type", "client_credentials",
                        "client_id", api.credential("client-id"),
                        "client_secret", api.credential("client-secret"))))
                .hiding(Set.of(api.credential("client-secret")))
                .refused(400, wrong)
                .refused(401, wrong)
                .repeatedly());
        token = answer.path("access_token").asText("");
        if (token.isEmpty()) {
            throw new ApiException(
                    ApiException.NO_ANSWER,
                    api.keys() + ": POST (access token) was answered without access_token; is " + api.keys()
                            + ".token-url right?");
        }
        long seconds = answer.path("expires_in").asLong(SECONDS_IF_UNSAID);
        until = clock.instant().plusSeconds(seconds).minus(EARLY.toSeconds() < seconds ? EARLY : Duration.ZERO);
    }

    @Override
    public boolean renew() {
        boolean had = !token.isEmpty();
        token = "";
        return had;
    }

    @Override
    public void close() {
        endpoint.close();
    }

    @Override
    public String toString() {
        return "OAuth client credentials";
    }
}
