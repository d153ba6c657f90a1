package dev.serai.outbox;

import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import dev.serai.config.Format;
import dev.serai.config.Section;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The keys {@code destination.<name>.*}, which are stronger than what the destination's file says. */
public final class DestinationKeys {
    private static final String PREFIX = "destination";
    private static final List<String> LEAVES = List.of(
            "enabled",
            "batch-size",
            "linger",
            "concurrency",
            "bulk",
            "retry-unmatched-for",
            "rate-limit",
            "retry-delays",
            "give-up-after");

    private final Config config;
    private final Duration maxLinger;

    /** @param maxLinger what no destination exceeds */
    public DestinationKeys(Config config, Duration maxLinger) {
        this.config = config;
        this.maxLinger = maxLinger;
    }

    /**
     * Says that the keys of some destinations are keys. What their values are worth is seen when a destination is made, and
     * concerns that destination alone.
     */
    public void declare(Set<String> destinations) {
        destinations.forEach(name -> LEAVES.forEach(section(config, name)::isGiven));
    }

    private static Section section(Config config, String name) {
        return config.section(PREFIX + "." + name);
    }

    /** The destinations that the file or the environment has keys for. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        LEAVES.forEach(leaf -> names.addAll(config.names(PREFIX, leaf)));
        return names;
    }

    /** Whether a destination is to be worked that its file leaves out. */
    public boolean isEnabled(String name) {
        return section(config.apart(), name).value("enabled", Format.FLAG, false);
    }

    /**
     * What the configuration makes of the options of a destination's file.
     *
     * @throws ConfigException if a key of this destination has a value that cannot be used
     */
    Options over(String name, Options file) {
        Config own = config.apart();
        Options options = options(section(own, name), file);
        own.complain();
        return options;
    }

    private Options options(Section own, Options file) {
        Duration linger = own.value("linger", Format.DURATION, file.linger());
        return new Options(
                own.value("enabled", Format.FLAG, file.enabled()),
                own.value("batch-size", Format.number(1, Options.MAX_EVENTS), file.batchSize()),
                linger.compareTo(maxLinger) > 0 ? maxLinger : linger,
                own.value("concurrency", Format.number(1, Options.MAX_CALLS), file.concurrency()),
                own.value("bulk", Format.number(0, Options.MAX_EVENTS), file.bulk()),
                own.value("retry-unmatched-for", Format.DURATION, file.retryUnmatchedFor()),
                own.value("rate-limit", Format.RATE.as(rate -> rate.orElse(null)), file.rate()),
                new RetrySchedule(
                        own.value(
                                "retry-delays", Format.DURATIONS, file.retries().delays()),
                        own.value(
                                "give-up-after", Format.DURATION, file.retries().giveUpAfter())));
    }
}
