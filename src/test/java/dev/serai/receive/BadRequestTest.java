package dev.serai.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.receive.Wire.Answer;
import dev.serai.testing.Gateway;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that are refused: what the sender can read, and that nothing of them is kept. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.serai.testing.Gateway#onEachDatabase()")
class BadRequestTest {
    private static final int MB = 1 << 20;

    private final Gateway gateway;
    private final Held held;
    private String before = "";

    BadRequestTest(Gateway gateway) {
        this.gateway = gateway;
        this.held = new Held(gateway);
    }

    @BeforeEach
    void rememberTheLedger() {
        before = held.ledger();
    }

    @AfterEach
    void theLedgerBalancesAndNothingIsInFlight() {
        assertThat(held.balanced()).isTrue();
        awaitInFlight("0\\.0");
    }

    private void awaitInFlight(String bytes) {
        Awaitility.await().untilAsserted(() -> assertThat(gateway.metrics())
                .containsPattern("(?m)^serai_receive_in_flight_bytes.* " + bytes + "$"));
    }

    @ParameterizedTest
    @MethodSource("dev.serai.optimizely.Families#names")
    void refusesWithoutTheSecret(String family) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/webhooks/" + family));

        HttpResponse<String> answer = gateway.send(
                request.POST(BodyPublishers.ofString(Sample.bounce().json())));

