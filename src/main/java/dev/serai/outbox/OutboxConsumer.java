package dev.serai.outbox;

import dev.serai.journal.FailedStep;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.RollbackExchangeException;
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
        Exchange exchange = createExchange(false);
        exchange.setProperty(Batch.class.getName(), batch);
        FailedStep step = new FailedStep();
        exchange.setProperty(FailedStep.PROPERTY, step);
        exchange.getMessage().setBody(batch);
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
            Throwable failure = failure(exchange, step);
            return new Attempt.Result(failure == null ? null : failed(step, failure), receipt(exchange));
        } finally {
            releaseExchange(exchange, false);
        }
    }

    /** A step that failed is a failure of the call, also if the route went on and ended normally. */
    private static @Nullable Throwable failure(Exchange exchange, FailedStep step) {
        if (exchange.getException() != null) {
            return exchange.getException();
        }
        boolean rolledBack = exchange.isRollbackOnly() || exchange.isRollbackOnlyLast();
        return step.failure() == null && rolledBack ? new RollbackExchangeException(exchange) : step.failure();
    }

    /**
     * A component may lose a call for ever: nobody shall wait for it at the end, and if it comes back after all it takes
     * no further step.
     */
    private void abandon(Exchange exchange) {
        exchange.setRouteStop(true);
        getEndpoint().getCamelContext().getInflightRepository().remove(exchange, getRouteId());
    }

    private Outcome failed(FailedStep step, Throwable failure) {
        Outcome outcome = outbox.errors().ofCall(failure);
        String place = step.place();
        if (place != null && outcome instanceof Outcome.Rest rest && rest.misconfigured()) {
            return new Outcome.Rest(place + ": " + rest.reason(), true);
        }
        return place != null && outcome instanceof Outcome.Dead dead && dead.ifOthersPass()
                ? new Outcome.Dead(place + ": " + dead.reason(), true)
                : outcome;
    }

    /** What the far side said to the whole call. */
    private static Map<String, Object> receipt(Exchange exchange) {
        Object status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE);
        if (status != null) {
            return Map.of("status", status);
        }
        Object rows = exchange.getMessage().getHeader("CamelJdbcUpdateCount");
        return rows == null ? Map.of() : Map.of("rows", rows);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        Route route = getRoute();
        if (options.enabled()) {
            String madeBy = route == null ? null : MadeBy.hash(route.getSourceResource());
            Watchdog watchdog = new Watchdog(destination, options.concurrency(), outbox.callTimeout());
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
