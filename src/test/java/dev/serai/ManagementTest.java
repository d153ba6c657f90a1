package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the management port tells, and to whom. */
@SuppressWarnings("NullAway.Init")
class ManagementTest {
    private static Gateway gateway;
    private static int port;

    @BeforeAll
    static void start() {
        port = Ports.free();
        gateway = Gateway.start(
                Database.H2,
                Map.of("management.port", Integer.toString(port), "management.allowed-hosts", "serai.internal"));
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "[::1]", "LOCALHOST", "serai.internal"})
    void answersUnderItsOwnNames(String host) throws IOException {
        assertThat(statusLine("/observe/health", "Host: " + host + ":" + port)).contains(" 200 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"evil.example.com", "localhost.example.com", "127.0.0.1.example.com", "10.1.2.3", "1270.0.0.1"})
    void answersNobodyUnderAnotherName(String host) throws IOException {
        for (String page : List.of("/observe/health", "/observe/ledger", "/observe/metrics")) {
            assertThat(statusLine(page, "Host: " + host + ":" + port)).contains(" 421 ");
        }
    }

    @Test
    void answersNobodyWithTwoNames() throws IOException {
        assertThat(statusLine("/observe/health", "Host: localhost\r\nHost: evil.example.com"))
                .doesNotContain(" 200 ");
    }

    @Test
    void verifiesOnceHoweverManyAsk() {
        List<CompletableFuture<String>> answers = IntStream.range(0, 40)
                .mapToObj(each ->
                        CompletableFuture.supplyAsync(() -> gateway.ledger().toString()))
                .toList();

        assertThat(gateway.post("cmp", sample("cmp/task_added")).statusCode()).isEqualTo(200);
        assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).contains("\"balanced\":true"));
    }

    @Test
    void hasEveryMetricThatAnAlarmNeedsFromTheStart() {
        String metrics = gateway.metrics();

        Stream<String> perDestination = Stream.of(
                        "waiting", "oldest_waiting_seconds", "dead", "unmatched", "paused", "suspended")
                .map(what -> "serai_destination_" + what + "{destination=\"asset-archive\"} 0");
        Stream<String> perFamily =
                Stream.of("serai_quarantined", "serai_unrouted").map(name -> name + "{family=\"graph\"} 0");
        assertThat(metrics)
                .contains(perDestination.toList())
                .contains(perFamily.toList())
                .contains("serai_last_received_timestamp_seconds{family=\"graph\"} 0")
                .contains("serai_events_total{family=\"graph\",result=\"new\"} 0")
                .contains("serai_deliveries_total{destination=\"asset-archive\",outcome=\"dead\"} 0")
                .contains("serai_build_info{")
                .contains("serai_journal_size_bytes ")
                .contains("serai_disk_free_bytes ");
    }

    @Test
    void explainsEveryMetric() {
        gateway.post("cmp", sample("cmp/task_added"));
        gateway.post("cmp", "no JSON");
        gateway.post("cmp", sample("cmp/asset_added"));
        gateway.settled();

        List<String> unexplained = gateway.metrics()
                .lines()
                .filter(line -> line.startsWith("# HELP serai") && line.split(" ", 4).length < 4)
                .toList();
        assertThat(unexplained).isEmpty();
        assertThat(gateway.metrics())
                .contains("# HELP serai_receipts_seconds ")
                .contains("# HELP serai_attempts_seconds ");
    }

    @Test
    void countsWhatWaits() {
        gateway.post("campaign", sample("campaign/unsubscribe"));

        Awaitility.await().untilAsserted(() -> assertThat(gateway.metrics())
                .contains("serai_destination_suspended{destination=\"salesforce-optouts\"} 1")
                .contains("serai_destination_waiting{destination=\"salesforce-optouts\"} 1"));
    }

    /** The first line of the answer to a request with these lines in its head. */
    private static String statusLine(String page, String head) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET " + page + " HTTP/1.1\r\n" + head + "\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.lines().findFirst().orElse("");
        }
    }
}
