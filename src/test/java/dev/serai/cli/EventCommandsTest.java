package dev.serai.cli;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.ScriptedApi;
import dev.serai.testing.SmallRoutes;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The commands that find and explain events, and the status, on a running gateway. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class EventCommandsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    Path directory;

    @Parameter
    Database database;

    private final Map<String, String> environment = new HashMap<>();
    private final ScriptedApi side = new ScriptedApi();
    private SmallRoutes routes;
    private Gateway gateway;

    @BeforeEach
    void start() {
        routes = new SmallRoutes(directory);
        Map<String, String> settings = new HashMap<>(Map.of(
                "routes.directory", directory.toString(),
                "SIDE_URL", side.url(),
                "database.archive.create-tables", "false",
                "management.port", Integer.toString(Ports.free()),
                "routes.reload", "off"));
        environment.put("ROUTES_DIRECTORY", directory.toString());
        environment.put("MANAGEMENT_PORT", settings.get("management.port"));
        gateway = Gateway.start(database, settings);
    }

    @AfterEach
    void stop() {
        gateway.close();
        side.close();
    }

    private Ended serai(String... arguments) {
        return Ended.of(environment, arguments);
    }

    private void post(String sample) {
        assertThat(gateway.post("cmp", sample(sample)).statusCode()).isEqualTo(200);
    }

    private void states(String... states) {
        Awaitility.await().untilAsserted(() -> assertThat(gateway.query("select state from delivery"))
                .extracting(row -> String.valueOf(row.get("state")))
                .containsExactlyInAnyOrder(states));
    }

    private String id(String type) {
        return String.valueOf(gateway.query("select id from event where type = ?", type)
                .get(0)
                .get("id"));
    }

    /** One delivered, one refused for good. */
    private void delivered() {
        side.then(200, "").then(400, "{\"error\":\"no\"}");
        post("cmp/asset_added");
        states("delivered");
        post("cmp/task_added");
        states("delivered", "dead");
    }

    @Test
    void eventsFindsByWhatTheyAreAndWhatBecameOfThem() {
        delivered();
        routes.write("cmp.camel.yaml", SmallRoutes.router("left").replaceFirst("(?s)        - to:.*", """
                        - log:
                            id: kept-only
                            message: kept
                """));
        assertThat(serai("reload").out()).startsWith("cmp loaded");
        post("cmp/asset_removed");

        assertThat(serai("events").out().lines())
                .hasSize(5)
                .anyMatch(line -> line.endsWith("left delivered  " + id("asset_added")))
                .anyMatch(line -> line.endsWith("left dead       " + id("task_added")))
                .anyMatch(line -> line.endsWith("nowhere         " + id("asset_removed")));
        assertThat(serai("events", "--state", "dead").out().lines())
                .hasSize(3)
                .last()
                .asString()
                .endsWith("left dead  " + id("task_added"));
        JsonNode filtered = serai("events", "--state", "filtered", "--family", "cmp", "--json")
                .json();
        assertThat(filtered.path("events")).hasSize(1);
        assertThat(filtered.path("events").get(0).path("id").asText()).isEqualTo(id("asset_removed"));
        assertThat(serai("events", "--destination", "left", "--since", "1h", "--json")
                        .json()
                        .path("events"))
                .hasSize(2);
        String version = String.valueOf(
                gateway.query("select router_version from delivery").get(0).get("router_version"));
        assertThat(serai("events", "--route-version", version.substring(0, 8), "--json")
                        .json()
                        .path("events"))
                .hasSize(2);
        assertThat(serai("events", "--contact", "nobody@example.com"))
                .isEqualTo(new Ended(0, "There is no such event.%n".formatted(), ""));
    }

    @Test
    void eventPrintsACaseForTheTestFile() {
        post("cmp/asset_added");

        assertThat(serai("event", id("asset_added"), "--case").out())
                .startsWith("- name: asset_added goes to left\n  payload:\n    event_name: asset_added\n")
                .endsWith("\n  expect: [left]\n");
    }

    @Test
    void eventsGoesOnWhereItEnded() {
        side.then(200, "");
        for (String sample : List.of("cmp/asset_added", "cmp/task_added", "cmp/asset_removed")) {
            post(sample);
        }
        states("delivered", "delivered", "delivered");

        Ended first = serai("events", "--limit", "2");
        String after = first.out().replaceFirst("(?s).*--after ", "").strip();
        Ended second = serai("events", "--limit", "2", "--after", after);

        assertThat(first.out().lines()).hasSize(5);
        assertThat(second.out().lines()).hasSize(3);
        assertThat(first.out()).doesNotContain(id("asset_added"));
        assertThat(second.out()).contains(id("asset_added"));
    }

    @Test
    void whatCannotBeMeantIsRefused() {
        assertThat(serai("events", "--state", "gone").err())
                .contains("state must be waiting, delivered, dead, cancelled, discarded, unrouted or filtered");
        assertThat(serai("events", "--route-version", "12").err()).contains("8 to 64 digits");
        assertThat(serai("events", "--limit", "0").status()).isEqualTo(ExitStatus.USAGE);
        assertThat(gateway.ask("/api/v1/events?limit=501").statusCode()).isEqualTo(400);
        assertThat(gateway.ask("/api/v1/events?colour=red").body()).contains("colour is unknown here");
        assertThat(gateway.ask("/api/v1/events?after=yesterday").statusCode()).isEqualTo(400);
        assertThat(gateway.ask("/api/v1/events/17").statusCode()).isEqualTo(400);
        assertThat(gateway.ask("/api/v1/tail?wait=31").statusCode()).isEqualTo(400);
        assertThat(serai("event", new UUID(0, 7).toString()).err()).contains("there is no event");
    }

    @Test
    void eventTellsItsWholeStory() {
        delivered();

        Ended dead = serai("event", id("task_added"));

        assertThat(dead.err()).isEmpty();
        assertThat(dead.out())
                .startsWith("cmp task_added " + id("task_added"))
                .contains("Decision: routed")
                .containsPattern("→ left by version [0-9a-f]{12}, .*cmp\\.camel\\.yaml:\\d+ \\(away\\)")
                .contains("Delivery to left: dead")
                .containsPattern("attempt 1  \\S+Z  dead  \\d+ ms  ")
                .containsPattern("sent by   version [0-9a-f]{12}")
                .containsPattern("(?s)Payload.*\"event_name\" : ");
        assertThat(serai("event", id("asset_added")).out())
                .contains("Delivery to left: delivered")
                .containsPattern("attempt 1  \\S+Z  delivered");
        assertThat(serai("event", id("asset_added"), "--raw").out())
                .isEqualTo(sample("cmp/asset_added").strip());
        assertThat(gateway.ask("/api/v1/events/" + id("asset_added") + "/raw")
                        .headers()
                        .firstValue("Content-Type"))
                .contains("application/json");
    }

    @Test
    void eventSaysWhenTheRuleIsNotTheOneThatRuns() {
        delivered();
        routes.write("cmp.camel.yaml", SmallRoutes.router("right"));
        serai("reload");

        Ended ended = serai("event", id("asset_added"));

        assertThat(ended.out())
                .containsPattern("→ left by version [0-9a-f]{12}, which does not run now")
                .contains("serai versions --show")
                .doesNotContain("(away)");
        JsonNode json = serai("event", id("asset_added"), "--json").json();
        assertThat(json.path("decision").path("rules").get(0).has("place")).isFalse();
        assertThat(json.path("deliveries").get(0).path("state").asText()).isEqualTo("delivered");
    }

    @Test
    void tailShowsNewEventsAsTheyCome() throws Exception {
        side.then(200, "");
        post("cmp/asset_added");
        states("delivered");
        CompletableFuture<Ended> tail =
                CompletableFuture.supplyAsync(() -> serai("tail", "--type", "task_added", "--count", "2"));
        // the tail shows what is received after its first request
        Awaitility.await().until(() -> {
            post("cmp/task_added");
            post("cmp/asset_removed");
            return tail.isDone();
        });

        Ended ended = tail.get(1, TimeUnit.SECONDS);
        assertThat(ended.status()).isZero();
        assertThat(ended.out().lines())
                .hasSize(2)
                .allMatch(line -> line.contains("  cmp  task_added  ") && line.contains("left "));
    }

    @Test
    void aTailWithoutEventsEndsWithTheTime() throws Exception {
        JsonNode nothing = JSON.readTree(gateway.ask("/api/v1/tail?wait=1").body());

        assertThat(nothing.path("events")).isEmpty();
        assertThat(nothing.path("next").asText()).isNotEmpty();
    }

    @Test
    void statusIsZeroIfNothingNeedsAPerson() {
        side.then(200, "");
        post("cmp/asset_added");
        states("delivered");

        Ended ended = serai("status");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .startsWith("UP  Serai ")
                .contains(database == Database.H2 ? "H2 2." : "PostgreSQL 1")
                .containsPattern("  cmp +1 +1  20\\S+Z +-")
                .containsPattern("  left +working +0 +- +\\d+\\.\\d +0")
                .contains("Journal keeps webhooks");
        assertThat(ended.status()).isZero();
    }

    @Test
    void statusShowsWhatNeedsAPersonAndWhatToDo() {
        side.then(401, "");
        post("cmp/asset_added");
        Awaitility.await()
                .untilAsserted(() -> assertThat(serai("status").status()).isEqualTo(ExitStatus.FINDING));
        gateway.send(
                gateway.request("cmp").setHeader("Callback-Secret", "wrong").POST(BodyPublishers.ofString("{}")));

        Ended ended = serai("status");

        assertThat(ended.out())
                .startsWith("DEGRADED  Serai ")
                .containsPattern("! left: suspended since 20.*%n  → mend what the reason names".formatted())
                .containsPattern("  left +(suspended|misconfigured) +1 ")
                .contains("1 × 401");
        JsonNode json = serai("status", "--json").json();
        assertThat(json.path("attention").get(0).path("next").asText()).contains("serai events --state waiting");
        assertThat(json.path("destinations").get(0).path("nextProbeAt").asText())
                .endsWith("Z");
    }

    @Test
    void withoutAGatewayTheyEndWithThree() {
        environment.put("MANAGEMENT_PORT", Integer.toString(Ports.free()));
        for (List<String> each :
                List.of(List.of("events"), List.of("event", "1"), List.of("tail"), List.of("status"))) {
            Ended ended = serai(each.toArray(String[]::new));

            assertThat(ended.status()).isEqualTo(ExitStatus.UNREACHED);
            assertThat(ended.err()).startsWith("serai: no gateway answers at http://127.0.0.1:");
        }
    }
}
