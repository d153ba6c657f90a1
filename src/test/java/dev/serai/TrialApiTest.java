package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.check.Case;
import dev.serai.check.CaseRunner;
import dev.serai.event.Json;
import dev.serai.operate.AccessTokens;
import dev.serai.operate.Role;
import dev.serai.routes.Finding;
import dev.serai.testing.ApiDocumentation;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the running routes say of a payload and of a stored event, over HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class TrialApiTest {
    private static final String ROUTER = "campaign.camel.yaml";

    private final int port = Ports.free();
    private Path routes;
    private String viewer;
    private String operator;
    private Gateway gateway;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        routes = directory.resolve("routes");
        Path tokens = directory.resolve("tokens");
        Map<String, String> settings = new HashMap<>(Routes.copyTo(routes).settings());
        AccessTokens access = new AccessTokens(tokens);
        viewer = access.add("ann", Role.VIEWER);
        operator = access.add("bob", Role.OPERATOR);
        settings.put("management.host", "0.0.0.0");
        settings.put("management.port", Integer.toString(port));
        settings.put("management.token-file", tokens.toString());
        settings.put("routes.reload", "off");
        settings.put("management.try-files", "operator");
        gateway = Gateway.start(Database.H2, settings);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> ask(String path, String token) {
        return gateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                .header("Authorization", "Bearer " + token));
    }

    private HttpResponse<String> tried(Map<String, Object> body, String token) {
        return gateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/try"))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(Json.write(body))));
    }

    private static JsonNode read(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return ApiDocumentation.json(answer.body());
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private String stored(String sample) {
        return stored(sample.replaceFirst("/.*", ""), sample(sample));
    }

    private String stored(String family, String payload) {
        List<String> before = ids();
        assertThat(gateway.post(family, payload).statusCode()).isEqualTo(200);
        return ids().stream().filter(id -> !before.contains(id)).findFirst().orElseThrow();
    }

    private List<String> ids() {
        return gateway.query("select id from event").stream()
                .map(row -> String.valueOf(row.get("id")))
                .toList();
    }

    @Test
    void triesAPayloadByTheRoutesThatRun() {
        JsonNode tried =
                read(tried(Map.of("family", "campaign", "payload", sample("campaign/spamcomplaint")), operator));

        assertThat(tried.path("problems")).isEmpty();
        JsonNode event = tried.path("events").get(0);
        assertThat(texts(event.path("destinations"))).containsExactly("salesforce-optouts", "deliverability-mail");
        assertThat(event.path("why").get(0).asText())
                .startsWith(routes.resolve(ROUTER) + ":")
                .endsWith("when ${header.eventType} in 'unsubscribe,spamcomplaint' → outbox:salesforce-optouts");
        assertThat(tried.path("destinations").findValuesAsText("destination"))
                .containsExactly("salesforce-optouts", "deliverability-mail");
        assertThat(tried.path("destinations").get(0).path("calls").toString())
                .contains("/services/data/", "john.smith@example.com");
        assertThat(gateway.query("select * from event where type = 'spamcomplaint'"))
                .isEmpty();
    }

    @Test
    void triesFilesThatDoNotRun() throws Exception {
        String payload = sample("campaign/open");
        String changed = Files.readString(routes.resolve(ROUTER))
                .replace("'bounce'", "'open'")
                .replace("outbox:salesforce-bounces", "outbox:own");
        String own = Files.readString(routes.resolve("destinations/slack-alerts.camel.yaml"))
                .replace("slack-alerts", "own")
                .replace("autoStartup: false", "autoStartup: true");

        JsonNode without = read(tried(Map.of("family", "campaign", "payload", payload), operator));
        JsonNode with = read(tried(
                Map.of(
                        "family",
                        "campaign",
                        "payload",
                        payload,
                        "files",
                        Map.of(ROUTER, changed, "destinations/own.camel.yaml", own)),
                operator));

        assertThat(without.path("events").get(0).path("destinations")).isEmpty();
        assertThat(texts(with.path("events").get(0).path("destinations"))).containsExactly("own");
        assertThat(with.toString()).doesNotContain("serai-routes-");
        assertThat(with.path("destinations").findValuesAsText("destination")).containsExactly("own");
    }

    @Test
    void aFileThatCannotBeLoadedIsNamedWithItsLine() throws Exception {
        String broken = Files.readString(routes.resolve(ROUTER)).replace("'bounce'", "'bounze'");

        JsonNode tried = read(tried(
                Map.of("family", "campaign", "payload", sample("campaign/bounce"), "files", Map.of(ROUTER, broken)),
                operator));

        assertThat(tried.path("problems").get(0).asText())
                .startsWith(routes.resolve(ROUTER) + ":")
                .contains("bounze");
        assertThat(tried.path("events").get(0).path("unrouted").asText()).startsWith("no router direct:campaign");
    }

    @Test
    void refusesWhatCannotBeTried() {
        String payload = sample("campaign/bounce");
        assertThat(tried(Map.of("family", "shop", "payload", payload), operator).body())
                .contains("no family is called shop; there are campaign, cmp, graph, serai, experimentation");
        assertThat(tried(Map.of("family", "campaign", "payload", "{\"a\":"), operator)
                        .body())
                .contains("the payload is no JSON");
        assertThat(tried(Map.of("family", "cmp", "payload", "{\"a\":1}"), operator)
                        .body())
                .contains("the payload is no event of cmp: ");
        assertThat(tried(Map.of("family", "cmp", "payload", "[]"), operator).body())
                .contains("the payload has 0 events");
        assertThat(tried(Map.of("family", "cmp", "payload", "[" + "{},".repeat(99_999) + "{}]"), operator)
                        .body())
                .contains("too large: more than 100000 values and names");
        for (String name :
                List.of("../x.camel.yaml", "/etc/x.camel.yaml", "destinations/../../x.sql", "a/b.camel.yaml")) {
            assertThat(tried(Map.of("family", "campaign", "payload", payload, "files", Map.of(name, "x")), operator)
                            .body())
                    .as(name)
                    .contains("which is no name such as");
        }
        assertThat(tried(Map.of("family", "campaign", "payload", payload, "files", Map.of("lone.sql", "x")), operator)
                        .body())
                .contains("lone.sql, which lies beside no route file");
        assertThat(tried(Map.of("family", "campaign", "payload", payload, "files", Map.of("a.camel.yaml", 1)), operator)
                        .body())
                .contains("files must be an object of texts");
        assertThat(tried(Map.of("family", "campaign", "payload", payload), viewer)
                        .statusCode())
                .isEqualTo(403);
    }

    /** A payload may be as large as one that is edited. */
    @Test
    void triesALargePayload() {
        String payload = "{\"event_name\":\"task_added\",\"text\":\"" + "x".repeat(7_000_000) + "\"}";

        JsonNode tried = read(tried(Map.of("family", "cmp", "payload", payload), operator));

        assertThat(tried.path("events").get(0).path("type").asText()).isEqualTo("task_added");
    }

    @Test
    void saysWhyAnEventIsFiltered() {
        String id = stored("campaign/sent");

        JsonNode why = read(ask("/events/" + id + "/why", operator));

        assertThat(why.path("destinations")).isEmpty();
        assertThat(why.has("note")).isFalse();
        assertThat(why.path("branches").findValuesAsText("condition"))
                .containsExactly(
                        "when ${header.eventType} == 'bounce'",
                        "when ${header.eventType} in 'unsubscribe,spamcomplaint'",
                        "otherwise");
        assertThat(why.path("branches").findValuesAsText("taken")).containsExactly("false", "false", "true");
        JsonNode bounced = why.path("branches").get(0);
        assertThat(bounced.path("id").asText()).isEqualTo("bounced");
        assertThat(bounced.path("place").asText()).startsWith(routes.resolve(ROUTER) + ":");
        assertThat(bounced.path("compared"))
                .isEqualTo(ApiDocumentation.json("[{\"what\":\"${header.eventType}\",\"value\":\"sent\"}]"));
    }

    @Test
    void saysWhyAnEventGoesSomewhere() {
        String id = stored("campaign/unsubscribe");

        JsonNode why = read(ask("/events/" + id + "/why", operator));

        assertThat(texts(why.path("destinations"))).containsExactly("salesforce-optouts");
        assertThat(why.path("branches").findValuesAsText("condition"))
                .containsExactly(
                        "when ${header.eventType} == 'bounce'",
                        "when ${header.eventType} in 'unsubscribe,spamcomplaint'",
                        "filter ${header.eventType} == 'spamcomplaint'");
        assertThat(why.path("branches").findValuesAsText("taken")).containsExactly("false", "true", "false");
        assertThat(texts(why.path("branches").get(1).path("destinations"))).containsExactly("salesforce-optouts");
        assertThat(why.path("branches").get(2).path("destinations")).isEmpty();
        assertThat(texts(why.path("why"))).hasSize(1);
    }

    @Test
    void namesWhatAScriptAsksFor() {
        String id = stored("graph/bulk_completed");

        JsonNode why = read(ask("/events/" + id + "/why", operator));

        JsonNode compared = why.path("branches").get(0).path("compared");
        assertThat(compared.findValuesAsText("what"))
                .containsExactly("headers.eventType", "body.data", "body.data.items");
        assertThat(compared.findValuesAsText("value").get(0)).isEqualTo("bulk.completed");
        assertThat(compared.findValuesAsText("value").get(2)).contains("\"indexed\"");
    }

    @Test
    void masksTheValuesForAViewer() {
        String id = stored("campaign", sample("campaign/bounce").replace("false", "\"a-secret\""));

        assertThat(read(ask("/events/" + id + "/why", operator)).toString()).contains("a-secret");
        JsonNode masked = read(ask("/events/" + id + "/why", viewer));
        assertThat(masked.toString()).doesNotContain("a-secret").contains("\"what\":\"${body?[thresholdExceeded]}\"");
        assertThat(masked.findValuesAsText("value")).isNotEmpty().containsOnly("…");
    }

    @Test
    void saysThatNoSuchEventIsThere() {
        assertThat(ask("/events/x/why", operator).statusCode()).isEqualTo(400);
        assertThat(ask("/events/00000000-0000-8000-8000-000000000000/why", operator)
                        .statusCode())
                .isEqualTo(404);
    }

    /** Appended to the file that it names, in a copy of the routes. */
    private List<Finding> failing(String id, Path directory) throws Exception {
        JsonNode of = read(ask("/events/" + id + "/case", operator));
        assertThat(of.has("note")).as(of.toString()).isFalse();
        Routes.copyTo(directory);
        Path file = directory.resolve(of.path("file").asText());
        int before = Case.read(file, Gateway::sample).size();
        Files.writeString(file, of.path("yaml").asText(), StandardOpenOption.APPEND);
        List<Case> cases = Case.read(file, Gateway::sample);
        assertThat(cases).hasSize(before + 1);
        try (CaseRunner runner = Cases.runner(directory)) {
            return cases.stream().flatMap(each -> runner.run(each).stream()).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "campaign/bounce",
                "campaign/unsubscribe",
                "campaign/doubleoptin",
                "cmp/asset_published",
                "cmp/task_asset_added",
                "cmp/external_sub_step_comment_added",
                "graph/bulk_completed_deleted",
                "graph/doc_expired"
            })
    void aCaseOfAnEventPasses(String sample, @TempDir Path copy) throws Exception {
        String family = sample.replaceFirst("/.*", "");
        // another event than those of the other tests
        String id = stored(
                family,
                sample(sample)
                        .replaceFirst("\\{", "{\"test\":\"" + sample + "\",")
                        .replaceFirst("\"id\": \"", "\"id\": \"1"));

        assertThat(failing(id, copy)).isEmpty();
    }

    @Test
    void aCaseHasNoPersonInIt(@TempDir Path copy) throws Exception {
        String id = stored("campaign", """
                {"type":"bounce","id":"case-1","recipientId":"ida.real@firm.test","created":1617108575391,"clientId":1,
                 "mediaTypesToAddresses":{"EMAIL":"Ida.Real@firm.test","SMS":"+49 170 1234567"},"mediaType":"EMAIL",
                 "remoteAddress":"203.0.113.77","category":"softbounce","thresholdExceeded":1,"price":12.50,
                 "user":{"name":"Ida Real","mobile":"0170 7654321"},"other":"boss@firm.test",
                 "reason":"550 <ida.real@firm.test>: Ida Real is gone\\nask +49 170 1234567"}""");

        String yaml =
                read(ask("/events/" + id + "/case", operator)).path("yaml").asText();

        assertThat(yaml)
                .startsWith(
                        "- name: bounce goes to salesforce-bounces and deliverability-mail\n  payload:\n    type: bounce\n")
                .endsWith("\n  expect: [salesforce-bounces, deliverability-mail]\n")
                .contains("recipientId: mary.major@example.com", "EMAIL: mary.major@example.com", "Mary Major is gone")
                .contains("other: john.stiles@example.com", "remoteAddress: 192.0.2.1")
                .doesNotContainIgnoringCase("ida")
                .doesNotContain("firm.test", "170", "203.0.113");
        assertThat(failing(id, copy)).isEmpty();
        assertThat(ask("/events/" + id + "/case", viewer).statusCode()).isEqualTo(403);
    }

    @Test
    void drawsTheWays() {
        JsonNode picture = read(ask("/routes/picture", viewer));

        JsonNode campaign = picture.path("families").get(0);
        assertThat(campaign.path("file").asText()).isEqualTo(ROUTER);
        assertThat(campaign.path("branches").findValuesAsText("id"))
                .containsExactly("bounced", "too-often", "opted-out", "complained", "the-rest");
        assertThat(campaign.path("branches").get(0)).isEqualTo(ApiDocumentation.json("""
                        {"id":"bounced","line":12,"condition":"${header.eventType} == 'bounce'",
                         "destinations":["salesforce-bounces"],"routers":[]}"""));
        assertThat(campaign.path("branches").get(1).path("within").asText()).isEqualTo("bounced");
        assertThat(campaign.path("branches").get(4).path("condition").asText()).isEqualTo("otherwise");
        Map<String, String> kinds = new HashMap<>();
        picture.path("destinations")
                .forEach(each ->
                        kinds.put(each.path("name").asText(), each.path("kind").asText()));
        assertThat(kinds)
                .containsEntry("salesforce-bounces", "salesforce")
                .containsEntry("salesforce-optouts", "salesforce")
                .containsEntry("asset-archive", "jdbc")
                .containsEntry("editors-mail", "mail")
                .containsEntry("hubspot-bounces", "http")
                .containsEntry("slack-alerts", "http");
    }

    @Test
    void checksTheFilesOnDisk() throws Exception {
        JsonNode same = read(ask("/routes/check", viewer));
        assertThat(same.path("files").findValuesAsText("differs"))
                .hasSizeGreaterThan(10)
                .containsOnly("false");
        assertThat(same.path("findings")).isEmpty();
        assertThat(same.path("cases").asInt()).isPositive();
        Path router = routes.resolve("graph.camel.yaml");
        Path added = routes.resolve("destinations/added.sql");
        String text = Files.readString(router);
        try {
            Files.writeString(router, text.replace("'doc.expired'", "'doc.expirred'"));
            Files.writeString(added, "select 1");

            JsonNode differs = read(ask("/routes/check", viewer));

            JsonNode graph = StreamSupport.stream(differs.path("files").spliterator(), false)
                    .filter(each -> each.path("differs").asBoolean())
                    .reduce((one, other) -> {
                        throw new AssertionError(one + " and " + other);
                    })
                    .orElseThrow();
            assertThat(graph.path("file").asText()).isEqualTo("graph.camel.yaml");
            assertThat(graph.path("running").asText()).isEqualTo(text);
            assertThat(graph.path("diff").asText())
                    .startsWith("--- running/graph.camel.yaml\n+++ disk/graph.camel.yaml\n@@")
                    .contains("\n+                    expression: ${header.eventType} == 'doc.expirred'");
            assertThat(graph.path("findings").get(0).path("reason").asText()).contains("doc.expirred");
            assertThat(differs.path("findings").findValuesAsText("place")).containsExactly(added.toString());
        } finally {
            Files.writeString(router, text);
            Files.delete(added);
        }
    }
}
