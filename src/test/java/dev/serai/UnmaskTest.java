package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.operate.AccessTokens;
import dev.serai.operate.Role;
import dev.serai.testing.ApiDocumentation;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who sees what names a person stands in the audit. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class UnmaskTest {
    @TempDir
    Path directory;

    @Parameter
    Database database;

    private final int port = Ports.free();
    private Gateway gateway;
    private String viewer;
    private String operator;

    @BeforeEach
    void start() throws Exception {
        AccessTokens tokens = new AccessTokens(directory.resolve("tokens"));
        viewer = tokens.add("ann", Role.VIEWER);
        operator = tokens.add("bob", Role.OPERATOR);
        gateway = Gateway.start(
                database,
                Map.of(
                        "management.port", Integer.toString(port),
                        "management.token-file", directory.resolve("tokens").toString()));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> post(String path, String token, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> get(String path, String token) {
        return gateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Authorization", "Bearer " + token));
    }

    private JsonNode audit() {
        return ApiDocumentation.json(get("/api/v1/audit", viewer).body()).path("changes");
    }

    @Test
    void anOperatorSeesAnEventAndTheAuditSaysSo() {
        gateway.post("campaign", Gateway.sample("campaign/unsubscribe"));
        String id = String.valueOf(gateway.query("select id from event").get(0).get("id"));
        String path = "/api/v1/events/" + id;

        assertThat(post(path + "/unmask", viewer, "{}").statusCode()).isEqualTo(403);
        assertThat(audit()).isEmpty();
        HttpResponse<String> seen = post(path + "/unmask", operator, "{\"reason\":\"a complaint by phone\"}");

        assertThat(seen.statusCode()).isEqualTo(200);
        assertThat(seen.body()).contains("john.smith@example.com");
        assertThat(ApiDocumentation.json(seen.body()).path("id").asText()).isEqualTo(id);
        assertThat(get(path, viewer).body()).doesNotContain("john.smith");
        JsonNode row = audit().path(0);
        assertThat(row.path("action").asText()).isEqualTo("unmask");
        assertThat(row.path("who").asText()).isEqualTo("bob");
        assertThat(row.path("filter").asText()).isEqualTo("{\"event\":\"" + id + "\"}");
        assertThat(row.path("count").asInt()).isEqualTo(1);
        assertThat(row.path("reason").asText()).isEqualTo("a complaint by phone");
    }

    @Test
    void aViewerSeesIds() {
        gateway.post(
                "campaign",
                Gateway.sample("campaign/unsubscribe")
                        .replaceFirst("\"recipientId\": *\"[^\"]*\"", "\"recipientId\":\"C-4711\""));
        String id = String.valueOf(gateway.query("select id from event").get(0).get("id"));

        JsonNode single =
                ApiDocumentation.json(get("/api/v1/events/" + id, viewer).body());
        assertThat(single.path("contact").asText()).isEqualTo("…");
        assertThat(single.at("/ids/recipient").asText()).isEqualTo("C-4711");
        assertThat(single.at("/ids/mailing").asText()).isEqualTo("10230355205");
        JsonNode listed = ApiDocumentation.json(
                        get("/api/v1/events?ids=true", viewer).body())
                .at("/events/0");
        assertThat(listed.path("ids")).isEqualTo(single.path("ids"));
        assertThat(ApiDocumentation.json(get("/api/v1/events", viewer).body())
                        .at("/events/0")
                        .has("ids"))
                .isFalse();
    }

    @Test
    void anEventThatIsNotThereLeavesNoRow() {
        HttpResponse<String> none = post("/api/v1/events/00000000-0000-8000-8000-000000000000/unmask", operator, "{}");

        assertThat(none.statusCode()).isEqualTo(404);
        assertThat(audit()).isEmpty();
    }

    @Test
    void theSameOfABodyInQuarantine() {
        gateway.post("campaign", "john.smith@example.com");
        String hash = String.valueOf(
                gateway.query("select hash from quarantine").get(0).get("hash"));
        String path = "/api/v1/quarantine/" + hash.substring(0, 10);

        assertThat(post(path + "/unmask", viewer, "{}").statusCode()).isEqualTo(403);
        HttpResponse<String> seen = post(path + "/unmask", operator, "{}");

        assertThat(ApiDocumentation.json(seen.body()).path("body").asText()).isEqualTo("john.smith@example.com");
        assertThat(get(path, viewer).body()).doesNotContain("john.smith");
        assertThat(audit()).singleElement().satisfies(row -> {
            assertThat(row.path("action").asText()).isEqualTo("unmask");
            assertThat(row.path("filter").asText()).isEqualTo("{\"body\":\"" + hash + "\"}");
            assertThat(row.has("reason")).isFalse();
        });
    }
}
