package dev.serai.sandbox;

import dev.serai.config.Config;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the configuration has to say so that a gateway talks to nothing but the sandbox, and is reached from this machine
 * alone.
 */
record SandboxSettings(Config configuration, Senders senders) {
    /** How long a destination waits here for its batch to fill. */
    static final String LINGER = "1s";

    /** @param journal where the events are; every database of the configuration is there, too */
    Map<String, String> of(SandboxJournal journal, FarSides farSides, Optimizely optimizely) {
        Map<String, String> settings = new TreeMap<>(senders.settings());
        settings.putAll(optimizely.settings());
        settings.putAll(farSides.settings());
        settings.put("journal.url", journal.url());
        settings.put("journal.user", journal.user());
        settings.put("journal.password", "");
        settings.put("outbox.max-linger", LINGER);
        settings.put("receive.host", "127.0.0.1");
        settings.put("management.host", "127.0.0.1");
        for (String org : configuration.names("salesforce", "login-url")) {
            farSides.org().forEach((key, value) -> settings.put("salesforce." + org + "." + key, value));
        }
        for (String name : configuration.names("database", "url")) {
            settings.put("database." + name + ".url", "");
            settings.put("database." + name + ".create-tables", "true");
        }
        for (String name : configuration.names("mail", "to")) {
            settings.put("mail." + name + ".to", name + "@example.com");
        }
        return settings;
    }
}
