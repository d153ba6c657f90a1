package dev.serai.outbox;

import dev.serai.dispatch.Assignment;
import dev.serai.dispatch.DestinationOption;
import dev.serai.dispatch.Dispatch;
import dev.serai.dispatch.Options;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/**
 * {@code outbox:<destination>}: like {@code seda:}, but kept in SQL. To it, an event is decided to go there; from it, the
 * destination's route gets a {@link Batch} of what is due.
 */
public final class OutboxComponent extends DefaultComponent {
    private final Dispatch dispatch;
    private final Options defaults;
    private final OptionOverrides overrides;
    private final ErrorClassifiers errors;
    private volatile @Nullable CurrentTrace trace;
    /** How many steps of running routers name a destination. */
    private final Map<String, Integer> named = new ConcurrentHashMap<>();

    /** What the configuration makes of the options that a destination's file sets. */
    @FunctionalInterface
    public interface OptionOverrides {
        Options over(String destination, Options file);
    }

    /** @param defaults of a destination whose file says nothing else */
    public OutboxComponent(Dispatch dispatch, Options defaults, OptionOverrides overrides, ErrorClassifiers errors) {
        this.dispatch = dispatch;
        this.defaults = defaults;
        this.overrides = overrides;
        this.errors = errors;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Options options = defaults.override(new DestinationOption.Source() {
            @Override
            public <T> T value(DestinationOption<T> option, T ifAbsent) {
                String given = getAndRemoveParameter(parameters, option.name(), String.class);
                return given == null ? ifAbsent : option.of(given);
            }
        });
        return new OutboxEndpoint(uri, this, remaining, options);
    }

    /** Tells which trace a call belongs to; there is one only if {@code tracing.enabled} is on. */
    @FunctionalInterface
    public interface CurrentTrace {
        /** The {@code traceparent} of the call that this thread makes; null if it is not traced. */
        @Nullable
        String traceparent();
    }

    /** Hands the traces of calls on to the far sides. */
    public void follow(CurrentTrace calls) {
        trace = calls;
    }

    /** The trace of the call that this thread makes; null if it is not traced. */
    @Nullable
    String traceparent() {
        CurrentTrace calls = trace;
        return calls == null ? null : calls.traceparent();
    }

    /** The destinations that some router names. */
    public Set<String> named() {
        return named.keySet();
    }

    /** The destinations that have a route. */
    public Set<String> working() {
        return dispatch.working();
    }

    /**
     * What the configuration makes of the options of a destination's file. Only its own route asks: a router that names it
     * has no part in a mistake there.
     */
    Options configured(String destination, Options file) {
        return overrides.over(destination, file);
    }

    void name(String destination) {
        named.merge(destination, 1, Integer::sum);
    }

    void unname(String destination) {
        named.computeIfPresent(destination, (name, steps) -> steps == 1 ? null : steps - 1);
    }

    /** @return what ends the work */
    AutoCloseable begin(Assignment assignment) {
        return dispatch.begin(assignment);
    }

    ErrorClassifiers errors() {
        return errors;
    }
}
