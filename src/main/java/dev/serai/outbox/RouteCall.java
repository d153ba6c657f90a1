package dev.serai.outbox;

import dev.serai.journal.FailedStep;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.RollbackExchangeException;
import org.jspecify.annotations.Nullable;

/** One call of a destination's route with a batch, and what the route made of the batch. */
final class RouteCall {
    private final Exchange exchange;
    private final FailedStep step = new FailedStep();

    /** @param consumer of the route, which makes and takes back the exchange */
    RouteCall(Consumer consumer, Batch batch) {
        exchange = consumer.createExchange(false);
        exchange.setProperty(Batch.class.getName(), batch);
        exchange.setProperty(FailedStep.PROPERTY, step);
        exchange.getMessage().setBody(batch);
    }

    Exchange exchange() {
        return exchange;
    }

    /** After the route has ended. */
    Attempt.Result result() {
        Throwable failure = failure();
        return new Attempt.Result(failure == null ? null : failed(failure), receipt());
    }

    /** A step that failed is a failure of the call, also if the route went on and ended normally. */
    private @Nullable Throwable failure() {
        if (exchange.getException() != null) {
            return exchange.getException();
        }
        boolean rolledBack = exchange.isRollbackOnly() || exchange.isRollbackOnlyLast();
        return step.failure() == null && rolledBack ? new RollbackExchangeException(exchange) : step.failure();
    }

    private Outcome failed(Throwable failure) {
        Outcome outcome = Failures.outcome(failure);
        String place = step.place();
        if (place != null && outcome instanceof Outcome.Rest rest && rest.misconfigured()) {
            return new Outcome.Rest(place + ": " + rest.reason(), true);
        }
        return place != null && outcome instanceof Outcome.Dead dead && dead.ifOthersPass()
                ? new Outcome.Dead(place + ": " + dead.reason(), true)
                : outcome;
    }

    /** What the far side said to the whole call. */
    private Map<String, Object> receipt() {
        Object status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE);
        if (status != null) {
            return Map.of("status", status);
        }
        Object rows = exchange.getMessage().getHeader("CamelJdbcUpdateCount");
        return rows == null ? Map.of() : Map.of("rows", rows);
    }
}
