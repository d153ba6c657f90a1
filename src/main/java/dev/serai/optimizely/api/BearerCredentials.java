package dev.serai.optimizely.api;

import java.util.Map;

/** A token that does not end, such as a personal one (RFC 6750). */
final class BearerCredentials implements Credentials {
    private final ApiSettings api;

    BearerCredentials(ApiSettings api) {
        this.api = api;
    }

    @Override
    public Map<String, String> headers(ApiCall call, String target) {
        return Map.of("Authorization", "Bearer " + api.credential("token"));
    }

    @Override
    public String toString() {
        return "Bearer";
    }
}
