package dev.serai.sandbox;

import dev.serai.config.Config;
import dev.serai.config.Section;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import dev.serai.simulator.optimizely.SamplePayloads;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The senders of the sandbox, one of each family. Their secrets are no secrets: they are printed. */
record Senders(Config config) {

    List<String> families() {
        return received().stream().map(Family::name).toList();
    }

    private static List<Family> received() {
        return Families.SHIPPED.received(Config.shipped());
    }

    /** The header in which the family's sender sends its secret. */
    String header(String family) {
        return received().stream()
                .filter(each -> each.name().equals(family))
                .findFirst()
                .orElseThrow()
                .section(config)
                .text("header");
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
        for (Family family : received()) {
            Section keys = family.section(config);
            settings.put(keys.key("sender"), "secret");
            settings.put(keys.key("secrets"), secret(family.name()));
        }
        return settings;
    }
}
