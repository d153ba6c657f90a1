package dev.serai.tracing;

import dev.serai.receive.RequestTracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A server span for each request. A sender is a stranger: its context is linked and never continued, or the sender would decide
 * what is traced here.
 *
 * @see <a href="https://www.w3.org/TR/trace-context/#restart-trace">W3C Trace Context: restart the trace</a>
 */
final class RequestSpans implements RequestTracing {
    private static final int FAILED = 500;

    private final Tracer tracer;

    RequestSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    @Override
    public Followed begin(String family, long since, @Nullable String traceparent) {
        SpanBuilder builder = tracer.spanBuilder("receive " + family)
                .setNoParent()
                .setSpanKind(SpanKind.SERVER)
                .setStartTimestamp(Instant.now().minusNanos(System.nanoTime() - since))
                .setAttribute("http.request.method", "POST")
                .setAttribute(SpanAttributes.FAMILY, family);
        SpanContext sender = traceparent == null ? SpanContext.getInvalid() : Traceparent.read(traceparent);
        if (sender.isValid()) {
            builder.addLink(sender);
        }
        return new Request(builder.startSpan());
    }

    private record Request(Span span) implements Followed {
        @Override
        public void during(Runnable work) {
            // from the root: a thread of Camel may still have the context of a call that has left it
            Context.root().with(span).wrap(work).run();
        }

        @Override
        public void answered(int status) {
            span.setAttribute("http.response.status_code", status);
            if (status >= FAILED) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
