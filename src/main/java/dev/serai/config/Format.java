package dev.serai.config;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a value is written, and which values are allowed. The reader parses with it, and the record that holds the value
 * checks with it, so that each range stands in one place.
 *
 * @param expected completes "must be …"
 * @param parse throws {@link IllegalArgumentException} or {@link ArithmeticException} if the text is no such value
 * @param allowed whether the setting can have the value; may throw {@link InvalidValueException} to say why not
 */
public record Format<T>(String expected, Function<String, T> parse, Predicate<T> allowed) {
    private static final Pattern DURATION_TEXT = Pattern.compile("(\\d+)(ms|s|m|h|d)");
    private static final Pattern RATE_TEXT = Pattern.compile("([1-9]\\d{0,6})/(s|m|h|d)");
    private static final Pattern SHARE_TEXT = Pattern.compile("(\\d{1,2}|100)%");
    private static final Pattern BYTES_TEXT = Pattern.compile("(\\d+)(B|KB|MB|GB)");

    public static final Format<String> TEXT = new Format<>("a text", text -> text, text -> true);

    public static final Format<Boolean> FLAG = oneOf("true", "false").as(Boolean::valueOf);

    /** Of 0s or more. */
    public static final Format<Duration> DURATION = new Format<>(
            "a duration such as 500ms, 30s, 5m, 1h or 3d", Format::duration, duration -> !duration.isNegative());

    public static final Format<Duration> DURATION_ABOVE_ZERO = new Format<>(
            "a duration such as 500ms, 30s, 5m, 1h or 3d, and more than 0s",
            Format::duration,
            duration -> !duration.isNegative() && !duration.isZero());

    /** One or more, each above zero. */
    public static final Format<List<Duration>> DURATIONS = new Format<>(
            "durations such as 5s,30s,2m",
            text -> list(text).stream().map(Format::duration).toList(),
            durations -> !durations.isEmpty() && durations.stream().allMatch(DURATION_ABOVE_ZERO.allowed()));

    /** Empty for no limit. */
    public static final Format<Optional<Rate>> RATE =
            new Format<>("a rate such as 10/s, 600/m or 5000/h", Format::rate, rate -> true);

    /** Bytes; KB, MB and GB are powers of 1024. */
    public static final Format<Long> BYTES =
            new Format<>("a size such as 512KB or 4MB", Format::bytes, bytes -> bytes >= 0);

    /** From 0 to 1, written in percent. */
    public static final Format<Double> SHARE = new Format<>(
            "a share such as 20%",
            text -> Integer.parseInt(match(SHARE_TEXT, text).group(1)) / 100.0, share -> share >= 0 && share <= 1);

    /** Several values, separated by commas. */
    public static final Format<List<String>> LIST =
            new Format<>("values, separated by commas", Format::list, list -> true);

    public static Format<Integer> number(int least, int most) {
        return new Format<>(
                "a whole number from " + least + " to " + most,
                Integer::valueOf,
                number -> number >= least && number <= most);
    }

    public static Format<String> oneOf(String... choices) {
        return new Format<>("one of " + String.join(", ", choices), text -> text, List.of(choices)::contains);
    }

    public static Format<List<String>> someOf(String... choices) {
        return new Format<>("some of " + String.join(", ", choices), Format::list, List.of(choices)::containsAll);
    }

    /** The same texts as other values. */
    public <R> Format<R> as(Function<T, R> mapping) {
        return new Format<>(expected, text -> mapping.apply(of(text)), value -> true);
    }

    /** @throws InvalidValueException if the text is no such value, or the value is not allowed */
    public T of(String text) {
        try {
            return allowed(parse.apply(text));
        } catch (InvalidValueException e) {
            throw e;
        } catch (IllegalArgumentException | ArithmeticException e) {
            // the message would quote the value
            throw new InvalidValueException("must be " + expected);
        }
    }

    /**
     * For compact constructors.
     *
     * @param setting its name, for the message
     * @throws InvalidValueException if the value is not allowed
     */
    public void check(String setting, T value) {
        try {
            allowed(value);
        } catch (InvalidValueException e) {
            throw new InvalidValueException(setting + " " + e.getMessage());
        }
    }

    private T allowed(T value) {
        if (!allowed.test(value)) {
            throw new InvalidValueException("must be " + expected);
        }
        return value;
    }

    private static List<String> list(String text) {
        return Arrays.stream(text.split(","))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    private static Duration duration(String text) {
        Matcher matcher = match(DURATION_TEXT, text);
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static Optional<Rate> rate(String text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = match(RATE_TEXT, text);
        return Optional.of(new Rate(Integer.parseInt(matcher.group(1)), duration("1" + matcher.group(2))));
    }

    private static long bytes(String text) {
        Matcher matcher = match(BYTES_TEXT, text);
        int power = List.of("B", "KB", "MB", "GB").indexOf(matcher.group(2));
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
    }

    private static Matcher match(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(text);
        }
        return matcher;
    }
}
