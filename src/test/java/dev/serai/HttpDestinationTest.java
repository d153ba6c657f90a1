package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.Receiver.Reply;
import dev.serai.Receiver.Request;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.HostilePeer;
import dev.serai.testing.Routes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code slack-alerts}, enabled as its file says, against a real receiver. */
@SuppressWarnings("NullAway.Init")
class HttpDestinationTest {
    @TempDir
    Path directory;

    private volatile Map<String, String> headers = Map.of();
    private volatile String body = "";
    private final Receiver receiver = new Receiver(0, request -> new Reply(status(request.path()), headers, body));

    /** {@code /status/503} answers 503; {@code /never} answers only when the test ends. */
    private static int status(String path) {
        return switch (path) {
            case "/never" -> -1;
            case "/" -> 200;
            default -> Integer.parseInt(path.substring("/status/".length()));
        };
    }

    @AfterEach
    void close() {
        receiver.close();
    }

    @Test
    void sendsTheEventOnceNamedByItsId() {
        try (Gateway gateway = start("/status/200")) {
            gateway.send(gateway.request("graph")
                    .header("X-Not-For-Slack", "secret")
                    .POST(java.net.http.HttpRequest.BodyPublishers.ofString(sample("graph/doc_expired"))));

            assertThat(slack(gateway.settled()).get("delivered").asInt()).isEqualTo(1);
            Request request = receiver.requests().get(0);
            String id =
                    String.valueOf(gateway.query("select id from event").get(0).get("id"));
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.body())
                    .isEqualTo("{\"text\":\"graph doc.expired: 3843b6e6-c614-415a-a4ff-ce39b32af13b_en_Published\"}");
            assertThat(new TreeMap<>(request.headers()))
                    .containsEntry("Idempotency-key", List.of(id))
                    .containsEntry("Content-type", List.of("application/json"))
                    .doesNotContainKeys("X-not-for-slack", "X-serai-token", "Contact", "Eventid", "Family");
            assertThat(gateway.query(
                            "select receipt, route_version, attempts from delivery where destination = 'slack-alerts'"))
                    .singleElement()
                    .satisfies(row -> {
                        assertThat(row.get("receipt")).isEqualTo("{\"status\":200}");
                        assertThat(String.valueOf(row.get("route_version"))).matches("[0-9a-f]{12}");
                        assertThat(row.get("attempts")).isEqualTo(1);
                    });
        }
    }

    @Test
    void givesUpWhatTheFarSideWillNeverTakeAndKeepsWhatItSaysWithoutNamingAnybody() {
        body = "{\"message\": \"no channel for \\\"jane@example.com\\\"\\u001b[31m\", \"echo\": {\"text\": \"Jane\"}}";
        assertThat(outcomeOf("/status/422")).isEqualTo("dead HTTP 422: {message: no channel for <value> [31m}");
    }

    @ParameterizedTest
    @CsvSource({"429, 600", "503, 999999999"})
    void isNotAskedAgainBeforeItWantsToBe(int status, int seconds) {
        headers = Map.of("Retry-After", Integer.toString(seconds));
        try (Gateway gateway = start("/status/" + status)) {
            gateway.post("graph", sample("graph/doc_expired"));
            Awaitility.await()
                    .until(() -> slack(gateway.ledger()).get("suspended").asBoolean());

            assertThat(gateway.query("select datediff(second, suspended_since, next_probe) as pause from destination"
                            + " where name = 'slack-alerts'"))
                    .singleElement()
                    .satisfies(row -> assertThat((Long) row.get("pause"))
                            .isBetween((long) Math.min(seconds, 3_600), Math.min(seconds, 3_600) + 1L));
            assertThat(receiver.requests()).as("no second call at once").hasSize(1);
            assertThat(gateway.query("select attempts from delivery where destination = 'slack-alerts'"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.get("attempts")).isEqualTo(0));
        }
    }

    @Test
    void suspendsAndNamesTheBoundThatAnAnswerExceeds() {
        try (HostilePeer peer = new HostilePeer(HostilePeer.Way.CHUNKS);
                Gateway gateway = startWith(peer.url(), "-hostile")) {
            gateway.post("graph", sample("graph/doc_expired"));
            Awaitility.await()
                    .until(() -> slack(gateway.ledger()).get("suspended").asBoolean());

            assertThat(slack(gateway.ledger()).get("reason").asText()).isEqualTo("an answer of more than 1024 KB");
            assertThat(gateway.query("select attempts from delivery where destination = 'slack-alerts'"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.get("attempts")).isEqualTo(0));
        }
    }

    @Test
    void doesNotFollowARedirect() {
        try (Gateway gateway = start("/status/302")) {
            gateway.post("graph", sample("graph/doc_expired"));

            Awaitility.await()
                    .until(() -> slack(gateway.ledger()).get("suspended").asBoolean());
            assertThat(slack(gateway.ledger()).get("reason").asText()).endsWith("(slack): HTTP 302");
            assertThat(receiver.requests()).extracting(Request::path).containsOnly("/status/302");
        }
    }

    @Test
    void suspendsWhenItIsRefusedOrTheFarSideIsDown() {
        assertThat(reasonOf("/status/401")).isEqualTo("HTTP 401");
        assertThat(reasonOf("/status/503")).isEqualTo("HTTP 503");
        assertThat(reasonOf("/never")).isEqualTo("no answer in time");
        receiver.close();
        assertThat(reasonOf("/")).isEqualTo("unreachable: HttpHostConnectException");
    }

    private String outcomeOf(String path) {
        try (Gateway gateway = start(path)) {
            gateway.post("graph", sample("graph/doc_expired"));
            String query =
                    "select state || ' ' || last_error as outcome from delivery where destination = 'slack-alerts'";
            return (String) Awaitility.await()
                    .until(() -> gateway.query(query).get(0).get("outcome"), outcome -> outcome != null);
        }
    }

    private String reasonOf(String path) {
        try (Gateway gateway = start(path)) {
            gateway.post("graph", sample("graph/doc_expired"));
            Awaitility.await()
                    .until(() -> slack(gateway.ledger()).get("suspended").asBoolean());
            return slack(gateway.ledger()).get("reason").asText();
        }
    }

    private Gateway start(String path) {
        return startWith(receiver.url() + path, path.replace('/', '-'));
    }

    private Gateway startWith(String url, String name) {
        Path copy = directory.resolve("routes" + name);
        Routes routes = Routes.copyTo(copy)
                .edit("destinations/slack-alerts.camel.yaml", "responseTimeout: 20000", "responseTimeout: 500")
                .edit("graph.camel.yaml", "uri: outbox:content-archive", "uri: outbox:slack-alerts");
        Map<String, String> settings = new TreeMap<>(routes.settings());
        settings.put("destination.slack-alerts.enabled", "true");
        settings.put("SLACK_WEBHOOK_URL", url);
        return Gateway.start(Database.H2, settings);
    }

    private static JsonNode slack(JsonNode ledger) {
        return StreamSupport.stream(ledger.get("destinations").spliterator(), false)
                .filter(destination -> destination.get("destination").asText().equals("slack-alerts"))
                .findFirst()
                .orElseThrow();
    }
}
