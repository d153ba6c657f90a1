package dev.serai.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.DelegatingSpanData;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/**
 * Exports the spans of Camel without what may name a person or hold a secret: the addresses of endpoints, the texts of errors and of
 * {@code log} steps.
 */
final class ReducedSpans implements SpanExporter {
    private static final org.slf4j.Logger log = LoggerFactory.getLogger(ReducedSpans.class);
    /** It would write each failure to standard error; it is a field, because the logging of Java forgets its loggers. */
    private static final Logger OF_EXPORTER = Logger.getLogger("io.opentelemetry.exporter");

    private static final AttributeKey<String> SCHEME = AttributeKey.stringKey("url.scheme");
    private static final AttributeKey<String> PATH = AttributeKey.stringKey("url.path");
    private static final Set<String> KEPT =
            Set.of("op", "component", "error", "url.scheme", "http.method", "http.status_code");
    /** Schemes whose path is the name of a route. */
    private static final Set<String> NAMED = Set.of("direct", "outbox");

    private final SpanExporter exporter;
    private final AtomicBoolean failing = new AtomicBoolean();

    ReducedSpans(SpanExporter exporter) {
        this.exporter = exporter;
        OF_EXPORTER.setLevel(Level.OFF);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        CompletableResultCode result =
                exporter.export(spans.stream().map(ReducedSpans::reduced).toList());
        result.whenComplete(() -> told(result.isSuccess(), spans.size()));
        return result;
    }

    /** Once when it begins, and once when it is over. */
    private void told(boolean success, int spans) {
        if (failing.compareAndSet(success, !success)) {
            if (success) {
                log.info("tracing outcome=back");
            } else {
                log.warn("tracing outcome=not-exported spans={} look at tracing.endpoint and its receiver", spans);
            }
        }
    }

    private static SpanData reduced(SpanData span) {
        return span.getInstrumentationScopeInfo().getName().equals(Tracing.SCOPE) ? span : new Reduced(span);
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }

    private static final class Reduced extends DelegatingSpanData {
        private final Attributes attributes;

        Reduced(SpanData span) {
            super(span);
            String scheme = span.getAttributes().get(SCHEME);
            boolean named = scheme != null && NAMED.contains(scheme);
            attributes = span.getAttributes().toBuilder()
                    .removeIf(key -> !KEPT.contains(key.getKey()) && !(named && key.equals(PATH)))
                    .build();
        }

        @Override
        public Attributes getAttributes() {
            return attributes;
        }

        @Override
        public int getTotalAttributeCount() {
            return attributes.size();
        }

        @Override
        public List<EventData> getEvents() {
            return List.of();
        }

        @Override
        public int getTotalRecordedEvents() {
            return 0;
        }
    }
}
