package dev.serai.tracing;

import dev.serai.event.Event;
import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import dev.serai.journal.CommitAnswer;
import dev.serai.journal.CommitResult;
import dev.serai.receive.ReceiveRoutes.Keep;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A span for each receipt, as long as it waits for its commit; many receipts share a commit. Its context is kept with the new
 * events of the receipt.
 */
final class CommitSpans implements Keep {
    private final Tracer tracer;
    private final Keep keep;

    CommitSpans(Tracer tracer, Keep keep) {
        this.tracer = tracer;
        this.keep = keep;
    }

    @Override
    public void commit(List<ReceiptItem> receipt, CommitAnswer answer) {
        if (!Span.current().getSpanContext().isSampled()) {
            keep.commit(receipt, answer);
            return;
        }
        Span span = tracer.spanBuilder("journal commit")
                .setParent(Context.current())
                .startSpan();
        describe(span, receipt);
        String traceparent = Traceparent.ofSampled(span.getSpanContext());
        List<ReceiptItem> traced = receipt.stream()
                .map(item -> item instanceof RoutedEvent event ? event.tracedBy(traceparent) : item)
                .toList();
        keep.commit(traced, (kept, failure) -> {
            end(span, kept);
            answer.give(kept, failure);
        });
    }

    private static void describe(Span span, List<ReceiptItem> receipt) {
        List<Event> events = receipt.stream()
                .filter(RoutedEvent.class::isInstance)
                .map(item -> ((RoutedEvent) item).event())
                .toList();
        span.setAttribute(SpanAttributes.BATCH, receipt.size());
        if (events.size() == 1) {
            Event event = events.get(0);
            span.setAttribute(SpanAttributes.EVENT, event.id().toString())
                    .setAttribute(SpanAttributes.TYPE, event.type());
        } else {
            span.setAttribute(
                    SpanAttributes.EVENTS,
                    events.stream().map(event -> event.id().toString()).toList());
        }
    }

    private static void end(Span span, @Nullable CommitResult kept) {
        if (kept == null) {
            span.setStatus(StatusCode.ERROR);
        } else {
            span.setAttribute("serai.new", kept.fresh());
            span.setAttribute("serai.duplicate", kept.duplicate());
            span.setAttribute("serai.quarantined", kept.quarantined());
        }
        span.end();
    }
}
