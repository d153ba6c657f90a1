package dev.serai;

import dev.serai.dispatch.Options.Rate;
import dev.serai.mail.MailAddresses;
import jakarta.mail.internet.AddressException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    private final PropertiesFile file;
    private final Map<String, String> environment;
    private final Map<String, String> asked;
    private final List<String> problems = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

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

    private Configuration(PropertiesFile file, Map<String, String> environment, Map<String, String> asked) {
        this.file = file;
        this.environment = environment;
        this.asked = asked;
    }

    /**
     * Reads the file; what is wrong with it is a problem like any other.
     *
     * @param file may be missing: then every key has its default
     * @throws IOException if it is there and cannot be read
     */
    public static Configuration load(Path file, Map<String, String> environment) throws IOException {
        Configuration configuration = new Configuration(PropertiesFile.read(file), environment, new TreeMap<>());
        configuration.problems.addAll(configuration.file.problems());
        return configuration;
    }

    /** The same configuration with other values for some keys; they win over the environment too. */
    public Configuration with(Map<String, String> overrides) {
        Map<String, String> stronger = new TreeMap<>(environment);
        overrides.forEach((key, value) -> stronger.put(variable(key), value));
        Configuration other = new Configuration(file, stronger, new TreeMap<>());
        other.problems.addAll(file.problems());
        return other;
    }

    /** The same configuration with problems of its own: they concern one destination, and no other. */
    Configuration apart() {
        return new Configuration(file, environment, asked);
    }

    Path file() {
        return file.path();
    }

    /** The environment variable that overrides a key. */
    public static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    private @Nullable String given(String key) {
        String value = environment.get(variable(key));
        value = value == null ? System.getProperty(key) : value;
        value = value == null ? file.values().getProperty(key) : value;
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

    /**
     * Several secrets, separated by commas; one with a comma in it stands in double quotes, and a double quote in there is
     * written twice.
     *
     * @param basic whether each is {@code user:password}
     */
    List<String> secrets(String key, boolean basic) {
        List<String> secrets = Secrets.of(text(key, ""));
        if (secrets == null) {
            problem(
                    key,
                    "has a double quote that is not closed, or text beside it; write a secret with a comma or a"
                            + " double quote as \"one, \"\"secret\"\"\"");
            return List.of();
        }
        for (int i = 0; basic && i < secrets.size(); i++) {
            if (secrets.get(i).indexOf(':') < 1) {
                problem(
                        key,
                        "must be user:password, but value " + (i + 1) + " of " + secrets.size()
                                + " has no user before a colon; a value with a comma stands in double quotes: \"user:pass,word\"");
            }
        }
        Secrets.weakness(secrets, basic).ifPresent(weakness -> warnings.add(key + " " + weakness));
        return secrets;
    }

    /** What works, and should not stay so: each begins with its key. */
    List<String> warnings() {
        return List.copyOf(warnings);
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

    /** The keys of the file. */
    Set<String> keys() {
        return new TreeSet<>(file.values().stringPropertyNames());
    }

    /** The variables of the environment. */
    Set<String> variables() {
        return environment.keySet();
    }

    /**
     * The middle words of keys like {@code database.<name>.url}, of the file and of the environment. A variable has no dots
     * and no hyphens: {@code DATABASE_BIG_SHOP_URL} is {@code database.big-shop.url}.
     */
    Set<String> names(String prefix, String suffix) {
        Set<String> names = new TreeSet<>();
        middle(keys(), prefix + ".", "." + suffix, names);
        Set<String> variables = new TreeSet<>();
        middle(environment.keySet(), variable(prefix) + "_", "_" + variable(suffix), variables);
        for (String variable : variables) {
            String name = variable.toLowerCase(Locale.ROOT).replace('_', '-');
            if (names.stream().noneMatch(known -> variable(known).equals(variable))) {
                names.add(name);
            }
        }
        return names;
    }

    private static void middle(Set<String> keys, String before, String after, Set<String> to) {
        for (String key : keys) {
            if (key.startsWith(before) && key.endsWith(after) && key.length() > before.length() + after.length()) {
                to.add(key.substring(before.length(), key.length() - after.length()));
            }
        }
    }

    /** Adds a problem with a key; values are not shown, they may be secrets. */
    void problem(String key, String problem) {
        problems.add(place(key) + ": " + key + " " + problem);
    }

    /** Where the value of a key comes from. */
    private String place(String key) {
        if (environment.containsKey(variable(key))) {
            return variable(key) + " in the environment";
        }
        return System.getProperty(key) == null ? file.place(key) : "-D" + key;
    }

    /** Adds a problem with a variable that is no key. */
    void problemOfVariable(String variable, String problem) {
        problems.add(variable + " in the environment " + problem);
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
