package dev.serai.dispatch;

import dev.serai.config.Format;
import dev.serai.config.InvalidValueException;
import dev.serai.config.Rate;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An option of a destination: a parameter of {@code outbox:} in its file, and the key {@code destination.<name>.<key>},
 * which is stronger. Nothing but this list says which options there are.
 *
 * @param name as it stands in the file, such as {@code batchSize}
 * @param ifAbsent its value as it would be written, or the key that has it
 * @param sentence for the reference
 */
public record DestinationOption<T>(String name, Format<T> format, String ifAbsent, String sentence) {
    /** More events than any far side takes in one call. */
    private static final int MAX_EVENTS = 100_000;

    /** Each call has a thread of its own. */
    private static final int MAX_CALLS = 64;

    public static final DestinationOption<Boolean> ENABLED =
            new DestinationOption<>("enabled", Format.FLAG, "true", "Whether it is worked.");
    public static final DestinationOption<Integer> BATCH_SIZE = new DestinationOption<>(
            "batchSize", Format.number(1, MAX_EVENTS), "200", "The most events that go out together.");
    public static final DestinationOption<Duration> LINGER = new DestinationOption<>(
            "linger", Format.DURATION, "0s", "How long an event may wait for others to fill the batch.");
    public static final DestinationOption<Integer> CONCURRENCY = new DestinationOption<>(
            "concurrency",
            Format.number(1, MAX_CALLS),
            "1",
            "How many calls at once; events of one contact are never in two of them.");
    public static final DestinationOption<Duration> RETRY_UNMATCHED_FOR = new DestinationOption<>(
            "retryUnmatchedFor",
            Format.DURATION,
            "0s",
            "For how long an event whose person is unknown is looked up again, once a day.");
    public static final DestinationOption<Optional<Rate>> RATE_LIMIT = new DestinationOption<>(
            "rateLimit", Format.RATE, "", "The most batches in a second (s), minute (m), hour (h) or day (d).");
    public static final DestinationOption<List<Duration>> RETRY_DELAYS = new DestinationOption<>(
            "retryDelays",
            Format.DURATIONS,
            "outbox.retry-delays",
            "The waits before the second attempt of an event, the third, and so on; the last is repeated.");
    public static final DestinationOption<Duration> GIVE_UP_AFTER = new DestinationOption<>(
            "giveUpAfter",
            Format.DURATION,
            "outbox.give-up-after",
            "How much waiting a delivery may use up before it is dead.");

    public static final List<DestinationOption<?>> ALL = List.of(
            ENABLED, BATCH_SIZE, LINGER, CONCURRENCY, RETRY_UNMATCHED_FOR, RATE_LIMIT, RETRY_DELAYS, GIVE_UP_AFTER);

    private static final Pattern CAPITAL = Pattern.compile("[A-Z]");

    /** Where options are given. */
    public interface Source {
        <T> T value(DestinationOption<T> option, T ifAbsent);
    }

    /** An option has a value that no destination can have. The message says what it can be. */
    public static final class OutOfRangeException extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;
        private final String option;

        private OutOfRangeException(String option, String message) {
            super(message);
            this.option = option;
        }

        /** The name of the option, as it stands in the file. */
        public String option() {
            return option;
        }
    }

    /** The last word of its keys, such as {@code batch-size}. */
    public String key() {
        return CAPITAL.matcher(name).replaceAll(capital -> "-" + capital.group().toLowerCase(Locale.ROOT));
    }

    T standard() {
        return format.of(ifAbsent);
    }

    /** @throws OutOfRangeException if no destination can have such a value */
    public T of(String text) {
        try {
            return format.of(text);
        } catch (InvalidValueException e) {
            throw new OutOfRangeException(name, name + " " + e.getMessage());
        }
    }

    /** @throws OutOfRangeException if no destination can have the value */
    void check(T value) {
        try {
            format.check(name, value);
        } catch (InvalidValueException e) {
            throw new OutOfRangeException(name, String.valueOf(e.getMessage()));
        }
    }
}
