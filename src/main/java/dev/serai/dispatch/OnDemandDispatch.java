package dev.serai.dispatch;

import dev.serai.event.Event;
import dev.serai.journal.DeliveryQueue.DueDelivery;
import dev.serai.journal.DeliveryState;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends to a destination when it is told to, on the thread that asks, and keeps nothing. For checks, which look at what a
 * route makes of events: they have no journal and start no threads.
 */
public final class OnDemandDispatch implements Dispatch {
    private final Map<String, Assignment> working = new ConcurrentHashMap<>();

    @Override
    public AutoCloseable begin(Assignment assignment) {
        String name = assignment.destination();
        if (working.putIfAbsent(name, assignment) != null) {
            throw new IllegalStateException("outbox:" + name + " has a route already");
        }
        return () -> working.remove(name, assignment);
    }

    @Override
    public Set<String> working() {
        return working.keySet();
    }

    /**
     * Sends events in the batches that the gateway makes of events which are due together: by the size of a batch, and by
     * contact where several batches may be out at once. A batch goes in halves where a call is refused without naming an event.
     *
     * @return what became of each event, by its id
     * @throws IllegalArgumentException if nothing is sent to the destination
     */
    public Map<UUID, Outcome> deliver(String destination, List<Event> events) {
        Assignment assignment = working.get(destination);
        if (assignment == null) {
            throw new IllegalArgumentException("no route from outbox:" + destination + " is started");
        }
        InFlight queue =
                new InFlight(assignment.options().lingerAtMost(Duration.ZERO), new Suspects(), new ReadAheadMemory());
        events.forEach(
                event -> queue.add(new Delivery(new DueDelivery(event, 0, event.receivedAt(), DeliveryState.WAITING))));
        Map<UUID, Outcome> outcomes = new LinkedHashMap<>();
        Optional<BatchInFlight> next = queue.next(Instant.MAX);
        while (next.isPresent()) {
            outcomes.putAll(send(assignment.route(), next.get().batch()));
            queue.release(next.get());
            next = queue.next(Instant.MAX);
        }
        return outcomes;
    }

    private static Map<UUID, Outcome> send(DestinationRoute route, List<Delivery> batch) {
        BisectingSend send = new BisectingSend((some, lease) -> call(route, some, lease), () -> true).send(batch);
        Map<UUID, Outcome> outcomes = new LinkedHashMap<>();
        for (Delivery delivery : batch) {
            Outcome own = send.outcomes().get(delivery);
            Outcome whole = own == null ? send.unattributed().get(delivery) : own;
            Outcome outcome = whole == null ? send.suspend() : whole;
            if (outcome != null) {
                outcomes.put(delivery.getId(), outcome);
            }
        }
        return outcomes;
    }

    private static CallResult call(DestinationRoute route, List<Delivery> batch, LeaseCheck lease) {
        CompletableFuture<CallResult> answer = new CompletableFuture<>();
        route.call(batch, lease).begin(answer);
        return answer.join();
    }
}
