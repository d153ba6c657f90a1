package dev.serai.check;

import dev.serai.config.Config;
import dev.serai.salesforce.OrgSettings;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A configuration by which components build their calls without credentials: none of them is needed, because nothing is sent.
 * What a call shows and is not set has a value that says so.
 */
final class StandIns {
    private static final String NONE = "none";

    private StandIns() {}

    static Map<String, String> of(Config config) {
        Map<String, String> values = new LinkedHashMap<>();
        OrgSettings.all(config).forEach(org -> {
            values.put(org.keys() + ".client-id", NONE);
            values.put(org.keys() + ".client-secret", NONE);
            values.put(org.keys() + ".key-store", "");
            if (org.loginUrl().isEmpty()) {
                values.put(org.keys() + ".login-url", "https://" + notSet(org.keys() + ".login-url") + ".invalid");
            }
        });
        values.put("mail.user", "");
        values.put("mail.oauth.token-url", "");
        values.put("mail.host", "none.invalid");
        if (config.section("mail").text("from").isEmpty()) {
            values.put("mail.from", notSet("mail.from") + "@example.invalid");
        }
        for (String name : config.names("mail", "to")) {
            if (config.section("mail." + name).text("to").isEmpty()) {
                values.put("mail." + name + ".to", notSet("mail." + name + ".to") + "@example.invalid");
            }
        }
        return values;
    }

    private static String notSet(String key) {
        return key.replace('.', '-') + "-is-not-set";
    }
}
