package dev.serai.receive;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.receive.Wire.Answer;
import dev.serai.testing.Gateway;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where an idle connection may stay for long, a head may not, and neither may many connections that bring nothing. */
class PatientDeadlinesTest {
    private static final int MOST = 40;

    @SuppressWarnings("NullAway.Init")
    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(
                Gateway.Database.H2,
                Map.of(
                        "receive.idle-timeout", "10m",
                        "receive.body-timeout", "1s",
                        "receive.max-connections", Integer.toString(MOST)));
    }

    @AfterAll
    static void close() {
        gateway.close();
    }

    private static String whole(Sample event) {
        return Wire.head("Content-Length: " + event.json().length() + "\r\n") + event.json();
    }

    private static void awaitCut(Wire wire, String drip) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(6))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !wire.accepts(drip.getBytes(UTF_8)));
    }

    @Test
    void noByteOfAHeadExtendsItsTime() {
        try (Wire wire = Wire.to(gateway)) {
            awaitCut(wire, "a");
        }
        try (Wire wire = Wire.to(gateway)) {
            wire.send("POST /webhooks/cmp HTTP/1.1\r\n");
            awaitCut(wire, "a: b\r\n");
        }
    }

    @Test
    void neitherBehindAnotherRequest() {
        try (Wire wire = Wire.to(gateway)) {
            assertThat(wire.send(whole(Sample.assetAdded())).answer().status()).isEqualTo(200);
            awaitCut(wire, "a");
        }
    }

    @Test
    void closesConnectionsThatBringNothingWhenPlacesAreFew() {
        List<Wire> idle = new ArrayList<>();
        try (Wire proven = Wire.to(gateway)) {
            assertThat(proven.send(whole(Sample.assetAdded())).answer().status())
                    .isEqualTo(200);
            for (int i = 0; i < MOST; i++) {
                idle.add(Wire.to(gateway));
            }
            // in which order the server takes them, nothing says
            List<Duration> closed = untilClosed(idle);
            assertThat(closed.get(0)).as("more than one address gets").isLessThan(Duration.ofSeconds(3));
            assertThat(closed.get(MOST / 2)).as("idle and unproven").isLessThan(Duration.ofSeconds(9));

            Answer answer = proven.send(whole(Sample.assetAdded())).answer();
            assertThat(answer.status()).as("a sender that was idle for as long").isEqualTo(200);
        } finally {
            idle.forEach(Wire::close);
        }
    }

    /** @return how long each took, the shortest first; a day for one that stays, as those may that fill half of the places */
    private static List<Duration> untilClosed(List<Wire> wires) {
        ExecutorService threads = Executors.newFixedThreadPool(wires.size());
        try {
            List<CompletableFuture<Duration>> closed = wires.stream()
                    .map(wire -> CompletableFuture.supplyAsync(wire::untilClosed, threads)
                            .exceptionally(open -> Duration.ofDays(1)))
                    .toList();
            return closed.stream().map(CompletableFuture::join).sorted().toList();
        } finally {
            threads.shutdownNow();
        }
    }

    /** What one connection asks for before it has an answer. */
    @Test
    void answersSoManyRequestsOfOneConnectionAtOnce() {
        StringBuilder requests = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            requests.append(whole(Sample.assetAdded()));
        }
        try (Wire wire = Wire.to(gateway)) {
            wire.send(requests.toString());
            for (int i = 0; i < 32; i++) {
                assertThat(wire.answer().status()).isEqualTo(200);
            }
            assertThat(wire.untilClosed()).as("the others are not read").isLessThan(Duration.ofSeconds(5));
        }
    }
}
