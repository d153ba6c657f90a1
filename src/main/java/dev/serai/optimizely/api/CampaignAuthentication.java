package dev.serai.optimizely.api;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * How Campaign proves itself to the target of a webhook.
 *
 * @param type {@code none}, {@code basicAuth} or {@code keyAuth}
 * @param values the other members of the JSON object
 */
public record CampaignAuthentication(String type, Map<String, String> values) {
    /** Campaign sends nothing; the target itself is the secret. */
    public static final CampaignAuthentication NONE = new CampaignAuthentication("none", Map.of());

    public CampaignAuthentication {
        values = Map.copyOf(values);
    }

    public static CampaignAuthentication basic(String user, String password) {
        return new CampaignAuthentication("basicAuth", Map.of("userName", user, "password", password));
    }

    /** A header with a value that never changes. */
    public static CampaignAuthentication header(String name, String value) {
        return new CampaignAuthentication("keyAuth", Map.of("key", name, "passphrase", value));
    }

    Map<String, String> json() {
        Map<String, String> json = new TreeMap<>(values);
        json.put("type", type);
        return json;
    }

    Set<String> secrets() {
        return Set.copyOf(values.entrySet().stream()
                .filter(each -> each.getKey().startsWith("pass"))
                .map(Map.Entry::getValue)
                .toList());
    }

    @Override
    public String toString() {
        return type;
    }
}
