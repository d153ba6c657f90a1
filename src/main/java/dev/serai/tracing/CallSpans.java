package dev.serai.tracing;

import dev.serai.dispatch.CallResult;
import dev.serai.dispatch.Delivery;
import dev.serai.dispatch.Outcome;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The spans of one call: its own, and one for each traced event of a batch of several, in the trace of the event. */
final class CallSpans {
    /** Of a call whose events are not traced. */
    static final CallSpans NONE =
            new CallSpans(TracerProvider.noop().get(Tracing.SCOPE), "", Span.getInvalid(), null, Map.of());

    private static final String NO_ANSWER = "no-answer";

    private final Tracer tracer;
    private final String destination;
    private final Span call;
    private final @Nullable Delivery alone;
    private final Map<Delivery, SpanContext> events;
    private final Instant begun = Instant.now();

    /**
     * @param alone the event of a call of one; null if there are several
     * @param events the traced ones among several
     */
    CallSpans(
            Tracer tracer, String destination, Span call, @Nullable Delivery alone, Map<Delivery, SpanContext> events) {
        this.tracer = tracer;
        this.destination = destination;
        this.call = call;
        this.alone = alone;
        this.events = events;
    }

    static void describe(SpanBuilder builder, Delivery delivery) {
        builder.setAttribute(SpanAttributes.EVENT, delivery.getId().toString())
                .setAttribute(SpanAttributes.FAMILY, delivery.getFamily())
                .setAttribute(SpanAttributes.TYPE, delivery.getType())
                .setAttribute(SpanAttributes.ATTEMPT, delivery.attempts() + 1L);
    }

    /** In which the call is made. */
    Context context() {
        return Context.root().with(call);
    }

    /** @param result null if there is no answer */
    void end(@Nullable CallResult result) {
        Instant now = Instant.now();
        events.forEach((delivery, context) -> {
            SpanBuilder builder = tracer.spanBuilder("deliver " + destination)
                    .setParent(Context.root().with(Span.wrap(context)))
                    .setStartTimestamp(begun)
                    .setAttribute(SpanAttributes.DESTINATION, destination)
                    .addLink(call.getSpanContext());
            describe(builder, delivery);
            end(builder.startSpan(), outcome(result, delivery), now);
        });
        end(call, alone == null ? ofCall(result) : outcome(result, alone), now);
    }

    private static void end(Span span, String outcome, Instant at) {
        span.setAttribute(SpanAttributes.OUTCOME, outcome);
        if (!outcome.equals("delivered") && !outcome.equals("unmatched")) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end(at);
    }

    private static String ofCall(@Nullable CallResult result) {
        if (result == null) {
            return NO_ANSWER;
        }
        return result.failure() == null ? "delivered" : name(result.failure());
    }

    /** A call that has failed as a whole leaves an event only its own death. */
    private static String outcome(@Nullable CallResult result, Delivery delivery) {
        if (result == null) {
            return NO_ANSWER;
        }
        Outcome own = result.outcomes().get(delivery);
        boolean diesAnyway = own instanceof Outcome.Dead;
        return own != null && (result.failure() == null || diesAnyway) ? name(own) : ofCall(result);
    }

    private static String name(Outcome outcome) {
        if (outcome instanceof Outcome.Delivered delivered) {
            return delivered.unmatched() ? "unmatched" : "delivered";
        }
        return outcome.getClass().getSimpleName().toLowerCase(Locale.ROOT);
    }
}
