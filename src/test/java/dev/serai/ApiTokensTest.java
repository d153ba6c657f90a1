package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.ConfigException;
import dev.serai.operate.AccessTokens;
import dev.serai.operate.Role;
import dev.serai.simulator.optimizely.SamplePayloads;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The management API on an address that other machines reach. */
@SuppressWarnings("NullAway.Init")
class ApiTokensTest {
    private static final String EVENTS = "/api/v1/events?family=campaign&since=2020-01-01T00:00:00Z&payload=true";

    @TempDir
    Path directory;

    private final int port = Ports.free();

    private Map<String, String> open() {
        return Map.of(
                "management.host", "0.0.0.0",
                "management.port", Integer.toString(port),
                "management.token-file", directory.resolve("tokens").toString());
    }

    private HttpResponse<String> send(String method, String path, @Nullable String token) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(method.equals("GET") ? "" : "{\"dryRun\":true}"));
        return HttpClient.newHttpClient()
                .send(
                        (token == null ? request : request.header("Authorization", "Bearer " + token)).build(),
                        BodyHandlers.ofString());
    }

    @Test
    void withoutATokenTheGatewayDoesNotStartThere() {
        assertThatThrownBy(() -> Gateway.start(Database.H2, open()))
                .rootCause()
                .isInstanceOfSatisfying(
                        ConfigException.class,
                        e -> assertThat(e.problems()).singleElement().asString().contains("there is no token in"));
    }

    @Test
    void eachRoleDoesWhatItMay() throws Exception {
        AccessTokens tokens = new AccessTokens(directory.resolve("tokens"));
        String viewer = tokens.add("ann", Role.VIEWER);
        String operator = tokens.add("bob", Role.OPERATOR);
        try (Gateway gateway = Gateway.start(Database.H2, open())) {
            gateway.post("campaign", SamplePayloads.read("campaign/unsubscribe"));

            assertThat(send("GET", "/observe/health", null).statusCode()).isEqualTo(200);
            assertThat(send("GET", "/observe/metrics", null).statusCode()).isEqualTo(200);
            HttpResponse<String> unknown = send("GET", EVENTS, null);
            assertThat(unknown.statusCode()).isEqualTo(401);
            assertThat(unknown.headers().firstValue("WWW-Authenticate")).contains("Bearer");
            assertThat(unknown.body()).contains("a token is needed").doesNotContain("john.smith");
            assertThat(send("GET", EVENTS, "serai_wrong").statusCode()).isEqualTo(401);

            // a route file may run any code, so that no token brings one
            HttpResponse<String> code = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/try"))
                                    .header("Content-Type", "application/json")
                                    .header("Authorization", "Bearer " + operator)
                                    .POST(
                                            BodyPublishers.ofString(
                                                    "{\"family\":\"cmp\",\"payload\":\"{}\",\"files\":{\"cmp.camel.yaml\":\"x\"}}"))
                                    .build(),
                            BodyHandlers.ofString());
            assertThat(code.statusCode()).isEqualTo(403);
            assertThat(code.body()).contains("management.try-files=operator");

            assertThat(send("GET", EVENTS, viewer).body())
                    .contains("\"payload\":\"…\"", "\"type\":\"unsubscribe\"")
                    .doesNotContain("john.smith");
            assertThat(send("POST", "/api/v1/routes/reroute", viewer).statusCode())
                    .isEqualTo(403);
            assertThat(send("DELETE", "/api/v1/jobs/1", viewer).statusCode()).isEqualTo(403);

            assertThat(send("GET", EVENTS, operator).body()).contains("john.smith");
            assertThat(send("POST", "/api/v1/routes/reroute", operator).statusCode())
                    .isEqualTo(200);

            tokens.revoke("bob");
            assertThat(send("GET", EVENTS, operator).statusCode()).isEqualTo(401);
        }
    }
}
