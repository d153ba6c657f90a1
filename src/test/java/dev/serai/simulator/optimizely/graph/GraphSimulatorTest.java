package dev.serai.simulator.optimizely.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.optimizely.HttpCaller;
import dev.serai.simulator.optimizely.HttpCaller.Reply;
import dev.serai.simulator.optimizely.WebhookTarget;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Registration and events as the documents say, and as clients report. */
class GraphSimulatorTest {
    private static final String HOOKS = "/api/webhooks";
    private static final String BODY = """
            {"disabled":false,
             "request":{"url":"https://hooks.example.com/graph/abc","method":"post","headers":{"X-Token":"hidden"}},
             "topic":["doc.updated","bulk.completed"],
             "filters":[{"status":{"eq":"Published"}}]}""";
    private static final String PUBLISHED = "3843b6e6-c614-415a-a4ff-ce39b32af13b_pt-BR_Published";
    private static final String DRAFT = "3843b6e6-c614-415a-a4ff-ce39b32af13b_en_Draft";
    private final GraphSimulator simulator = GraphSimulator.start(0);
    private final HttpCaller caller =
            new HttpCaller(simulator.url()).basic(GraphSimulator.APP_KEY, GraphSimulator.SECRET);

    @AfterEach
    void stop() {
        simulator.close();
    }

    private JsonNode only() {
        JsonNode list = caller.get(HOOKS).json();
        assertThat(list).hasSize(1);
        return list.path(0);
    }

    @Test
    void createsWithoutTellingTheId() {
        Reply reply = caller.json("POST", HOOKS, BODY);

        assertThat(reply.status()).isEqualTo(204);
        assertThat(reply.body()).isEmpty();
        JsonNode webhook = only();
        assertThat(webhook.path("id").asText()).isNotEmpty();
        assertThat(webhook.path("topic").toString()).isEqualTo("[\"doc.updated\",\"bulk.completed\"]");
        assertThat(webhook.path("request").path("url").asText()).endsWith("/graph/abc");
        assertThat(simulator.requests().toString()).doesNotContain("hidden", GraphSimulator.SECRET);
        assertThat(caller.delete(HOOKS + "/" + webhook.path("id").asText()).status())
                .isEqualTo(204);
        assertThat(caller.get(HOOKS).json()).isEmpty();
    }

    @Test
    void aPutLeavesTopicsAndFilters() {
        caller.json("POST", HOOKS, BODY);
        String one = HOOKS + "/" + only().path("id").asText();
        String other = BODY.replace("graph/abc", "graph/xyz")
                .replace("bulk.completed", "doc.expired")
                .replace("\"eq\"", "\"in\"");

        assertThat(caller.json("PUT", one, other).status()).isEqualTo(204);
        assertThat(only().path("request").path("url").asText()).endsWith("/graph/xyz");
        assertThat(only().path("topic").toString()).contains("bulk.completed");
        assertThat(only().path("filters").toString()).contains("eq");

        simulator.putKeepsTopics(false);
        caller.json("PUT", one, other);
        assertThat(only().path("topic").toString()).contains("doc.expired");
        assertThat(caller.json("PUT", HOOKS + "/unknown", BODY).status()).isEqualTo(404);
        assertThat(caller.delete(HOOKS + "/unknown").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "https://hooks.example.com/graph/abc, https://localhost/x",
        "https://hooks.example.com/graph/abc, ''",
        "https://hooks.example.com/graph/abc, not a url",
        "\"post\", \"POST\"",
        "\"post\", \"get\"",
        "\"method\", \"verb\""
    })
    void refusesAWrongRequest(String right, String wrong) {
        assertThat(caller.json("POST", HOOKS, BODY.replace(right, wrong)).status())
                .isEqualTo(400);
        assertThat(caller.json("POST", HOOKS, BODY + "}").status()).isEqualTo(400);
        assertThat(caller.send("POST", HOOKS, "text/plain", BODY).status()).isEqualTo(400);
        assertThat(caller.get(HOOKS).json()).isEmpty();
    }

    @Test
    void anIgnoredKeyMeansAllTopics() {
        simulator.topics(true);
        caller.json("POST", HOOKS, BODY);
        assertThat(only().path("topics").toString()).isEqualTo("[\"*.*\"]");

        simulator.refuseUnknownKeys(true);
        assertThat(caller.json("POST", HOOKS, BODY).status()).isEqualTo(400);
        assertThat(caller.json("POST", HOOKS, BODY.replace("\"topic\"", "\"topics\""))
                        .status())
                .isEqualTo(204);
    }

    @Test
    void refusesWrongBasic() {
        assertThat(new HttpCaller(simulator.url()).get(HOOKS).status()).isEqualTo(401);
        assertThat(caller.basic(GraphSimulator.APP_KEY, "wrong").get(HOOKS).status())
                .isEqualTo(401);
        assertThat(caller.basic("unknown", GraphSimulator.SECRET).get(HOOKS).status())
                .isEqualTo(401);
        simulator.addKey("another", "YWJj");
        assertThat(caller.basic("another", "YWJj").get(HOOKS).status()).isEqualTo(200);
    }