        assertProblem(answer, 401, "Unauthorized", "The secret of the sender is missing or wrong.");
        assertThat(held.ledger()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "", "cmp-secre", "cmp-secrets", "CMP-SECRET", "graph-secret"})
    void refusesAWrongSecret(String secret) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri("/webhooks/cmp")).header("Callback-Secret", secret);

        HttpResponse<String> answer = gateway.send(
                request.POST(BodyPublishers.ofString(Sample.assetAdded().json())));

        assertProblem(answer, 401, "Unauthorized", "The secret of the sender is missing or wrong.");
        assertThat(held.ledger()).isEqualTo(before);
    }

    @Test
    void refusesBeforeItReadsTheBody() {
        try (Wire wire = Wire.to(gateway)) {
            Answer answer = wire.send("POST /webhooks/cmp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n")
                    .answer();

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).startsWith("{\"type\":\"about:blank\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "PUT", "DELETE", "PATCH", "OPTIONS"})
    void receivesByPostOnly(String method) {
        HttpResponse<String> answer = gateway.send(gateway.request("cmp")
                .method(method, BodyPublishers.ofString(Sample.assetAdded().json())));

        assertProblem(answer, 405, "Method Not Allowed", "Webhooks are received by POST.");
        assertThat(answer.headers().firstValue("Allow")).hasValue("POST");
        assertThat(held.ledger()).isEqualTo(before);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/webhooks",
                "/webhooks/",
                "/webhooks/odp",
                "/webhooks/cmp/a/b",
                "/webhooks/cmp/../campaign",
                "/WEBHOOKS/cmp",
                "/observe/health",
                "/webhook/other-events"
            })
    void knowsItsPathsOnly(String path) {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(uri(path))
                .header("Callback-Secret", "cmp-secret")
                .POST(BodyPublishers.ofString(Sample.assetAdded().json())));

        assertProblem(answer, 404, "Not Found", "No webhook is received at this path.");
        assertThat(held.ledger()).isEqualTo(before);
    }

    @Test
    void refusesFiveMegabytesWithALength() {
        byte[] body = new byte[5 * MB];
        try (Wire wire = Wire.to(gateway)) {
            Answer answer = wire.send(Wire.head("Content-Length: " + body.length + "\r\n"))
                    .send(body)
                    .answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
            assertThat(answer.body())
                    .isEqualTo("{\"type\":\"about:blank\",\"title\":\"Request Entity Too Large\",\"status\":413,"
                            + "\"detail\":\"The body is larger than 4194304 bytes.\"}");
        }
        assertThat(held.ledger()).isEqualTo(before);
    }

    @Test
    void refusesFiveMegabytesWithoutALength() {
        try (Wire wire = Wire.to(gateway)) {
            Answer answer = wire.send(Wire.head("Transfer-Encoding: chunked\r\n"))
                    .sendChunked(new byte[5 * MB])
                    .answer();

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.body()).contains("The body is larger than 4194304 bytes.");
        }
        assertThat(held.ledger()).isEqualTo(before);
    }

    /** As an ordinary client does it, which reads while it writes. */
    @Test
    void letsAnOrdinaryClientReadThatItsBodyIsTooLarge() {
        HttpResponse<String> answer = gateway.post("cmp", new byte[5 * MB]);

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(held.ledger()).isEqualTo(before);
    }

    @Test
    void doesNotReadForeverWhatItHasRefused() {
        try (Wire wire = Wire.to(gateway)) {
            wire.send(Wire.head("Content-Length: 1000000000\r\n"));

            assertThat(wire.answer().status()).isEqualTo(413);
            byte[] megabyte = new byte[MB];
            assertThat(Stream.generate(() -> megabyte).limit(1000).anyMatch(more -> !wire.accepts(more)))
                    .isTrue();
        }
        assertThat(held.ledger()).isEqualTo(before);
    }

    @Test
    void acceptsABodyInChunks() {
        Sample event = Sample.assetAdded();
        try (Wire wire = Wire.to(gateway)) {
            Answer answer = wire.send(Wire.head("Transfer-Encoding: chunked\r\n"))
                    .sendChunked(event.json().getBytes(UTF_8))
                    .answer();

            assertThat(answer.status()).isEqualTo(200);
        }
        assertThat(held.event(event.mark()).payload()).isEqualTo(event.json());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000\r\n", "Transfer-Encoding: chunked\r\n"})
    void keepsNothingOfARequestThatBreaksOff(String length) {
        try (Wire wire = Wire.to(gateway)) {
            wire.send(Wire.head(length));
            if (length.startsWith("Transfer")) {
                wire.send("3E8\r\n");
            }
            wire.send(Sample.assetAdded().json());
            awaitInFlight("[1-9].*");
        }
        awaitInFlight("0\\.0");

        assertThat(held.ledger()).isEqualTo(before);
    }

    @Test
    void asksForTheBodyOfWhoeverWaitsToBeAsked() {
        Sample event = Sample.assetAdded();
        byte[] body = event.json().getBytes(UTF_8);
        try (Wire wire = Wire.to(gateway)) {
            wire.send(Wire.head("Expect: 100-continue\r\nContent-Length: " + body.length + "\r\n"));

            assertThat(wire.answer().status()).isEqualTo(100);
            assertThat(wire.send(body).answer().status()).isEqualTo(200);
        }
        assertThat(held.event(event.mark()).payload()).isEqualTo(event.json());
    }

    @Test
    void doesNotAskForABodyThatItRefuses() {
        try (Wire wire = Wire.to(gateway)) {
            wire.send(Wire.head("Expect: 100-continue\r\nContent-Length: " + 5 * MB + "\r\n"));

            Answer answer = wire.answer();
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.headers())
                    .as("so that no next request is taken for the body")
                    .containsEntry("connection", "close");
            assertThat(wire.untilClosed()).isLessThan(Duration.ofSeconds(5));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "POST /webhooks/cmp HTTP/1.1\r\nContent-Length: many\r\n\r\n",
                "POST /webhooks/cmp HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                "POST /webhooks/cmp HTTP/1.1\r\nCallback-Secret: cmp-secret\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n"
            })
    void refusesWhatIsNoHttp(String request) {
        try (Wire wire = Wire.to(gateway)) {
            wire.send(request);

            wire.untilClosed();
        }
        assertThat(held.ledger()).isEqualTo(before);
    }

    @Test
    void servesSeveralRequestsOnOneConnection() {
        Sample refused = Sample.assetAdded();
        Sample accepted = Sample.assetAdded();
        try (Wire wire = Wire.to(gateway)) {
            wire.send("POST /webhooks/cmp HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                    + refused.json().length() + "\r\n\r\n" + refused.json());
            wire.send(Wire.head("Content-Length: " + accepted.json().length() + "\r\n") + accepted.json());

            assertThat(wire.answer().status()).isEqualTo(401);
            assertThat(wire.answer().status()).isEqualTo(200);
        }
        assertThat(held.events(refused.mark())).isEmpty();
        assertThat(held.event(accepted.mark()).payload()).isEqualTo(accepted.json());
    }

    @Test
    void letsNoHeaderOfTheRequestActOrReturn() {
        Sample event = Sample.assetAdded();
        String headers = """
                CamelHttpMethod: DELETE
                CamelHttpUri: http://example.com
                CamelJdbcParameters: {}
                sObjectName: Account
                Sforce-Auto-Assign: FALSE
                x-sfdc-packageversion: 1
                family: graph
                eventType: doc.expired
                eventId: 1
                breadcrumbId: echo
                X-Request-ID: echo
                Origin: http://example.com
                Cookie: a=b
                """.replace("\n", "\r\n");
        Answer answer;
        try (Wire wire = Wire.to(gateway)) {
            answer = wire.send(Wire.head(
                                    headers + "Content-Length: " + event.json().length() + "\r\n")
                            + event.json())
                    .answer();
        }

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers()).containsOnlyKeys("content-type", "content-length");
        assertThat(held.event(event.mark()).type()).isEqualTo("asset_added");
        assertThat(held.event(event.mark()).destinations()).containsExactly("asset-archive");
        gateway.settled();
        assertThat(gateway.query("select event_name from asset_archive where asset_id = ?", event.mark()))
                .hasSize(1);
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + gateway.port() + path);
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String title, String detail) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status
                        + ",\"detail\":\"" + detail + "\"}");
    }
}
