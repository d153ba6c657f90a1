package dev.serai.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.receive.Wire.Answer;
import dev.serai.testing.Gateway;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever is slow is cut, and whoever brings too much at once is asked to come again. */
@ParameterizedClass(name = "{0}")
@MethodSource("gateways")
class ConnectionDeadlinesTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    private final Gateway gateway;
    private final Held held;

    static Stream<Gateway> gateways() {
        return Gateway.onEachDatabase(Map.of(
                "receive.idle-timeout", "1s",
                "receive.body-timeout", "2s",
                "receive.max-body", "16KB",
                "receive.max-in-flight", "64KB"));
    }

    ConnectionDeadlinesTest(Gateway gateway) {
        this.gateway = gateway;
        this.held = new Held(gateway);
    }

    @Test
    void cutsAConnectionThatSaysNothing() {
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.untilClosed()).isLessThan(SOON);
        }
    }

    @Test
    void cutsAHeadThatDoesNotEnd() {
        try (Wire wire = Wire.to(gateway)) {
            wire.send("POST /webhooks/cmp HTTP/1.1\r\nHost: local");

            assertThat(wire.untilClosed()).isLessThan(SOON);
        }
    }

    @Test
    void cutsAHeadThatTrickles() {
        try (Wire wire = Wire.to(gateway)) {
            wire.send("POST /webhooks/cmp HTTP/1.1\r\n");

            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !wire.accepts("a: b\r\n".getBytes(UTF_8)));
        }
    }

    /** Blanks before a head are allowed, but not for ever. */
    @Test
    void cutsAHeadThatDoesNotBegin() {
        try (Wire wire = Wire.to(gateway)) {
            wire.send("\r\n");

            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !wire.accepts("\r\n".getBytes(UTF_8)));
        }
    }

    @Test
    void cutsABodyThatTricklesAndKeepsNothingOfIt() {
        String before = held.ledger();
        try (Wire wire = Wire.to(gateway)) {
            wire.send(Wire.head("Content-Length: 1000\r\n"));

            Awaitility.await()
                    .atMost(SOON)
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> !wire.accepts("{".getBytes(UTF_8)));
        }
        assertThat(held.ledger()).isEqualTo(before);
        Awaitility.await().untilAsserted(() -> assertThat(gateway.metrics())
                .containsPattern("serai_receipts_seconds_count\\{family=\"cmp\",status=\"400\"} 1"));
    }

    @Test
    void givesBackTheRoomOfABodyThatBreaksOffBehindAnotherRequest() {
        for (int i = 0; i < 20; i++) {
            String head = "POST /webhooks/graph HTTP/1.1\r\nHost: localhost\r\nX-Serai-Token: graph-secret\r\n";
            String first = Sample.docExpired().json();
            try (Wire wire = Wire.to(gateway)) {
                wire.send(head + "Content-Length: " + first.length() + "\r\n\r\n" + first + head
                        + "Content-Length: 1000\r\n\r\n{");
            }
        }
        Awaitility.await().untilAsserted(() -> assertThat(gateway.metrics())
                .containsPattern("(?m)^serai_receive_in_flight_bytes.* 0\\.0$"));
    }

    @Test
    void doesNotCutWhoeverIsInTime() {
        Sample event = Sample.assetAdded();
        try (Wire wire = Wire.to(gateway)) {
            wire.send(Wire.head("Content-Length: " + event.json().length() + "\r\n") + event.json());

            assertThat(wire.answer().status()).isEqualTo(200);
            assertThat(wire.untilClosed())
                    .as("an idle connection is closed, too")
                    .isLessThan(SOON);
        }
        assertThat(held.events(event.mark())).hasSize(1);
    }

    @Test
    void asksToComeAgainWhenTooMuchIsInFlight() {
        List<Sample> patient = List.of(large(), large());
        Sample late = large();
        try (Wire first = Wire.to(gateway);
                Wire second = Wire.to(gateway);
                Wire third = Wire.to(gateway)) {
            List<Wire> wires = List.of(first, second);
            for (int i = 0; i < 2; i++) {
                String body = patient.get(i).json();
                wires.get(i).send(Wire.head("Content-Length: " + body.length() + "\r\n") + body.substring(0, 14_000));
            }
            Awaitility.await().untilAsserted(() -> assertThat(gateway.metrics())
                    .containsPattern("(?m)^serai_receive_in_flight_bytes.* 2[89]\\d{3}\\.0$"));

            Answer refused = third.send(
                            Wire.head("Content-Length: " + late.json().length() + "\r\n") + late.json())
                    .answer();

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.headers())
                    .containsEntry("retry-after", "5")
                    .containsEntry("content-type", "application/problem+json");
            for (int i = 0; i < 2; i++) {
                String rest = patient.get(i).json().substring(14_000);
                assertThat(wires.get(i).send(rest).answer().status()).isEqualTo(200);
            }
        }
        patient.forEach(each -> assertThat(held.events(each.mark())).hasSize(1));
        assertThat(held.events(late.mark())).isEmpty();
        assertThat(gateway.post("cmp", late.json()).statusCode())
                .as("once there is room again")
                .isEqualTo(200);
    }

    private static Sample large() {
        return Sample.assetAdded().with("html_body", "x".repeat(15_000));
    }

    /** It would get 503 for ever: no sender cuts its batch in two. */
    @Test
    void keepsABatchInOnePieceForWhichThereIsNeverRoom() {
        String batch = "[" + String.join(",", Collections.nCopies(100, "{\"event_name\":\"a\",\"data\":{}}")) + "]";

        assertThat(gateway.post("cmp", batch).body())
                .contains("\"received\":1,")
                .contains("\"quarantined\":1,")
                .contains("more elements than receive.max-in-flight has room for");
        assertThat(gateway.query(
                        "select cast(body as varchar) as b from quarantine where reason like 'more elements%'"))
                .hasSize(1);
    }
}
