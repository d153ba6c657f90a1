package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.SmallRoutes;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway that traces, with a receiver of OTLP and a far side that are real. */
@SuppressWarnings("NullAway.Init")
class TracingTest {
    private static final String SENDER = "4bf92f3577b34da6a3ce929d0e0e4736";

    @TempDir
    Path directory;

    private final String journal = Database.H2.newUrl();
    private final TraceReceiver traces = new TraceReceiver();
    private volatile int status = 200;
    private final Receiver farSide = new Receiver(request -> status);
    private final Map<String, String> settings = new HashMap<>();

    @BeforeEach
    void routes() {
        new SmallRoutes(directory);
        settings.putAll(Map.of(
                "routes.directory", directory.toString(),
                "SIDE_URL", farSide.url(),
                "database.archive.create-tables", "false",
                "outbox.retry-delays", "100ms",
                "tracing.enabled", "true",
                "tracing.endpoint", traces.url(),
                "tracing.sample", "100%"));
    }

    @AfterEach
    void close() {
        farSide.close();
        traces.close();
    }

    private Gateway start() {
        return Gateway.start(journal, Database.H2.user(), settings);
    }

    private static void post(Gateway gateway) {
        HttpRequest.Builder request = gateway.request("cmp")
                .header("traceparent", "00-" + SENDER + "-00f067aa0ba902b7-01")
                .POST(HttpRequest.BodyPublishers.ofString(sample("cmp/asset_added")));
        assertThat(gateway.send(request).statusCode()).isEqualTo(200);
    }

    /** Receives an event, sends it and ends. @return the gateway's rows of traces */
    private long receiveAndSend() {
        try (Gateway gateway = start()) {
            post(gateway);
            Awaitility.await().until(() -> !farSide.requests().isEmpty());
            gateway.settled();
            return gateway.query("select event_id from event_trace").size();
        }
    }

    @Test
    void oneTraceGoesFromTheWebhookThroughARestartToTheCall() {
        settings.put("destination.left.enabled", "false");
        try (Gateway gateway = start()) {
            post(gateway);
        }
        settings.put("destination.left.enabled", "true");
        try (Gateway gateway = start()) {
            Awaitility.await().until(() -> !farSide.requests().isEmpty());
            gateway.settled();
        }

        Span request = traces.only("receive cmp");
        Span commit = traces.only("journal commit");
        Span deliver = traces.only("deliver left");
        assertThat(request.getParentSpanId().isEmpty()).isTrue();
        assertThat(request.getKind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
        assertThat(TraceReceiver.attributes(request)).containsEntry("http.response.status_code", "200");
        assertThat(commit.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(deliver.getParentSpanId()).isEqualTo(commit.getSpanId());
        assertThat(deliver.getKind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
        assertThat(List.of(commit.getTraceId(), deliver.getTraceId())).containsOnly(request.getTraceId());
        assertThat(TraceReceiver.attributes(deliver))
                .containsEntry(
                        "serai.event.id", TraceReceiver.attributes(commit).get("serai.event.id"))
                .containsEntry("serai.destination", "left")
                .containsEntry("serai.family", "cmp")
                .containsEntry("serai.type", "asset_added")
                .containsEntry("serai.attempt", "1")
                .containsEntry("serai.outcome", "delivered");
        assertThat(farSide.requests().get(0).headers().get("Traceparent"))
                .containsExactly("00-" + TraceReceiver.hex(deliver.getTraceId()) + "-"
                        + TraceReceiver.hex(deliver.getSpanId()) + "-01");
    }

    /** It would decide otherwise what is traced here. */
    @Test
    void theSenderIsLinkedAndTheSpansOfCamelAreBelowOursWithoutAnyAddress() {
        assertThat(receiveAndSend()).isEqualTo(1);

        Span request = traces.only("receive cmp");
        assertThat(request.getLinksList()).singleElement().satisfies(link -> assertThat(
                        TraceReceiver.hex(link.getTraceId()))
                .isEqualTo(SENDER));
        assertThat(TraceReceiver.hex(request.getTraceId())).isNotEqualTo(SENDER);
        Span router = traces.only("cmp");
        Span call = traces.only("POST");
        Span decided = traces.below(router).get(0);
        Span route = traces.below(traces.only("deliver left")).get(0);
        assertThat(router.getParentSpanId()).isEqualTo(request.getSpanId());
        assertThat(TraceReceiver.attributes(decided)).containsEntry("url.path", "left");
        assertThat(call.getParentSpanId()).isEqualTo(route.getSpanId());
        assertThat(TraceReceiver.attributes(route)).containsEntry("url.path", "left");
        assertThat(TraceReceiver.attributes(call)).containsEntry("http.status_code", "200");
        assertThat(traces.text())
                .doesNotContain(farSide.url().substring("http://".length()), "cmp-secret", "http://", "https://");
    }

    @Test
    void aCallOfSeveralEventsIsLinkedToTheTraceOfEach() {
        settings.put("outbox.max-linger", "1s");
        settings.put("destination.left.linger", "1s");
        try (Gateway gateway = start()) {
            for (int i = 0; i < 3; i++) {
                post(gateway);
            }
            Awaitility.await().until(() -> !farSide.requests().isEmpty());
            gateway.settled();
        }

        Span call = traces.only("call left");
        List<Span> delivered = traces.named("deliver left");
        assertThat(call.getParentSpanId().isEmpty()).isTrue();
        assertThat(call.getLinksCount()).isEqualTo(3);
        assertThat(delivered).hasSize(3).allSatisfy(span -> {
            assertThat(span.getLinks(0).getSpanId()).isEqualTo(call.getSpanId());
            assertThat(span.getTraceId()).isNotEqualTo(call.getTraceId());
        });
        assertThat(delivered)
                .extracting(Span::getParentSpanId)
                .containsExactlyInAnyOrderElementsOf(traces.named("journal commit").stream()
                        .map(Span::getSpanId)
                        .toList());
        assertThat(farSide.requests().get(0).headers().getFirst("Traceparent"))
                .contains(TraceReceiver.hex(call.getSpanId()));
    }

    @Test
    void aCallThatFailsSaysItsOutcome() {
        status = 422;
        receiveAndSend();

        Span deliver = traces.only("deliver left");
        assertThat(TraceReceiver.attributes(deliver)).containsEntry("serai.outcome", "dead");
        assertThat(deliver.getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
    }

    @ParameterizedTest
    @CsvSource({"tracing.enabled, false", "tracing.sample, 0%"})
    void withoutTracesNothingIsKeptSentOrHandedOn(String key, String value) {
        settings.put(key, value);
        assertThat(receiveAndSend()).isZero();

        assertThat(farSide.requests().get(0).headers()).doesNotContainKey("Traceparent");
        assertThat(traces.spans()).isEmpty();
    }

    @Test
    void aReceiverThatIsAwayHoldsNothingUp() {
        traces.close();
        assertThat(receiveAndSend()).isEqualTo(1);
    }
}
