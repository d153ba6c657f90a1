package dev.serai.outbox;

import dev.serai.journal.Deliveries;
import dev.serai.journal.Destinations;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/**
 * {@code outbox:<destination>}: like {@code seda:}, but kept in SQL. To it, an event is decided to go there; from it, the
 * destination's route gets a {@link Batch} of what is due.
 */
public final class OutboxComponent extends DefaultComponent {
    private final Deliveries deliveries;
    private final Destinations destinations;
    private final Settings settings;
    private final Clock clock;
    private final RandomGenerator random;
    private final MeterRegistry metrics;
    private final Function<Exchange, @Nullable String> place;
    private final Map<String, Destination> working = new ConcurrentHashMap<>();
    private final Set<String> named = ConcurrentHashMap.newKeySet();

    /**
     * What {@code outbox.*} configures.
     *
     * @param process names this process as owner; no two living processes share it
     * @param lease how long a destination stays with a process that has died
     * @param poll how often to look for work that another process committed
     * @param longestCollect how long a destination may collect at most, whatever its file says
     * @param callTimeout how long a call may stay without an answer
     */
    public record Settings(
            String process,
            Duration lease,
            Duration poll,
            Duration longestCollect,
            Duration callTimeout,
            RetrySchedule retries) {}

    /** @param place file, line and step at which an exchange failed */
    public OutboxComponent(
            Deliveries deliveries,
            Destinations destinations,
            Settings settings,
            Clock clock,
            RandomGenerator random,
            MeterRegistry metrics,
            Function<Exchange, @Nullable String> place) {
        this.deliveries = deliveries;
        this.destinations = destinations;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
        this.place = place;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Duration collect = getAndRemoveParameter(parameters, "collect", Duration.class, Duration.ZERO);
        Options options = new Options(
                getAndRemoveParameter(parameters, "batchSize", Integer.class, 200),
                collect.compareTo(settings.longestCollect()) > 0 ? settings.longestCollect() : collect,
                getAndRemoveParameter(parameters, "parallel", Integer.class, 1));
        return new OutboxEndpoint(uri, this, remaining, options);
    }

    /** There is new work for these. */
    public void wake(Collection<String> destinations) {
        for (String name : destinations) {
            Destination destination = working.get(name);
            if (destination != null) {
                destination.signal();
            }
        }
    }

    /** Nobody works it here, and everybody can see why; unless another process does. */
    public void rest(String destination, String reason) throws SQLException {
        destinations.restUnworked(destination, clock.instant(), reason);
    }

    /** The destinations that some router names. */
    public Set<String> named() {
        return named;
    }

    /** The destinations that have a route. */
    public Set<String> working() {
        return working.keySet();
    }

    void name(String destination) {
        named.add(destination);
    }

    Destination work(String name, Options options, @Nullable String madeBy, Function<Batch, Attempt.Result> route) {
        Ownership ownership = new Ownership(name, settings.process(), settings.lease(), destinations, clock);
        Settler settler = new Settler(
                name, deliveries, destinations, ownership, route, madeBy, settings.retries(), clock, random, metrics);
        Destination destination =
                new Destination(name, options, deliveries, destinations, ownership, settler, clock, settings.poll());
        if (working.putIfAbsent(name, destination) != null) {
            throw new IllegalStateException("outbox:" + name + " has a route already");
        }
        destination.start();
        return destination;
    }

    void end(String name, Destination destination) throws InterruptedException {
        working.remove(name, destination);
        destination.stop();
    }

    Duration callTimeout() {
        return settings.callTimeout();
    }

    @Nullable
    String place(Exchange exchange) {
        return place.apply(exchange);
    }
}
