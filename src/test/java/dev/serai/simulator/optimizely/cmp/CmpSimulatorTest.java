package dev.serai.simulator.optimizely.cmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.optimizely.HandClock;
import dev.serai.simulator.optimizely.HttpCaller;
import dev.serai.simulator.optimizely.HttpCaller.Reply;
import dev.serai.simulator.optimizely.WebhookTarget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Log-in, settings and events as the documents say. */
class CmpSimulatorTest {
    private static final String BODY = """
            {"webhooks":[{"name":"Serai","description":"to the gateway","callback_url":"https://hooks.example.com/cmp/1",
            "secret":"hidden","event_names":["task_added","asset_added"]}]}""";
    private final HandClock clock = new HandClock();
    private final CmpSimulator simulator = CmpSimulator.start(0, clock);
    private final HttpCaller caller = new HttpCaller(simulator.url());

    @BeforeEach
    void logIn() {
        caller.with(
                "Authorization", "Bearer " + token().json().path("access_token").asText());
        simulator.forgetRequests();
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private Reply token() {
        return new HttpCaller("")
                .form(
                        "POST",
                        simulator.tokenUrl(),
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        CmpSimulator.CLIENT_ID,
                        "client_secret",
                        CmpSimulator.CLIENT_SECRET);
    }

    @Test
    void givesTokensForClientCredentials() {
        assertThat(token().json().path("token_type").asText()).isEqualTo("Bearer");
        assertThat(token().json().path("expires_in").asInt()).isEqualTo(3_600);
        assertThat(simulator.requests().get(0).body())
                .contains("client_id=" + CmpSimulator.CLIENT_ID, "client_secret=***");
        simulator.addClient("other", "another");
        HttpCaller basic = new HttpCaller("").basic("other", "another");
        assertThat(basic.form("POST", simulator.tokenUrl(), "grant_type", "client_credentials")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void refusesWrongCredentials() {
        Reply wrong = new HttpCaller("")
                .form(
                        "POST",
                        simulator.tokenUrl(),
                        "grant_type",
                        "client_credentials",
                        "client_id",
                        CmpSimulator.CLIENT_ID,
                        "client_secret",
                        "wrong");

        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.body()).isEqualTo("{\"error\":\"invalid_client\"}");
        assertThat(new HttpCaller("")
                        .form("POST", simulator.tokenUrl(), "grant_type", "password")
                        .status())
                .isEqualTo(400);
        assertThat(new HttpCaller("").json("POST", simulator.tokenUrl(), "{}").status())
                .isEqualTo(400);
    }

    @Test
    void tokensEnd() {
        assertThat(caller.get("/settings").status()).isEqualTo(200);
        clock.move(Duration.ofHours(1));
        assertThat(caller.get("/settings").status()).isEqualTo(401);
        logIn();
        simulator.expireTokens();
        assertThat(caller.get("/settings").status()).isEqualTo(401);
        simulator.tokensLast(Duration.ofSeconds(5));
        assertThat(token().json().path("expires_in").asInt()).isEqualTo(5);
        assertThat(new HttpCaller(simulator.url()).get("/settings").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/settings", "/settings?execute=false"})
    void aDryRunChangesNothing(String path) {
        JsonNode change = caller.json("POST", path, BODY).json();

        assertThat(change.path("executed").asBoolean()).isFalse();
        assertThat(change.path("webhooks").path(0).path("action").asText()).isEqualTo("create");
        assertThat(change.path("webhooks").path(0).path("event_names_added")).hasSize(2);
        assertThat(simulator.webhooks()).isEmpty();
    }

    @Test
    void executesAndDoesNotTellTheSecret() {
        assertThat(caller.json("POST", "/settings?execute=true", BODY)
                        .json()
                        .path("executed")
                        .asBoolean())
                .isTrue();

        JsonNode webhook = caller.get("/settings").json().path("webhooks").path(0);
        assertThat(webhook.fieldNames())
                .toIterable()
                .containsExactly("name", "description", "callback_url", "event_names");
        assertThat(simulator.webhooks().get(0)).containsEntry("secret", "hidden");
        assertThat(simulator.requests().toString()).doesNotContain("hidden");
        simulator.secretsReadable(true);
        assertThat(caller.get("/settings").body()).contains("hidden");
    }

    @Test
    void mergesEventNamesIntoTheOneOfTheName() {
        simulator.seedWebhook("Serai", "old", "https://old.example.com/x", "older", "task_removed", "task_added");
        simulator.seedWebhook("Other", "other", "https://other.example.com/x", "s", "task_added");

        JsonNode change = caller.json("POST", "/settings?execute=true", BODY)
                .json()
                .path("webhooks")
                .path(0);
        JsonNode again = caller.json("POST", "/settings?execute=true", BODY)
                .json()
                .path("webhooks")
                .path(0);

        assertThat(change.path("action").asText()).isEqualTo("update");
        assertThat(change.path("changed").toString()).isEqualTo("[\"description\",\"callback_url\",\"secret\"]");
        assertThat(change.path("event_names_added").toString()).isEqualTo("[\"asset_added\"]");
        assertThat(again.path("action").asText()).isEqualTo("none");
        assertThat(simulator.webhooks()).hasSize(2);
        assertThat(simulator.webhooks().get(0).get("event_names"))
                .hasToString("[asset_added, task_added, task_removed]");
    }

    @Test
    void createsAnotherIfSeveralHaveTheName() {
        simulator.seedWebhook("Serai", "a", "https://a.example.com/x", "s", "task_added");
        simulator.seedWebhook("Serai", "b", "https://b.example.com/x", "s", "task_added");

        caller.json("POST", "/settings?execute=true", BODY);

        assertThat(simulator.webhooks()).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "task_added | task_exploded",
                "\"name\" | \"more\":1,\"name\"",
                "\"secret\":\"hidden\", | ''",
                "hidden | 123456789012345678901234567890123",
                "https://hooks | http://hooks",
                "\"Serai\" | ''",
                "\"Serai\" | 7",
                "[{ | {",
                "}]} | }]"
            })
    void refusesWrongSettingsWith422(String right, String wrong) {
        Reply reply = caller.json("POST", "/settings?execute=true", BODY.replace(right, wrong));

        assertThat(reply.status()).isEqualTo(422);
        assertThat(simulator.webhooks()).isEmpty();
    }

    @Test
    void takesSecretsOf32Characters() {
        String body = BODY.replace("hidden", "12345678901234567890123456789012");

        assertThat(caller.json("POST", "/settings?execute=true", body).status()).isEqualTo(200);
        assertThat(caller.json("POST", "/settings?execute=maybe", BODY).status())
                .isEqualTo(422);
        simulator.forbidden(true);
        assertThat(caller.get("/settings").status()).isEqualTo(403);
    }

    @Test
    void theEleventhRequestOfASecondIs429() {
        List<Integer> statuses = IntStream.range(0, 11)
                .mapToObj(each -> caller.get("/settings").status())
                .toList();
        assertThat(statuses.get(10)).isEqualTo(429);
        assertThat(statuses.subList(0, 10)).containsOnly(200);

        simulator.rateLimit(0);
        assertThat(caller.get("/settings").status()).isEqualTo(200);
    }

    @Test
    void sendsOneObjectWithTheSecretUntil200Or202() {
        try (WebhookTarget target = new WebhookTarget()) {
            simulator.reach("https://hooks.example.com", target.uri());
            simulator.pace(50);
            simulator.seedWebhook("Serai", "", "https://hooks.example.com/cmp/1", "hidden", "task_added");
            List<Long> times = new ArrayList<>();
            target.answer(arrival -> {
                times.add(System.nanoTime());
                return List.of(201, 204, 500, 202).get(times.size() - 1);
            });

            simulator.happen("task_added");
            simulator.happen("task_removed");
            await().until(() -> simulator.pending() == 0);

            assertThat(target.arrivals()).hasSize(4).allSatisfy(each -> {
                assertThat(each.header("Callback-Secret")).isEqualTo("hidden");
                assertThat(each.body()).startsWith("{");
            });
            assertThat(target.events().get(0).path("event_name").asText()).isEqualTo("task_added");
            assertThat(simulator.delivered("task_added")).isEqualTo(1);
            assertThat(simulator.repeated("task_added")).isEqualTo(3);
            assertThat(Duration.ofNanos(times.get(1) - times.get(0)).toMillis()).isGreaterThanOrEqualTo(18);
            assertThat(Duration.ofNanos(times.get(3) - times.get(2)).toMillis()).isGreaterThanOrEqualTo(78);
        }
    }

    @Test
    void givesUpAfterThreeDays() {
        try (WebhookTarget target = new WebhookTarget()) {
            simulator.reach("https://hooks.example.com", target.uri());
            simulator.pace(100);
            simulator.keepFor(Duration.ofSeconds(10));
            simulator.seedWebhook("Serai", "", "https://hooks.example.com/cmp/1", "", "task_added");
            target.answer(arrival -> 500);

            simulator.happen("task_added", "{}");
            await().until(() -> simulator.dropped("task_added") == 1);

            assertThat(target.arrivals()).hasSizeBetween(2, 4);
            assertThat(target.arrivals().get(0).headers()).doesNotContainKey("Callback-Secret");
            assertThat(simulator.pending()).isZero();
        }
    }

    @Test
    void faultsHappenAsScheduled() {
        simulator.faults().on("token").answer(500, "{}");
        simulator.faults().on("GET settings").html();

        assertThat(token().status()).isEqualTo(500);
        assertThat(caller.get("/settings").body()).contains("<html>");
        assertThat(caller.get("/settings").status()).isEqualTo(200);
        assertThat(simulator.requests()).hasSize(3);
    }
}
