package dev.serai.dispatch;

import dev.serai.event.RoutedEvent.NewDeliveries;
import dev.serai.journal.DeliveryQueue;
import dev.serai.journal.LeaseStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The destinations that this process works. */
public final class Dispatchers implements Dispatch {
    private final DeliveryQueue deliveries;
    private final LeaseStore destinations;
    private final DispatchSettings settings;
    private final Clock clock;
    private final RandomGenerator random;
    private final MeterRegistry metrics;
    private final Map<String, Dispatcher> working = new ConcurrentHashMap<>();
    private final LargePayloads large = new LargePayloads();
    private final ReadAheadMemory memory = new ReadAheadMemory();
    private final ProcessCalls calls = new ProcessCalls();
    private boolean held;
    private volatile boolean ended;

    public Dispatchers(
            DeliveryQueue deliveries,
            LeaseStore destinations,
            DispatchSettings settings,
            Clock clock,
            RandomGenerator random,
            MeterRegistry metrics) {
        this.deliveries = deliveries;
        this.destinations = destinations;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
        this.metrics = metrics;
    }

    @Override
    public AutoCloseable begin(Assignment assignment) {
        Dispatcher dispatcher = work(assignment);
        return () -> end(dispatcher);
    }

    /**
     * Works a destination from now on, or after {@link #go}.
     *
     * @throws IllegalStateException if it is worked already, or Serai is stopping
     */
    public Dispatcher work(Assignment assignment) {
        String name = assignment.destination();
        if (ended) {
            throw new IllegalStateException("outbox:" + name + " begins no more, because Serai is stopping");
        }
        Dispatcher dispatcher = dispatcher(assignment);
        if (working.putIfAbsent(name, dispatcher) != null) {
            throw new IllegalStateException("outbox:" + name + " has a route already");
        }
        memory.join();
        synchronized (this) {
            if (!held) {
                dispatcher.start();
            }
        }
        return dispatcher;
    }

    private Dispatcher dispatcher(Assignment assignment) {
        String name = assignment.destination();
        Options options = assignment.options();
        HeldLease lease = new HeldLease(name, settings.process(), settings.lease(), destinations, clock);
        LeasedWrites writes = new LeasedWrites(name, lease);
        AttemptLog log = new AttemptLog(name, metrics);
        CircuitBreaker breaker = new CircuitBreaker(name, destinations, writes, log, clock);
        CallPool threads = new CallPool(name, options.concurrency(), assignment.route(), settings.callTimeout());
        RetryPolicy policy = new RetryPolicy(options, assignment.version(), clock, random);
        BatchRunner runner = new BatchRunner(deliveries, writes, threads, policy, breaker, log);
        CrashGuard crashes = new CrashGuard(name, deliveries, runner, calls, clock);
        InFlight inFlight = new InFlight(options, breaker.suspects(), memory);
        return new Dispatcher(
                assignment,
                new Dispatcher.Parts(deliveries, lease, writes, threads, breaker, runner, crashes),
                new ReadAhead(name, deliveries, inFlight, large, settings.poll(), clock),
                settings.poll(),
                clock);
    }

    /** There is new work. */
    public void wake(Map<String, NewDeliveries> work) {
        work.forEach((name, its) -> {
            Dispatcher dispatcher = working.get(name);
            if (dispatcher != null) {
                dispatcher.signal(its);
            }
        });
    }

    /** A person has changed the destination in the journal. Another process that works it sees it within {@code outbox.poll}. */
    public void look(String destination) {
        Dispatcher dispatcher = working.get(destination);
        if (dispatcher != null) {
            dispatcher.look();
        }
    }

    /** Shows why a destination is not worked here; unless another process works it. */
    public void suspend(String destination, String reason) throws SQLException {
        destinations.suspendUnworked(destination, clock.instant(), reason);
    }

    /**
     * Ends what {@link #suspend} has shown of destinations that nothing names and for which nothing waits any more.
     *
     * @param unworked the destinations that something still names, and that no route works
     */
    public void endUnworked(Collection<String> unworked) throws SQLException {
        Set<String> named = new TreeSet<>(working.keySet());
        named.addAll(unworked);
        destinations.endUnworked(named);
    }

    @Override
    public Set<String> working() {
        return working.keySet();
    }

    /** Whether each destination that is worked is sent to, and why not. */
    public Map<String, CircuitBreaker.Snapshot> states() {
        Map<String, CircuitBreaker.Snapshot> states = new TreeMap<>();
        working.forEach((name, dispatcher) -> states.put(name, dispatcher.state()));
        return states;
    }

    /** The destinations that are worked from now on begin with {@link #go}. */
    public synchronized void hold() {
        held = true;
    }

    /** Lets the destinations begin that were held. */
    public synchronized void go() {
        held = false;
        working.values().forEach(Dispatcher::start);
    }

    /**
     * Lets the calls of a destination come to their end and begins no other, so that its route can be changed. The destination
     * stays with this process until {@link #handedOver}.
     *
     * @return what was drained; null if the destination is not worked
     */
    public @Nullable Dispatcher drain(String destination) throws InterruptedException {
        Dispatcher dispatcher = working.get(destination);
        if (dispatcher != null) {
            dispatcher.drain();
        }
        return dispatcher;
    }

    /** Whether the destination is still worked by this dispatcher, and by no one after it. */
    public boolean isWorkedBy(String destination, Dispatcher dispatcher) {
        return dispatcher.equals(working.get(destination));
    }

    /** Gives a drained destination back, unless another route works it now. */
    public void handedOver(String destination, Dispatcher drained) {
        if (!working.containsKey(destination)) {
            drained.release();
        }
    }

    /** Ends the work of one destination. */
    public void end(Dispatcher dispatcher) throws InterruptedException {
        if (working.values().remove(dispatcher)) {
            memory.leave();
        }
        dispatcher.stop(settings.shutdownTimeout());
    }

    /** Ends the work of all destinations at once, so that those whose calls hang are waited for together. */
    public void endAll() throws InterruptedException {
        ended = true;
        working.values().forEach(Dispatcher::end);
        // each keeps its own lease as long as its calls are out: one after the other, the last would lose theirs
        List<Thread> ends = working.entrySet().stream()
                .map(each -> new Thread(() -> stop(each.getValue()), "outbox-" + each.getKey() + "-stop"))
                .toList();
        ends.forEach(Thread::start);
        for (Thread end : ends) {
            end.join();
        }
    }

    private void stop(Dispatcher dispatcher) {
        try {
            dispatcher.stop(settings.shutdownTimeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
