package dev.serai.tracing;

import io.opentelemetry.api.common.AttributeKey;
import java.util.List;

/** The attributes of Serai's own spans. */
final class SpanAttributes {
    static final AttributeKey<String> FAMILY = AttributeKey.stringKey("serai.family");
    static final AttributeKey<String> TYPE = AttributeKey.stringKey("serai.type");
    static final AttributeKey<String> EVENT = AttributeKey.stringKey("serai.event.id");
    static final AttributeKey<List<String>> EVENTS = AttributeKey.stringArrayKey("serai.event.ids");
    static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("serai.destination");
    /** Which attempt of the delivery it is, from 1. */
    static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("serai.attempt");

    static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("serai.outcome");
    static final AttributeKey<Long> BATCH = AttributeKey.longKey("serai.batch");

    private SpanAttributes() {}
}
