package dev.serai.simulator.optimizely.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.StrictJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * How a webhook proves itself to its target.
 *
 * @param json as it was registered
 */
record Authentication(String type, String json, Map<String, String> headers) {
    static final Authentication NONE = new Authentication("none", "{\"type\":\"none\"}", Map.of());

    /** @throws CampaignRefusal if it is none of the three forms; inferred that other keys are refused too */
    static Authentication parse(String json) {
        JsonNode read;
        try {
            read = StrictJson.object(json);
        } catch (IllegalArgumentException e) {
            throw CampaignRefusal.bad("authentication is no JSON object");
        }
        return switch (read.path("type").asText()) {
            case "none" -> none(read);
            case "basicAuth" -> basic(json, text(read, 3, "userName"), text(read, 3, "password"));
            case "keyAuth" ->
                new Authentication("keyAuth", json, Map.of(text(read, 3, "key"), text(read, 3, "passphrase")));
            default -> throw CampaignRefusal.bad("authentication has a type that is not supported");
        };
    }

    /** The deprecated form. */
    static Authentication basic(String user, String password) {
        String json = StrictJson.write(Map.of("type", "basicAuth", "userName", user, "password", password));
        return basic(json, user, password);
    }

    private static Authentication basic(String json, String user, String password) {
        String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        return new Authentication("basicAuth", json, Map.of("Authorization", "Basic " + pair));
    }

    private static Authentication none(JsonNode read) {
        if (read.size() != 1) {
            throw CampaignRefusal.bad("authentication of type none has no other keys");
        }
        return NONE;
    }

    private static String text(JsonNode read, int keys, String key) {
        JsonNode value = read.path(key);
        if (read.size() != keys || !value.isTextual() || value.asText().isEmpty()) {
            throw CampaignRefusal.bad(
                    "authentication lacks a text for one of " + List.of("type", key) + ", or has keys too many");
        }
        return value.asText();
    }
}
