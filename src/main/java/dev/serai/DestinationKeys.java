package dev.serai;

import dev.serai.dispatch.Options;
import dev.serai.dispatch.RetrySchedule;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The keys {@code destination.<name>.*}, which are stronger than what the destination's file says. */
final class DestinationKeys {
    private static final String PREFIX = "destination";
    private static final List<String> LEAVES = List.of(
            "enabled",
            "batch-size",
            "linger",
            "concurrency",
            "retry-unmatched-for",
            "rate-limit",
            "retry-delays",
            "give-up-after");

    private final Configuration configuration;
    private final Duration maxLinger;

    /** @param maxLinger what no destination exceeds */
    DestinationKeys(Configuration configuration, Duration maxLinger) {
        this.configuration = configuration;
        this.maxLinger = maxLinger;
    }

    /**
     * Says that the keys of some destinations are keys. What their values are worth is seen when a destination is made, and
     * concerns that destination alone.
     */
    void declare(Set<String> destinations) {
        destinations.forEach(name -> LEAVES.forEach(leaf -> configuration.isGiven(key(name, leaf))));
    }

    private static String key(String name, String leaf) {
        return PREFIX + "." + name + "." + leaf;
    }

    /** The destinations that the file or the environment has keys for. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        LEAVES.forEach(leaf -> names.addAll(configuration.names(PREFIX, leaf)));
        return names;
    }

    /** Whether a destination is to be worked that its file leaves out. */
    boolean isEnabled(String name) {
        return configuration.apart().flag(key(name, "enabled"), false);
    }

    /**
     * What the configuration makes of the options of a destination's file.
     *
     * @throws Configuration.Unusable if a key of this destination has a value that cannot be used
     */
    Options over(String name, Options file) {
        Configuration own = configuration.apart();
        Options options = options(own, name, file);
        own.complain();
        return options;
    }

    private Options options(Configuration own, String name, Options file) {
        Duration linger = duration(own, key(name, "linger"), file.linger());
        return new Options(
                own.isGiven(key(name, "enabled")) ? own.flag(key(name, "enabled"), true) : file.enabled(),
                number(own, key(name, "batch-size"), file.batchSize(), 1, Options.MAX_EVENTS),
                linger.compareTo(maxLinger) > 0 ? maxLinger : linger,
                number(own, key(name, "concurrency"), file.concurrency(), 1, Options.MAX_CALLS),
                duration(own, key(name, "retry-unmatched-for"), file.retryUnmatchedFor()),
                own.isGiven(key(name, "rate-limit")) ? own.rate(key(name, "rate-limit"), "1/s") : null,
                retries(own, name, file.retries()));
    }

    private static int number(Configuration own, String key, int file, int least, int most) {
        return own.isGiven(key) ? own.number(key, least, least, most) : file;
    }

    private static Duration duration(Configuration own, String key, Duration file) {
        return own.isGiven(key) ? own.duration(key, "0s") : file;
    }

    private static RetrySchedule retries(Configuration own, String name, RetrySchedule file) {
        String delays = key(name, "retry-delays");
        return new RetrySchedule(
                own.isGiven(delays) ? own.durations(delays, "5s") : file.delays(),
                duration(own, key(name, "give-up-after"), file.giveUpAfter()));
    }
}
