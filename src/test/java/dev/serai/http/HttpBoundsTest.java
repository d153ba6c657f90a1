package dev.serai.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.serai.outbox.UnavailableException;
import dev.serai.testing.HostilePeer;
import dev.serai.testing.HostilePeer.Way;
import java.time.Duration;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that have no end, over real sockets: each call ends at the bound, and says which. */
@SuppressWarnings("NullAway.Init")
class HttpBoundsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static CamelContext context;

    @BeforeAll
    static void start() {
        context = new DefaultCamelContext();
        context.addComponent("http", new BoundedHttpComponent(Duration.ofSeconds(3), Duration.ofSeconds(1)));
        context.start();
    }

    @AfterAll
    static void stop() {
        context.stop();
    }

    private static Exchange call(HostilePeer peer, String options) {
        return assertTimeoutPreemptively(PATIENCE, () -> context.createProducerTemplate()
                .send(peer.url() + "/?" + options, exchange -> exchange.getMessage()
                        .setBody("{}")));
    }

    @ParameterizedTest
    @CsvSource({
        "BODY, an answer of more than 1024 KB",
        "CHUNKS, an answer of more than 1024 KB",
        "LONG_BODY, an answer of more than 1024 KB",
        "GZIP, an answer of more than 1024 KB",
        "GZIP_IN_GZIP, an answer of more than 1024 KB|the body of the answer takes longer than 1 s",
        "HEADERS, 'the answer has more than 100 headers, or a line of more than 16384 bytes'",
        "HEADER_LINE, 'the answer has more than 100 headers, or a line of more than 16384 bytes'",
        "STATUS_LINE, 'the answer has more than 100 headers, or a line of more than 16384 bytes'",
        "INTERIM, the answer takes longer than 3 s",
        "HEAD_BIT_BY_BIT, the answer takes longer than 3 s",
        "BODY_BIT_BY_BIT, the body of the answer takes longer than 1 s"
    })
    void anAnswerWithoutEndEndsAtItsBound(Way way, String reason) {
        try (HostilePeer peer = new HostilePeer(way)) {
            assertThat(call(peer, "responseTimeout=20000").getException())
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageMatching(reason);
        }
    }

    /** {@code serai check} says of such limits that they have no effect. */
    @ParameterizedTest
    @ValueSource(strings = {"responseTimeout=0&connectTimeout=0&soTimeout=0", "responseTimeout=600000"})
    void aLimitThatIsOffOrLongerDoesNotLiftTheBound(String limits) {
        try (HostilePeer peer = new HostilePeer(Way.HEAD_BIT_BY_BIT)) {
            assertThat(call(peer, limits).getException()).hasMessage("the answer takes longer than 3 s");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "disableStreamCache=true&"})
    void ofARefusalTheBeginningIsRead(String options) {
        try (HostilePeer peer = new HostilePeer(Way.REFUSAL)) {
            HttpOperationFailedException refused = (HttpOperationFailedException)
                    call(peer, options + "responseTimeout=20000").getException();

            assertThat(refused.getStatusCode()).isEqualTo(503);
            assertThat(refused.getResponseBody()).startsWith("busy ").hasSizeLessThanOrEqualTo(8 << 10);
        }
    }

    @Test
    void aBodyThatIsNotReadIsNotReadToItsEnd() {
        try (HostilePeer peer = new HostilePeer(Way.BODY)) {
            assertThat(call(peer, "ignoreResponseBody=true").getException()).isNull();
        }
    }

    @Test
    void redirectsWithoutEndAreNotFollowedForEver() {
        HostilePeer.Script script = (line, out) -> HostilePeer.say(
                out, "HTTP/1.1 307 Go\r\nLocation: /" + System.nanoTime() + "\r\nContent-Length: 0\r\n\r\n");
        try (HostilePeer peer = new HostilePeer(script)) {
            assertThat(call(peer, "followRedirects=true").getException()).isNotNull();
            assertThat(peer.requests()).isLessThan(100);
        }
    }

    @Test
    void theClientRepeatsNothingByItself() {
        HostilePeer.Script script =
                (line, out) -> HostilePeer.say(out, "HTTP/1.1 429 No\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n");
        try (HostilePeer peer = new HostilePeer(script)) {
            assertThat(call(peer, "httpMethod=PUT").getException()).isInstanceOf(HttpOperationFailedException.class);
            assertThat(peer.requests()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionIsUsedAgain() {
        HostilePeer.Script script = (line, out) ->
                HostilePeer.say(out, "HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Length: 4\r\n\r\ntrue");
        try (HostilePeer peer = new HostilePeer(script)) {
            for (int i = 0; i < 300; i++) {
                Exchange exchange = call(peer, "connectionsPerRoute=1&connectionRequestTimeout=2000");
                assertThat(exchange.getMessage().getBody(String.class)).isEqualTo("true");
            }
            assertThat(peer.connections()).isEqualTo(1);
        }
    }
}
