package dev.serai.outbox;

import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Gives batches to the route of a destination, and reads what the route made of them. */
final class OutboxConsumer extends DefaultConsumer {
    private final OutboxComponent outbox;
    private final String destination;
    private final Options options;
    private @Nullable Destination worked;

    OutboxConsumer(
            OutboxEndpoint endpoint, Processor processor, OutboxComponent outbox, String destination, Options options) {
        super(endpoint, processor);
        this.outbox = outbox;
        this.destination = destination;
        this.options = options;
    }

    /** @return null if the gateway stops before there is an answer */
    private Attempt.@Nullable Result send(Watchdog watchdog, Batch batch) {
        RouteCall call = new RouteCall(this, batch);
        Exchange exchange = call.exchange();
        try {
            Watchdog.End end = watchdog.watch(done -> getAsyncProcessor().process(exchange, sync -> done.run()));
            if (end != Watchdog.End.DONE) {
                abandon(exchange);
                return end == Watchdog.End.STOPPED
                        ? null
                        : new Attempt.Result(new Outcome.Retry("no answer in time"), Map.of());
            }
        } catch (RejectedExecutionException e) {
            return new Attempt.Result(new Outcome.Rest("too many calls hang without an answer", false), Map.of());
        } catch (RuntimeException | Error e) {
            abandon(exchange);
            exchange.setException(e);
        }
        try {
            return call.result();
        } finally {
            releaseExchange(exchange, false);
        }
    }

    /**
     * A component may lose a call for ever: nobody shall wait for it at the end, and if it comes back after all it takes
     * no further step.
     */
    private void abandon(Exchange exchange) {
        exchange.setRouteStop(true);
        getEndpoint().getCamelContext().getInflightRepository().remove(exchange, getRouteId());
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Route route = getRoute();
        if (options.enabled()) {
            String madeBy = route == null ? null : MadeBy.hash(route.getSourceResource());
            Watchdog watchdog = new Watchdog(destination, options.parallel(), outbox.callTimeout());
            worked = outbox.work(destination, options, madeBy, batch -> send(watchdog, batch), watchdog::stop);
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (worked != null) {
            outbox.end(destination, worked);
            worked = null;
        }
        super.doStop();
    }
}
