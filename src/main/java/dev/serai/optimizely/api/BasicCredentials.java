package dev.serai.optimizely.api;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** HTTP Basic (RFC 7617) with UTF-8. */
public record BasicCredentials(String user, String password) implements Credentials {
    @Override
    public Map<String, String> headers(ApiCall call, String target) {
        String both = user + ":" + password;
        return Map.of(
                "Authorization", "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public String toString() {
        return "Basic";
    }
}
