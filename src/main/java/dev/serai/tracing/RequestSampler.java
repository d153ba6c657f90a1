package dev.serai.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Takes a share of the requests, and what follows from a request that is taken: the spans below it, and calls that are linked to
 * it. Any other root is dropped, such as a route of Camel whose events are not traced.
 */
final class RequestSampler implements Sampler {
    private final double share;
    private final Sampler requests;

    RequestSampler(double share) {
        this.share = share;
        this.requests = Sampler.traceIdRatioBased(share);
    }

    @Override
    public SamplingResult shouldSample(
            Context parent, String traceId, String name, SpanKind kind, Attributes attributes, List<LinkData> links) {
        SpanContext above = Span.fromContext(parent).getSpanContext();
        if (above.isValid()) {
            return above.isSampled() ? SamplingResult.recordAndSample() : SamplingResult.drop();
        }
        if (kind == SpanKind.SERVER) {
            return requests.shouldSample(parent, traceId, name, kind, attributes, links);
        }
        return links.isEmpty() ? SamplingResult.drop() : SamplingResult.recordAndSample();
    }

    @Override
    public String getDescription() {
        return "RequestSampler{" + share + "}";
    }
}
