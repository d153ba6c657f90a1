package dev.serai.http;

import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import dev.serai.config.Section;
import dev.serai.signature.SignatureScheme;
import dev.serai.signature.WebhookSigner;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The secrets {@code signature.<name>.secrets}, with which calls are signed by Standard Webhooks. They are read for each call, since
 * a file may have new ones, and old ones may end. If they cannot be read any more, those before stay in force.
 */
public final class SigningSecrets {
    private static final Logger log = LoggerFactory.getLogger(SigningSecrets.class);
    private static final String WORD = "signature";
    private static final String LEAF = "secrets";

    private final Section section;
    private volatile List<WebhookSigner> last;

    private SigningSecrets(Section section) {
        this.section = section;
        this.last = read(section);
    }

    /** All that are configured, by their names; a secret that has another form is a problem. */
    public static Map<String, SigningSecrets> all(Config config) {
        Map<String, SigningSecrets> all = new TreeMap<>();
        names(config).forEach(name -> all.put(name, new SigningSecrets(section(config, name))));
        return all;
    }

    private static Set<String> names(Config config) {
        return config.names(WORD, LEAF);
    }

    private static Section section(Config config, String name) {
        return config.section(WORD + "." + name);
    }

    /** The key that has the secrets of a name. */
    public static String key(String name) {
        return WORD + "." + name + "." + LEAF;
    }

    private static List<WebhookSigner> read(Section section) {
        return SignatureScheme.STANDARD_WEBHOOKS.signers(section, LEAF);
    }

    /** One for each secret that counts now; empty if none is set. */
    List<WebhookSigner> signers() {
        Section again = section.again();
        List<WebhookSigner> now = read(again);
        try {
            again.complain();
        } catch (ConfigException e) {
            now = List.of();
        }
        if (now.isEmpty() && !last.isEmpty()) {
            log.warn("config key={} outcome=not-read the secrets before stay in force", section.key(LEAF));
            return last;
        }
        last = now;
        return now;
    }

    public boolean isSet() {
        return !signers().isEmpty();
    }
}
