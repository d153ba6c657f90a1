package dev.serai.outbox;

import dev.serai.dispatch.CallResult;
import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.dispatch.RouteCall;
import dev.serai.event.FailedStep;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.RollbackExchangeException;
import org.jspecify.annotations.Nullable;

/** One call of a destination's route: an exchange with a batch as its body. */
final class ExchangeCall implements RouteCall {
    /** The property of an exchange with the {@code traceparent} of its call; absent if the call is not traced. */
    static final String TRACEPARENT = "SeraiTraceparent";

    private final OutboxConsumer consumer;
    private final ErrorClassifiers errors;
    private final Batch batch;
    private final Exchange exchange;
    private final FailedStep step = new FailedStep();

    ExchangeCall(OutboxConsumer consumer, ErrorClassifiers errors, Batch batch) {
        this.consumer = consumer;
        this.errors = errors;
        this.batch = batch;
        this.exchange = consumer.createExchange(false);
        exchange.setProperty(Batch.class.getName(), batch);
        exchange.setProperty(FailedStep.PROPERTY, step);
        exchange.getMessage().setBody(batch);
    }

    @Override
    public void begin(CompletableFuture<CallResult> answer) {
        String traceparent = consumer.traceparent();
        if (traceparent != null) {
            exchange.setProperty(TRACEPARENT, traceparent);
        }
        try {
            consumer.getAsyncProcessor().process(exchange, synchronous -> end(answer));
        } catch (RuntimeException | Error e) {
            abandon();
            exchange.setException(e);
            end(answer);
        }
    }

    private void end(CompletableFuture<CallResult> answer) {
        try {
            // if steps were left out, the end of the route says nothing about the events
            if (answer.complete(batch.wasLost() ? null : result())) {
                consumer.releaseExchange(exchange, false);
            }
        } catch (RuntimeException | Error e) {
            answer.completeExceptionally(e);
        }
    }

    /**
     * A component may lose a call for ever: no stop shall wait for it, and if it comes back after all it takes no further
     * step.
     */
    @Override
    public void abandon() {
        exchange.setRouteStop(true);
        exchange.getContext().getInflightRepository().remove(exchange, consumer.getRouteId());
    }

    private CallResult result() {
        Throwable failure = failure();
        return new CallResult(failure == null ? null : failed(failure), batch.results(receipt()));
    }

    /** A step that failed is a failure of the call, also if the route went on and ended normally. */
    private @Nullable Throwable failure() {
        if (exchange.getException() != null) {
            return exchange.getException();
        }
        boolean rolledBack = exchange.isRollbackOnly() || exchange.isRollbackOnlyLast();
        return step.failure() == null && rolledBack ? new RollbackExchangeException(exchange) : step.failure();
    }

    private Failed failed(Throwable failure) {
        Failed outcome = errors.ofCall(failure);
        String place = step.place();
        if (place != null && outcome instanceof Suspend suspend && suspend.misconfigured()) {
            return new Suspend(place + ": " + suspend.reason(), true);
        }
        return place != null && outcome instanceof Dead dead && dead.ifOthersPass()
                ? new Dead(place + ": " + dead.reason(), true)
                : outcome;
    }

    /** What the far side said to the whole call. */
    private Map<String, Object> receipt() {
        Object status = exchange.getMessage().getHeader(HeadersEndWithCall.STATUS);
        if (status != null) {
            return Map.of("status", status);
        }
        Object rows = exchange.getMessage().getHeader(HeadersEndWithCall.ROWS);
        return rows == null ? Map.of() : Map.of("rows", rows);
    }
}