    @Test
    void takesASignatureOnce() throws GeneralSecurityException {
        String header = signed("POST", HOOKS + "?a=b", BODY, Instant.now(), "n1");
        HttpCaller signer = new HttpCaller(simulator.url()).with("Authorization", header);

        assertThat(signer.json("POST", HOOKS + "?a=b", BODY).status()).isEqualTo(204);
        assertThat(signer.json("POST", HOOKS + "?a=b", BODY).status()).isEqualTo(401);
        signer.with("Authorization", signed("GET", HOOKS, "", Instant.now(), "n2"));
        assertThat(signer.get(HOOKS).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"method", "query", "body", "old", "future", "key", "parts"})
    void refusesAWrongSignature(String wrong) throws GeneralSecurityException {
        Instant time =
                switch (wrong) {
                    case "old" -> Instant.now().minus(Duration.ofMinutes(6));
                    case "future" -> Instant.now().plus(Duration.ofMinutes(6));
                    default -> Instant.now();
                };
        String header = signed(
                wrong.equals("method") ? "post" : "POST",
                wrong.equals("query") ? HOOKS : HOOKS + "?a=b",
                wrong.equals("body") ? BODY + " " : BODY,
                time,
                "n1");
        header = wrong.equals("key") ? header.replace(GraphSimulator.APP_KEY, "other") : header;
        header = wrong.equals("parts") ? header.replace(":n1:", ":") : header;

        Reply reply =
                new HttpCaller(simulator.url()).with("Authorization", header).json("POST", HOOKS + "?a=b", BODY);

        assertThat(reply.status()).isEqualTo(401);
    }

    private static String signed(String method, String uri, String body, Instant time, String nonce)
            throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance("MD5").digest(body.getBytes(StandardCharsets.UTF_8));
        String stamp = String.valueOf(time.toEpochMilli());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(GraphSimulator.SECRET), "HmacSHA256"));
        String text = GraphSimulator.APP_KEY
                + method
                + uri
                + stamp
                + nonce
                + Base64.getEncoder().encodeToString(digest);
        String hmac = Base64.getEncoder().encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        return "epi-hmac " + GraphSimulator.APP_KEY + ":" + stamp + ":" + nonce + ":" + hmac;
    }

    @Test
    void sendsTextPlainWithTheHeadersOfTheWebhook() {
        try (WebhookTarget target = new WebhookTarget()) {
            simulator.reach("https://hooks.example.com", target.uri());
            simulator.seedWebhook(BODY);

            simulator.docUpdated(PUBLISHED);
            simulator.docUpdated(DRAFT);
            simulator.docExpired(PUBLISHED);
            simulator.bulkCompleted(Map.of(PUBLISHED, "deleted", DRAFT, "indexed"));
            await().until(() -> simulator.pending() == 0);

            assertThat(target.arrivals()).hasSize(2).allSatisfy(each -> {
                assertThat(each.header("Content-Type")).isEqualTo("text/plain");
                assertThat(each.header("X-Token")).isEqualTo("hidden");
                assertThat(each.path()).isEqualTo("/graph/abc");
            });
            assertThat(target.events()).anySatisfy(event -> {
                assertThat(event.path("type").path("subject").asText()).isEqualTo("doc");
                assertThat(event.path("type").path("action").asText()).isEqualTo("updated");
                assertThat(event.path("data").path("docId").asText()).isEqualTo(PUBLISHED);
                assertThat(event.path("tenantId").asText()).hasSize(36);
            });
            assertThat(target.events()).anySatisfy(event -> assertThat(
                            event.path("data").path("items").toString())
                    .isEqualTo("{\"" + PUBLISHED + "\":\"deleted\"}"));
            assertThat(simulator.delivered("doc.updated")).isEqualTo(1);
            assertThat(simulator.delivered("doc.expired")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "doc.*, '', true",
        "*.*, '', true",
        "bulk.*, '', false",
        "doc.updated, {\"siteId\":{\"in\":[\"a\"!\"b\"]}}, true",
        "doc.updated, {\"siteId\":{\"eq\":\"c\"}}, false",
        "doc.updated, {\"siteid\":{\"eq\":\"b\"}}, false"
    })
    void obeysWildcardsAndFilters(String topic, String filter, boolean sent) {
        try (WebhookTarget target = new WebhookTarget()) {
            simulator.reach("https://hooks.example.com", target.uri());
            String filters = filter.isEmpty() ? "[]" : filter.replace('!', ',');
            simulator.seedWebhook(BODY.replaceAll("\"topic\":\\[.*]", "\"topic\":\"" + topic + "\"")
                    .replaceAll("\"filters\":\\[.*]", "\"filters\":" + filters));

            simulator.docUpdated(PUBLISHED, Map.of("siteId", "b"));
            await().until(() -> simulator.pending() == 0);

            assertThat(target.arrivals()).hasSize(sent ? 1 : 0);
        }
    }

    @Test
    void repeatsOnlyOnDemand() {
        try (WebhookTarget target = new WebhookTarget()) {
            simulator.reach("https://hooks.example.com", target.uri());
            simulator.seedWebhook(BODY);
            target.answer(arrival -> 500);
            simulator.docUpdated(PUBLISHED);
            await().until(() -> simulator.dropped("doc.updated") == 1);
            assertThat(target.arrivals()).hasSize(1);

            simulator.retries(1);
            simulator.timing(Duration.ofSeconds(5), Duration.ofMillis(20));
            simulator.docUpdated(PUBLISHED);
            await().until(() -> simulator.dropped("doc.updated") == 2);
            assertThat(target.arrivals()).hasSize(3);
        }
    }

    @Test
    void faultsHappenAsScheduled() {
        simulator.faults().on("POST webhooks").commitThenDrop();
        simulator.faults().on("GET webhooks").answer(429, "{}");

        assertThat(caller.json("POST", HOOKS, BODY).status()).isZero();
        assertThat(caller.get(HOOKS).status()).isEqualTo(429);
        assertThat(simulator.webhooks()).hasSize(1);
    }
}
