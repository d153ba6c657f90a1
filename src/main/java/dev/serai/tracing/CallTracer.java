package dev.serai.tracing;

import dev.serai.dispatch.Delivery;
import dev.serai.journal.EventTraces;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins the spans of calls. The call of one event belongs to its trace; that of several has a trace of its own, linked to theirs. */
final class CallTracer {
    private static final Logger log = LoggerFactory.getLogger(CallTracer.class);

    private final Tracer tracer;
    private final EventTraces traces;

    CallTracer(Tracer tracer, EventTraces traces) {
        this.tracer = tracer;
        this.traces = traces;
    }

    CallSpans begin(String destination, List<Delivery> batch) {
        Map<Delivery, SpanContext> events = contexts(batch);
        if (events.isEmpty()) {
            return CallSpans.NONE;
        }
        boolean alone = batch.size() == 1;
        SpanBuilder builder = tracer.spanBuilder((alone ? "deliver " : "call ") + destination)
                .setSpanKind(SpanKind.CLIENT)
                .setAttribute(SpanAttributes.DESTINATION, destination);
        if (alone) {
            builder.setParent(Context.root().with(Span.wrap(events.get(batch.get(0)))));
            CallSpans.describe(builder, batch.get(0));
            return new CallSpans(tracer, destination, builder.startSpan(), batch.get(0), Map.of());
        }
        builder.setNoParent().setAttribute(SpanAttributes.BATCH, (long) batch.size());
        events.values().forEach(builder::addLink);
        return new CallSpans(tracer, destination, builder.startSpan(), null, events);
    }

    /** The contexts of the events that are traced. */
    private Map<Delivery, SpanContext> contexts(List<Delivery> batch) {
        Map<Delivery, SpanContext> contexts = new LinkedHashMap<>();
        try {
            Map<UUID, String> stored =
                    traces.of(batch.stream().map(Delivery::getId).toList());
            for (Delivery delivery : batch) {
                String traceparent = stored.get(delivery.getId());
                SpanContext context = traceparent == null ? SpanContext.getInvalid() : Traceparent.read(traceparent);
                if (context.isValid()) {
                    contexts.put(delivery, context);
                }
            }
        } catch (SQLException e) {
            log.debug("tracing outcome=not-read error={}", e.getSQLState());
        }
        return contexts;
    }
}
