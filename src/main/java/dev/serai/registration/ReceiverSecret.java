package dev.serai.registration;

import dev.serai.config.Config;
import dev.serai.config.Section;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The secret that a webhook is registered with: the first value of a key of the receiver, so that the two cannot disagree.
 *
 * @param key where the value stands, such as {@code campaign.basic}
 * @param header the name of the header that has the value; empty if it is sent otherwise
 */
public record ReceiverSecret(Kind kind, String key, String header, String value) {

    /** How the sender proves itself. */
    public enum Kind {
        /** HTTP Basic, {@code <family>.basic}. */
        BASIC("basic"),
        /** A header, {@code <family>.header} and {@code <family>.secrets}. */
        HEADER("secrets"),
        /** The last segment of the path, {@code <family>.path-secrets}. */
        PATH("path-secrets");

        private final String leaf;

        Kind(String leaf) {
            this.leaf = leaf;
        }

        /** As {@code config/webhooks.yaml} names it. */
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** @return null if the key has no value */
    static @Nullable ReceiverSecret first(Section family, Kind kind) {
        List<String> values = kind == Kind.BASIC ? family.users(kind.leaf) : family.secrets(kind.leaf);
        return values.isEmpty()
                ? null
                : new ReceiverSecret(
                        kind, family.key(kind.leaf), kind == Kind.HEADER ? family.text("header") : "", values.get(0));
    }

    static String key(String family, Kind kind) {
        return family + "." + kind.leaf;
    }

    /** The file in which it stands, if it stands in one. */
    Optional<SecretFile> file(Config config) {
        String family = key.substring(0, key.indexOf('.'));
        return SecretFile.of(config.section(family), kind.leaf);
    }

    /** The value of HTTP Basic before its first colon. */
    String user() {
        return value.substring(0, value.indexOf(':'));
    }

    /** The value of HTTP Basic behind its first colon. */
    String password() {
        return value.substring(value.indexOf(':') + 1);
    }

    @Override
    public String toString() {
        return "the first value of " + key;
    }
}
