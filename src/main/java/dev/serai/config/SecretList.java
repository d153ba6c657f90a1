package dev.serai.config;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads a list of secrets as the configuration has it, or a file with one on each line. The secrets below a line {@code # until
 * 2026-12-31T23:59:59Z} count until then. No message here quotes a secret.
 */
final class SecretList {
    static final Format<List<String>> PLAIN = new Format<>("secrets", SecretList::of, secrets -> true);
    /** Each is {@code user:password}. */
    static final Format<List<String>> USERS = new Format<>("user:password", SecretList::users, users -> true);

    /** Fewer random characters can be guessed by a machine that may try for weeks. */
    private static final int SHORTEST = 16;
    /** One value and the comma behind it: in double quotes as in CSV (RFC 4180), or as it is. */
    private static final Pattern VALUE = Pattern.compile("\\s*+(?:\"((?:[^\"]|\"\")*+)\"\\s*+|([^\",][^,]*+|))(?:,|$)");

    /** The secrets below it count until then. */
    private static final Pattern UNTIL = Pattern.compile("# until (\\S+)\\s*");

    private SecretList() {}

    /** @throws InvalidValueException if a quote is not closed, or does not end its value */
    static List<String> of(String text) {
        List<String> secrets = new ArrayList<>();
        String list = valid(text).collect(Collectors.joining(","));
        Matcher matcher = VALUE.matcher(list);
        int from = 0;
        while (from < list.length()) {
            if (!matcher.find(from) || matcher.start() != from) {
                throw new InvalidValueException(
                        "has a double quote that is not closed, or text beside it; write a secret with a comma or a"
                                + " double quote as \"one, \"\"secret\"\"\"");
            }
            String quoted = matcher.group(1);
            secrets.add(quoted == null ? matcher.group(2).strip() : quoted.replace("\"\"", "\""));
            from = matcher.end();
        }
        secrets.removeIf(String::isEmpty);
        return secrets;
    }

    /** The lines that still count: a file may have a secret on each, and says from where on they are old. */
    private static Stream<String> valid(String text) {
        Instant now = Instant.now();
        return text.lines()
                .takeWhile(line -> until(line).map(now::isBefore).orElse(true))
                .filter(line -> until(line).isEmpty());
    }

    private static Optional<Instant> until(String line) {
        Matcher matcher = UNTIL.matcher(line);
        try {
            return matcher.matches() ? Optional.of(Instant.parse(matcher.group(1))) : Optional.empty();
        } catch (DateTimeParseException e) {
            throw new InvalidValueException("has a line \"# until\" without a time such as 2026-12-31T23:59:59Z");
        }
    }

    private static List<String> users(String text) {
        List<String> users = of(text);
        for (int i = 0; i < users.size(); i++) {
            if (users.get(i).indexOf(':') < 1) {
                throw new InvalidValueException(
                        "must be user:password, but value " + (i + 1) + " of " + users.size()
                                + " has no user before a colon; a value with a comma stands in double quotes: \"user:pass,word\"");
            }
        }
        return users;
    }

    static Optional<String> weakness(List<String> secrets, boolean users) {
        long weak = secrets.stream()
                .map(secret -> users ? secret.substring(secret.indexOf(':') + 1) : secret)
                .filter(secret -> secret.codePointCount(0, secret.length()) < SHORTEST)
                .count();
        return weak == 0
                ? Optional.empty()
                : Optional.of("has " + weak + " of " + secrets.size() + " secrets with fewer than " + SHORTEST
                        + " characters, which can be guessed; take longer ones (a secret with a comma stands in double"
                        + " quotes)");
    }
}
