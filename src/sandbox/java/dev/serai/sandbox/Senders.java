package dev.serai.sandbox;

import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.simulator.optimizely.SamplePayloads;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The senders of the sandbox, one of each family. Their secrets are no secrets: they are printed. */
record Senders(Config config) {

    List<String> families() {
        return Families.names();
    }

    /** The header in which the family's sender sends its secret. */
    String header(String family) {
        return config.section(family).text("header");
    }

    String secret(String family) {
        return "sandbox-" + family + "-secret";
    }

    /** A command that sends a sample of the family. */
    String curl(String family, String webhooks) throws IOException {
        return "curl -i %s/webhooks/%s -H '%s: %s' --data-binary @%s"
                .formatted(webhooks, family, header(family), secret(family), SamplePayloads.first(family));
    }

    /** What lets them in. */
    Map<String, String> settings() {
        Map<String, String> settings = new TreeMap<>();
        for (String family : families()) {
            settings.put(family + ".sender", "secret");
            settings.put(family + ".secrets", secret(family));
        }
        return settings;
    }
}
