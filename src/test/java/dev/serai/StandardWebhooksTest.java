package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Needs;
import dev.serai.testing.Npm;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A receiver with the library of Standard Webhooks takes what Serai signs, over HTTP. */
@SuppressWarnings("NullAway.Init")
class StandardWebhooksTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SECRET = SignedWebhooksTest.secret(3);
    private static final String UMLAUTS =
            "{\"event_name\":\"asset_added\",\"data\":{\"asset\":{\"id\":\"1\",\"title\":\"Größe\"}}}";

    @TempDir
    Path directory;

    private final int port = Ports.free();

    @Test
    void itsLibraryTakesEachCall() throws Exception {
        Needs.program(Npm.isThere(), "skipped: node and npm are not on the path");
        Path received = directory.toAbsolutePath().resolve("received.jsonl");
        Npm receiver = Npm.install(
                Path.of("src", "test", "js", "standardwebhooks"), Path.of("target", "standardwebhooks"), "receiver.js");
        CompletableFuture<Void> runs = CompletableFuture.runAsync(() -> {
            try {
                receiver.run(
                        Map.of(
                                "PORT", Integer.toString(port),
                                "SECRET", SECRET,
                                "RECEIVED", received.toString()),
                        "node",
                        "receiver.js");
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        try {
            Awaitility.await().ignoreException(ConnectException.class).until(() -> call("/is-there") == 401);
            send("/single", SignedWebhooksTest.secret(4) + "," + SECRET);
            send("/flaky", SECRET);
        } finally {
            call("/end");
        }
        runs.get();

        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(received)) {
            lines.add(JSON.readTree(line));
        }
        assertThat(lines.remove(0).get("verified").asBoolean())
                .as("a call without a signature")
                .isFalse();
        assertThat(lines).hasSize(3).allSatisfy(line -> {
            assertThat(line.get("verified").asBoolean()).isTrue();
            assertThat(new String(Base64.getDecoder().decode(line.get("body").asText()), StandardCharsets.UTF_8))
                    .contains("Größe");
        });
        assertThat(lines.get(0).get("signature").asText().split(" "))
                .as("one for each secret")
                .hasSize(2);
        List<JsonNode> attempts = lines.stream()
                .filter(line -> line.get("path").asText().equals("/flaky"))
                .toList();
        assertThat(attempts).hasSize(2);
        assertThat(attempts.get(1).get("id")).isEqualTo(attempts.get(0).get("id"));
        assertThat(attempts.get(1).get("timestamp").asLong())
                .isGreaterThan(attempts.get(0).get("timestamp").asLong());
    }

    private int call(String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    /** Sends an event to the receiver, and waits until it is delivered. */
    private void send(String path, String secrets) {
        Routes routes = Routes.copyTo(directory.resolve("routes" + path.replace('/', '-')))
                .edit("cmp.camel.yaml", "uri: outbox:asset-archive", "uri: outbox:partner-webhook");
        Map<String, String> settings = new TreeMap<>(routes.settings());
        settings.put("destination.partner-webhook.enabled", "true");
        settings.put("PARTNER_WEBHOOK_URL", "http://127.0.0.1:" + port + path);
        settings.put("signature.partner.secrets", secrets);
        try (Gateway gateway = Gateway.start(Database.H2, settings)) {
            assertThat(gateway.post("cmp", UMLAUTS).statusCode()).isEqualTo(200);
            Awaitility.await()
                    .until(() -> gateway.query(
                                            "select 1 from delivery where destination = 'partner-webhook' and state = 'delivered'")
                                    .size()
                            == 1);
        }
    }
}
