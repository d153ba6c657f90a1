package dev.serai;

import dev.serai.outbox.Options;
import dev.serai.outbox.RetrySchedule;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The keys {@code destination.<name>.*}, which are stronger than what the destination's file says. */
final class DestinationKeys {
    private static final String PREFIX = "destination.";
    private static final int MOST_EVENTS = 100_000;
    private static final int MOST_CALLS = 64;

    private final Configuration configuration;
    private final Duration longestCollect;

    /** @param longestCollect what no destination exceeds */
    DestinationKeys(Configuration configuration, Duration longestCollect) {
        this.configuration = configuration;
        this.longestCollect = longestCollect;
    }

    /** Reads those that the file has, so that all mistakes are shown at once. */
    void check(Options any) {
        names().forEach(name -> options(name, any));
    }

    /** The destinations that the file has keys for. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        configuration
                .keys(PREFIX)
                .forEach(key -> names.add(key.substring(PREFIX.length()).replaceFirst("\\.[^.]*$", "")));
        return names;
    }

    /** Whether a destination is to be worked that its file leaves out. */
    boolean isEnabled(String name) {
        return configuration.flag(PREFIX + name + ".enabled", false);
    }

    /**
     * What the configuration makes of the options of a destination's file.
     *
     * @throws Configuration.Unusable if the environment has a value that cannot be used
     */
    Options over(String name, Options file) {
        Options options = options(name, file);
        configuration.complain();
        return options;
    }

    private Options options(String name, Options file) {
        String key = PREFIX + name + ".";
        Duration collect = duration(key + "collect", file.collect());
        return new Options(
                configuration.flag(key + "enabled", file.enabled()),
                configuration.number(key + "batch-size", file.batchSize(), 1, MOST_EVENTS),
                collect.compareTo(longestCollect) > 0 ? longestCollect : collect,
                configuration.number(key + "parallel", file.parallel(), 1, MOST_CALLS),
                configuration.number(key + "bulk", file.bulk(), 0, MOST_EVENTS),
                duration(key + "look-again", file.lookAgain()),
                rate(key + "rate-limit"),
                retries(key, file.retries()));
    }

    private Duration duration(String key, Duration file) {
        return configuration.isGiven(key) ? configuration.duration(key, "0s") : file;
    }

    private Options.@Nullable Rate rate(String key) {
        return configuration.isGiven(key) ? configuration.rate(key, "1/s") : null;
    }

    private RetrySchedule retries(String key, RetrySchedule file) {
        return new RetrySchedule(
                configuration.isGiven(key + "retry-delays")
                        ? configuration.durations(key + "retry-delays", "5s")
                        : file.delays(),
                duration(key + "give-up-after", file.giveUpAfter()));
    }
}
