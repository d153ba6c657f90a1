package dev.serai;

import dev.serai.mail.MailAddresses;
import dev.serai.outbox.Options.Rate;
import jakarta.mail.internet.AddressException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.spi.PropertiesSource;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code config/application.properties}, each overridden by the environment variable of the same name in
 * capitals with underscores ({@code receive.port}: {@code RECEIVE_PORT}).
 *
 * <p>Problems are collected, so that all of them can be shown at once.
 */
public final class Configuration implements PropertiesSource {
    private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");
    private static final Pattern RATE = Pattern.compile("([1-9]\\d{0,6})/(s|m|h|d)");
    private static final Pattern SHARE = Pattern.compile("(\\d{1,2}|100)%");
    private static final Pattern BYTES = Pattern.compile("(\\d+)(B|KB|MB|GB)");

    private final Path file;
    private final Properties values;
    private final Map<String, String> environment;
    private final Map<String, String> asked = new TreeMap<>();
    private final List<String> problems = new ArrayList<>();

    /** A value that cannot be used, and what to write instead. */
    public static final class Unusable extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<String> problems;

        Unusable(List<String> problems) {
            super(String.join("\n", problems));
            this.problems = problems;
        }

        public List<String> problems() {
            return problems;
        }
    }

    private Configuration(Path file, Properties values, Map<String, String> environment) {
        this.file = file;
        this.values = values;
        this.environment = environment;
    }

    /**
     * @param file may be missing: then every key has its default
     * @throws IOException if it is there and cannot be read
     */
    public static Configuration load(Path file, Map<String, String> environment) throws IOException {
        Properties values = new Properties();
        if (Files.exists(file)) {
            try (Reader reader = Files.newBufferedReader(file)) {
                values.load(reader);
            }
        }
        return new Configuration(file, values, environment);
    }

    /** The same configuration with other values for some keys; they win over the environment too. */
    public Configuration with(Map<String, String> overrides) {
        Map<String, String> stronger = new TreeMap<>(environment);
        overrides.forEach((key, value) -> stronger.put(variable(key), value));
        return new Configuration(file, values, stronger);
    }

    Path file() {
        return file;
    }

    /** The environment variable that overrides a key. */
    public static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private @Nullable String given(String key) {
        String value = environment.get(variable(key));
        value = value == null ? System.getProperty(key) : value;
        value = value == null ? values.getProperty(key) : value;
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** @return the value, or the default; empty if neither says anything */
    String text(String key, String ifAbsent) {
        asked.put(key, ifAbsent);
        String value = given(key);
        return value == null ? ifAbsent : value;
    }

    /** Several values, separated by commas. */
    List<String> list(String key, String ifAbsent) {
        return Arrays.stream(text(key, ifAbsent).split(","))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /** Like {@code 500ms}, {@code 30s}, {@code 5m}, {@code 1h} or {@code 3d}. */
    Duration duration(String key, String ifAbsent) {
        return parsed(key, ifAbsent, Configuration::duration, "a duration such as 500ms, 30s, 5m, 1h or 3d");
    }

    /** Whether somebody has set it, here or in the environment. */
    boolean isGiven(String key) {
        return !text(key, "").isEmpty();
    }

    /** So many in a time: {@code 10/s}, {@code 600/m} or {@code 5000/h}. */
    Rate rate(String key, String ifAbsent) {
        return parsed(
                key,
                ifAbsent,
                value -> {
                    Matcher matcher = match(RATE, value);
                    return new Rate(Integer.parseInt(matcher.group(1)), duration("1" + matcher.group(2)));
                },
                "a rate such as 10/s, 600/m or 5000/h");
    }

    List<Duration> durations(String key, String ifAbsent) {
        return parsed(
                key,
                ifAbsent,
                value -> Arrays.stream(value.split(","))
                        .map(String::strip)
                        .map(Configuration::duration)
                        .toList(),
                "durations such as 5s,30s,2m");
    }

    private static Duration duration(String value) {
        Matcher matcher = match(DURATION, value);
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    /** Like {@code 4MB}; KB, MB and GB are powers of 1024. */
    long bytes(String key, String ifAbsent) {
        return parsed(
                key,
                ifAbsent,
                value -> {
                    Matcher matcher = match(BYTES, value);
                    int power = List.of("B", "KB", "MB", "GB").indexOf(matcher.group(2));
                    return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
                },
                "a size such as 512KB or 4MB");
    }

    /** Like {@code 20%}. @return from 0 to 1 */
    double share(String key, String ifAbsent) {
        return parsed(
                key, ifAbsent, value -> Integer.parseInt(match(SHARE, value).group(1)) / 100.0, "a share such as 20%");
    }

    int number(String key, int ifAbsent, int least, int most) {
        return parsed(
                key,
                Integer.toString(ifAbsent),
                value -> {
                    int number = Integer.parseInt(value);
                    if (number < least || number > most) {
                        throw new IllegalArgumentException(value);
                    }
                    return number;
                },
                "a whole number from " + least + " to " + most);
    }

    /** One or more e-mail addresses as a mail header has them, separated by commas; empty by default. */
    String addresses(String key, int most) {
        return parsed(
                key,
                "",
                value -> {
                    try {
                        if (MailAddresses.parse(value).length > most) {
                            throw new IllegalArgumentException(value);
                        }
                        return value;
                    } catch (MailAddresses.NotAsciiException e) {
                        problem(key, "has an address that no mail server takes: " + e.getMessage());
                        return "";
                    } catch (AddressException e) {
                        throw new IllegalArgumentException(e);
                    }
                },
                most == 1 ? "an e-mail address" : "e-mail addresses, separated by commas");
    }

    boolean flag(String key, boolean ifAbsent) {
        return choice(key, Boolean.toString(ifAbsent), List.of("true", "false")).equals("true");
    }

    String choice(String key, String ifAbsent, List<String> choices) {
        return parsed(
                key,
                ifAbsent,
                value -> {
                    if (!choices.contains(value)) {
                        throw new IllegalArgumentException(value);
                    }
                    return value;
                },
                "one of " + String.join(", ", choices));
    }

    /** Several of the choices, separated by commas. */
    List<String> choices(String key, String ifAbsent, List<String> choices) {
        List<String> chosen = list(key, ifAbsent);
        if (!choices.containsAll(chosen)) {
            problem(key, "must be some of " + String.join(", ", choices));
        }
        return chosen;
    }

    private static Matcher match(Pattern pattern, String value) {
        Matcher matcher = pattern.matcher(value);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(value);
        }
        return matcher;
    }

    private <T> T parsed(String key, String ifAbsent, Function<String, T> parse, String expected) {
        try {
            return parse.apply(text(key, ifAbsent));
        } catch (IllegalArgumentException | ArithmeticException e) {
            problem(key, "must be " + expected);
            return parse.apply(ifAbsent);
        }
    }

    /** The keys of the file that begin so. */
    Set<String> keys(String prefix) {
        Set<String> keys = new TreeSet<>(values.stringPropertyNames());
        keys.removeIf(key -> !key.startsWith(prefix));
        return keys;
    }

    /** The middle words of keys like {@code database.<name>.url}. */
    Set<String> names(String prefix, String suffix) {
        Set<String> names = new TreeSet<>();
        for (String key : values.stringPropertyNames()) {
            if (key.startsWith(prefix + ".")
                    && key.endsWith("." + suffix)
                    && key.length() > prefix.length() + suffix.length() + 1) {
                names.add(key.substring(prefix.length() + 1, key.length() - suffix.length() - 1));
            }
        }
        return names;
    }

    /** Adds a problem with a key; values are not shown, they may be secrets. */
    void problem(String key, String problem) {
        problems.add(file + line(key) + ": " + key + " " + problem);
    }

    private String line(String key) {
        try {
            List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).strip().startsWith(key)) {
                    return ":" + (i + 1);
                }
            }
        } catch (IOException e) {
            return "";
        }
        return "";
    }

    /**
     * Call when everything was asked for.
     *
     * @param own the first words of the keys that are Serai's own: what nobody asked for there is a typo
     * @throws Unusable with all problems
     */
    void complain(Set<String> own) {
        for (String key : new TreeSet<>(values.stringPropertyNames())) {
            if (own.contains(key.replaceFirst("\\..*", "")) && !asked.containsKey(key)) {
                problem(key, "is no key that Serai knows");
            }
        }
        complain();
    }

    /** @throws Unusable with all problems so far */
    void complain() {
        if (!problems.isEmpty()) {
            throw new Unusable(List.copyOf(problems));
        }
    }

    /** Every key that was asked for, with its default. */
    Map<String, String> asked() {
        return asked;
    }

    @Override
    public String getName() {
        return "serai";
    }

    /** For <code>{{…}}</code> in route files. */
    @Override
    public @Nullable String getProperty(String key) {
        return given(key);
    }
}
