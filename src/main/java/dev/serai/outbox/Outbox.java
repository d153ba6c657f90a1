package dev.serai.outbox;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultComponent;

/**
 * {@code outbox:<destination>}: like {@code seda:}, but kept in SQL. To it, an event is decided to go there; from it, the
 * destination's route gets a {@link Batch}.
 */
public abstract class Outbox extends DefaultComponent {
    private final Options defaults;
    private final BiFunction<String, Options, Options> configured;
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    /**
     * @param defaults of a destination whose file says nothing else
     * @param configured what the configuration makes of the options that a destination's file sets
     */
    Outbox(Options defaults, BiFunction<String, Options, Options> configured) {
        this.defaults = defaults;
        this.configured = configured;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Options options = new Options(
                defaults.enabled(),
                number(parameters, "batchSize", defaults.batchSize()),
                duration(parameters, "collect", defaults.collect()),
                number(parameters, "parallel", defaults.parallel()),
                number(parameters, "bulk", defaults.bulk()),
                duration(parameters, "lookAgain", defaults.lookAgain()),
                defaults.rate(),
                defaults.retries());
        return new OutboxEndpoint(uri, this, remaining, options);
    }

    private int number(Map<String, Object> parameters, String option, int ifAbsent) {
        return parameter(parameters, option, Integer.class, ifAbsent, "a whole number");
    }

    private Duration duration(Map<String, Object> parameters, String option, Duration ifAbsent) {
        return parameter(parameters, option, Duration.class, ifAbsent, "a duration such as 30s or 5m");
    }

    private <T> T parameter(Map<String, Object> parameters, String option, Class<T> type, T ifAbsent, String expected) {
        try {
            return getAndRemoveParameter(parameters, option, type, ifAbsent);
        } catch (RuntimeException e) {
            // the message of the conversion quotes the value
            throw new Options.OutOfRangeException(option, expected);
        }
    }

    /** What gives a destination's route its batches. */
    abstract Consumer consumer(OutboxEndpoint endpoint, Processor processor, String destination, Options options);

    /** The destinations that some router names. */
    public Set<String> named() {
        return named;
    }

    /** The destinations that have a route. */
    public abstract Set<String> working();

    void name(String destination) {
        named.add(destination);
    }

    /**
     * What the configuration makes of the options of a destination's file. Only who works the destination asks: a router
     * that names it has no part in a mistake there.
     */
    Options configured(String destination, Options file) {
        return configured.apply(destination, file);
    }
}
