package dev.serai.config;

import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret that Serai shows to a far side. If it stands in a file, the file is read each time the secret is needed, so that a new one counts
 * with the next login. A file that cannot be read, or is empty, leaves the value before in force.
 */
public final class Secret {
    private static final Logger log = LoggerFactory.getLogger(Secret.class);

    private final String key;
    private final Supplier<String> source;
    private volatile String last;

    private Secret(String key, Supplier<String> source, String last) {
        this.key = key;
        this.source = source;
        this.last = last;
    }

    /** One that stays as it is; empty for none. */
    public static Secret of(String value) {
        return new Secret("", () -> value, value);
    }

    static Secret read(Section section, String leaf) {
        String now = section.text(leaf);
        return section.fileOf(leaf) == null
                ? of(now)
                : new Secret(section.key(leaf), () -> section.again().text(leaf), now);
    }

    /** @return empty if there is none */
    public String value() {
        String now = source.get();
        if (now.isEmpty() && !last.isEmpty()) {
            log.warn("config key={} outcome=not-read the value before stays in force", key);
            return last;
        }
        last = now;
        return now;
    }

    public boolean isSet() {
        return !value().isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret secret && secret.last.equals(last);
    }

    @Override
    public int hashCode() {
        return Objects.hash(last);
    }

    /** Shows nothing of it. */
    @Override
    public String toString() {
        return last.isEmpty() ? "unset" : "set";
    }
}
