package dev.serai.outbox;

import dev.serai.config.Config;
import dev.serai.config.ConfigException;
import dev.serai.config.Format;
import dev.serai.config.Section;
import dev.serai.dispatch.DestinationOption;
import dev.serai.dispatch.Options;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** The keys {@code destination.<name>.*}, which are stronger than what the destination's file says. */
public final class DestinationKeys {
    private static final String PREFIX = "destination";
    private final Config config;
    /** A longer linger counts as this. */
    private final Duration maxLinger;

    public DestinationKeys(Config config) {
        this.config = config;
        this.maxLinger = config.section("outbox").value("max-linger", Format.DURATION);
    }

    /**
     * Says that the keys of some destinations are keys. What their values are worth is seen when a destination is made, and
     * concerns that destination alone.
     */
    public void declare(Set<String> destinations) {
        destinations.forEach(name ->
                DestinationOption.ALL.forEach(option -> section(config, name).isGiven(option.key())));
    }

    private static Section section(Config config, String name) {
        return config.section(PREFIX + "." + name);
    }

    /** The destinations that the file or the environment has keys for. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>();
        DestinationOption.ALL.forEach(option -> names.addAll(config.names(PREFIX, option.key())));
        return names;
    }

    /** Whether a destination is to be worked that its file leaves out. */
    public boolean isEnabled(String name) {
        return section(config.apart(), name)
                .value(DestinationOption.ENABLED.key(), DestinationOption.ENABLED.format(), false);
    }

    /**
     * What the configuration makes of the options of a destination's file.
     *
     * @throws ConfigException if a key of this destination has a value that cannot be used
     */
    public Options override(String name, Options file) {
        Config own = config.apart();
        Section keys = section(own, name);
        Options options = file.override(new DestinationOption.Source() {
            @Override
            public <T> T value(DestinationOption<T> option, T ifAbsent) {
                return keys.value(option.key(), option.format(), ifAbsent);
            }
        });
        own.complain();
        return options.lingerAtMost(maxLinger);
    }
}
