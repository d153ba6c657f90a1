package dev.serai.tracing;

import dev.serai.dispatch.Dispatch;
import dev.serai.journal.EventTraces;
import dev.serai.receive.ReceiveRoutes.Keep;
import dev.serai.receive.RequestTracing;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SpanLimits;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.opentelemetry2.OpenTelemetryTracer;
import org.jspecify.annotations.Nullable;

/**
 * The tracer of a gateway. It exports in the background; what cannot be exported is dropped, and delays neither webhooks nor
 * deliveries.
 */
public final class Tracing implements AutoCloseable {
    /** SpanAttributes the spans that are made here; those of Camel have another. */
    static final String SCOPE = "dev.serai";
    /** The links of a call to its events; OpenTelemetry would keep 128 of them. */
    private static final int MAX_LINKS = 2_000;

    private static final int FLUSH_SECONDS = 3;
    /** Our server span says the same as Camel's of a receiving route. */
    private static final String NOT_BY_CAMEL = "optimizely:*";

    private final OpenTelemetrySdk sdk;
    private final Tracer tracer;

    private Tracing(OpenTelemetrySdk sdk) {
        this.sdk = sdk;
        this.tracer = sdk.getTracer(SCOPE);
    }

    /**
     * Starts it. A standard variable of OpenTelemetry, such as {@code OTEL_EXPORTER_OTLP_HEADERS}, comes before the setting
     * of the same meaning, but {@code OTEL_TRACES_SAMPLER}.
     *
     * @param version of Serai
     */
    public static Tracing start(TracingSettings settings, String version) {
        Map<String, String> defaults = Map.of(
                "otel.service.name", "serai",
                "otel.exporter.otlp.endpoint", settings.endpoint(),
                "otel.exporter.otlp.protocol", "http/protobuf",
                "otel.metrics.exporter", "none",
                "otel.logs.exporter", "none");
        Attributes service = Attributes.of(AttributeKey.stringKey("service.version"), version);
        return new Tracing(AutoConfiguredOpenTelemetrySdk.builder()
                .addPropertiesSupplier(() -> defaults)
                .addResourceCustomizer((resource, any) -> resource.merge(Resource.create(service)))
                .addSamplerCustomizer((sampler, any) -> new RequestSampler(settings.sample()))
                .addSpanExporterCustomizer((exporter, any) -> new ReducedSpans(exporter))
                .addTracerProviderCustomizer((provider, any) -> provider.setSpanLimits(
                        SpanLimits.builder().setMaxNumberOfLinks(MAX_LINKS).build()))
                .disableShutdownHook()
                .build()
                .getOpenTelemetrySdk());
    }

    /** Follows the requests that are received. */
    public RequestTracing requests() {
        return new RequestSpans(tracer);
    }

    /** Keeps as before, and follows the commit. */
    public Keep over(Keep keep) {
        return new CommitSpans(tracer, keep);
    }

    /** Sends as before, and follows the calls. */
    public Dispatch over(Dispatch dispatch, EventTraces traces) {
        return new TracedDispatch(dispatch, new CallTracer(tracer, traces));
    }

    /**
     * The context in which this thread works, for the far side.
     *
     * @return null if it works in none that is traced
     */
    public @Nullable String traceparent() {
        return Traceparent.ofSampled(Span.current().getSpanContext());
    }

    /**
     * Lets Camel make spans of routers, of destinations and of their calls.
     *
     * @param context not started yet
     */
    public void follow(CamelContext context) {
        context.getRegistry().bind("tracer", sdk.getTracer("org.apache.camel"));
        // Camel would put the context into the headers of each call, also of a mail
        context.getRegistry().bind("propagators", ContextPropagators.noop());
        OpenTelemetryTracer camel = new OpenTelemetryTracer();
        camel.setExcludePatterns(NOT_BY_CAMEL);
        camel.setCamelContext(context);
        camel.init(context);
    }

    /** Exports what is left, for at most 3 s. */
    @Override
    public void close() {
        sdk.shutdown().join(FLUSH_SECONDS, TimeUnit.SECONDS);
    }
}
