package dev.serai.outbox;

import dev.serai.journal.Deliveries.Due;
import dev.serai.journal.Event;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;

/**
 * {@code outbox:} without a journal and without threads: a destination's route gets a batch when it is told to, and nothing
 * is kept. For checks, which look at what a route makes of events.
 */
public final class OnDemandOutbox extends Outbox {
    private final Map<String, OnDemandConsumer> working = new ConcurrentHashMap<>();

    public OnDemandOutbox(Options defaults, BiFunction<String, Options, Options> configured) {
        super(defaults, configured);
    }

    @Override
    Consumer consumer(OutboxEndpoint endpoint, Processor processor, String destination, Options options) {
        return new OnDemandConsumer(endpoint, processor, destination);
    }

    @Override
    public Set<String> working() {
        return working.keySet();
    }

    /**
     * Sends events as one batch, and its halves as the gateway does where a call is refused without naming an event.
     *
     * @return what became of each event, by its id
     * @throws IllegalArgumentException if the destination has no route that is started
     */
    public Map<UUID, Outcome> deliver(String destination, List<Event> events) {
        OnDemandConsumer route = working.get(destination);
        if (route == null) {
            throw new IllegalArgumentException("no route from outbox:" + destination + " is started");
        }
        List<Delivery> deliveries = events.stream()
                .map(event -> new Delivery(new Due(event, 0, event.receivedAt(), null)))
                .toList();
        Attempt attempt = new Attempt(route::send, () -> true).send(deliveries);
        Map<UUID, Outcome> outcomes = new LinkedHashMap<>();
        for (Delivery delivery : deliveries) {
            Stream.of(attempt.outcomes(), attempt.failed(), attempt.doubtful())
                    .<Outcome>map(each -> each.get(delivery))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .or(() -> Optional.ofNullable(attempt.rest()))
                    .ifPresent(outcome -> outcomes.put(delivery.getId(), outcome));
        }
        return outcomes;
    }

    /** Calls the route on the thread that asks. */
    private final class OnDemandConsumer extends DefaultConsumer {
        private final String destination;

        OnDemandConsumer(OutboxEndpoint endpoint, Processor processor, String destination) {
            super(endpoint, processor);
            this.destination = destination;
        }

        Attempt.Result send(Batch batch) {
            RouteCall call = new RouteCall(this, batch);
            try {
                getProcessor().process(call.exchange());
            } catch (Exception | Error e) {
                call.exchange().setException(e);
            }
            try {
                return call.result();
            } finally {
                releaseExchange(call.exchange(), false);
            }
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            working.put(destination, this);
        }

        @Override
        protected void doStop() throws Exception {
            working.remove(destination, this);
            super.doStop();
        }
    }
}
