package dev.serai.outbox;

import dev.serai.journal.Deliveries;
import dev.serai.journal.Destinations;
import dev.serai.journal.Entry.NewWork;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/**
 * {@code outbox:<destination>}: like {@code seda:}, but kept in SQL. To it, an event is decided to go there; from it, the
 * destination's route gets a {@link Batch} of what is due.
 */
public final class OutboxComponent extends DefaultComponent {
    private final Deliveries deliveries;
    private final Destinations destinations;
    private final OutboxSettings settings;
    private final String process;
    private final Clock clock;
    private final RandomGenerator random;
    private final MeterRegistry metrics;
    private final Map<String, Destination> working = new ConcurrentHashMap<>();
    private final LargePayloads large = new LargePayloads();
    private final Company company = new Company();
    private final Set<String> named = ConcurrentHashMap.newKeySet();
    private boolean held;

    /** @param process names this process as owner; no two living processes share it */
    public OutboxComponent(
            Deliveries deliveries,
            Destinations destinations,
            OutboxSettings settings,
            String process,
            Clock clock,
            RandomGenerator random,
            MeterRegistry metrics) {
        this.deliveries = deliveries;
        this.destinations = destinations;
        this.settings = settings;
        this.process = process;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Options options = settings.defaults().over(new DestinationOption.Source() {
            @Override
            public <T> T value(DestinationOption<T> option, T ifAbsent) {
                String given = getAndRemoveParameter(parameters, option.name(), String.class);
                return given == null ? ifAbsent : option.of(given);
            }
        });
        return new OutboxEndpoint(uri, this, remaining, options);
    }

    /** There is new work. */
    public void wake(Map<String, NewWork> work) {
        work.forEach((name, its) -> {
            Destination destination = working.get(name);
            if (destination != null) {
                destination.signal(its);
            }
        });
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

    /**
     * What the configuration makes of the options of a destination's file. Only who works the destination asks: a router
     * that names it has no part in a mistake there.
     */
    Options configured(String destination, Options file) {
        return settings.keys().over(destination, file);
    }

    void name(String destination) {
        named.add(destination);
    }

    Destination work(
            String name,
            Options options,
            @Nullable String madeBy,
            Function<Batch, Attempt.@Nullable Result> route,
            Runnable giveUp) {
        Ownership ownership = new Ownership(name, process, settings.lease(), destinations, clock);
        Doubts doubts = new Doubts();
        Settler settler = new Settler(
                name,
                deliveries,
                destinations,
                ownership,
                route,
                new Settlements(options, madeBy),
                doubts,
                new AttemptLog(name, metrics),
                clock,
                random);
        Destination destination = new Destination(
                name,
                options,
                deliveries,
                destinations,
                ownership,
                settler,
                doubts,
                clock,
                settings.poll(),
                working::size,
                large,
                new SafeCalls(name, deliveries, settler, company, clock),
                giveUp);
        if (working.putIfAbsent(name, destination) != null) {
            throw new IllegalStateException("outbox:" + name + " has a route already");
        }
        synchronized (this) {
            if (!held) {
                destination.start();
            }
        }
        return destination;
    }

    /** The destinations that are made from now on begin their work with {@link #go}. */
    public synchronized void hold() {
        held = true;
    }

    /** Lets the destinations begin that were held. */
    public synchronized void go() {
        held = false;
        working.values().forEach(Destination::start);
    }

    void end(String name, Destination destination) throws InterruptedException {
        working.remove(name, destination);
        destination.stop(settings.shutdownTimeout());
    }

    /** Ends the work of all destinations at once, so that those whose calls hang are waited for together. */
    public void endAll() throws InterruptedException {
        working.values().forEach(Destination::quit);
        long end = System.nanoTime() + settings.shutdownTimeout().toNanos();
        for (Destination destination : working.values()) {
            destination.stop(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        }
    }

    Duration callTimeout() {
        return settings.callTimeout();
    }
}
