package dev.serai;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a list of secrets as the configuration has it. No message here quotes a secret. */
final class Secrets {
    /** Fewer random characters can be guessed by a machine that may try for weeks. */
    private static final int SHORTEST = 16;
    /** One value and the comma behind it: in double quotes as in CSV (RFC 4180), or as it is. */
    private static final Pattern VALUE = Pattern.compile("\\s*+(?:\"((?:[^\"]|\"\")*+)\"\\s*+|([^\",][^,]*+|))(?:,|$)");

    private Secrets() {}

    /** @return null if a quote is not closed, or does not end its value */
    static @Nullable List<String> of(String text) {
        List<String> secrets = new ArrayList<>();
        Matcher matcher = VALUE.matcher(text);
        int from = 0;
        while (from < text.length()) {
            if (!matcher.find(from) || matcher.start() != from) {
                return null;
            }
            String quoted = matcher.group(1);
            secrets.add(quoted == null ? matcher.group(2).strip() : quoted.replace("\"\"", "\""));
            from = matcher.end();
        }
        secrets.removeIf(String::isEmpty);
        return secrets;
    }

    static Optional<String> weakness(List<String> secrets, boolean basic) {
        long weak = secrets.stream()
                .map(secret -> basic ? secret.substring(secret.indexOf(':') + 1) : secret)
                .filter(secret -> secret.codePointCount(0, secret.length()) < SHORTEST)
                .count();
        return weak == 0
                ? Optional.empty()
                : Optional.of("has " + weak + " of " + secrets.size() + " secrets with fewer than " + SHORTEST
                        + " characters, which can be guessed; take longer ones (a secret with a comma stands in double"
                        + " quotes)");
    }
}
