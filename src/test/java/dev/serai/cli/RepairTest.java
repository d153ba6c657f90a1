package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** A repair as it happens: bounces were written to Salesforce with a wrong mapping, and are written again with the right one. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class RepairTest {
    private static final int EVENTS = 3_000;
    private static final int OF_A_REQUEST = 200;
    private static final String BOUNCES = "destinations/salesforce-bounces.camel.yaml";
    private static final String CATEGORY = "Bounce_Category__c:    event.text('category', 40)";
    private static final String WRONG_CATEGORY = "Bounce_Category__c:    event.text('reason', 40)";
    private static final String REASON = "[bounce.category, bounce.reason]";
    private static final String WRONG_REASON = "[bounce.reason, bounce.category]";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path directory;

    @Parameter
    Database database;

    private final String port = Integer.toString(Ports.free());

    private String done(String... arguments) {
        Ended ended = Operated.at(port, arguments);
        assertThat(ended.status()).as(ended.out() + ended.err()).isZero();
        return ended.out();
    }

    private Map<String, String> settings(Routes routes, SalesforceSimulator salesforce) {
        Map<String, String> settings = new HashMap<>(routes.settings());
        settings.put("routes.reload", "off");
        settings.put("management.port", port);
        settings.put("salesforce.login-url", salesforce.url());
        settings.put("salesforce.client-id", SalesforceSimulator.CLIENT_ID);
        settings.put("salesforce.client-secret", SalesforceSimulator.CLIENT_SECRET);
        return settings;
    }

    private static String address(int i) {
        return "person" + i + "@example.com";
    }

    private static void people(SalesforceSimulator salesforce) {
        for (int i = 0; i < EVENTS; i++) {
            Map<String, Object> person = new HashMap<>(Map.of("LastName", "Smith", "Email", address(i)));
            if (i % 2 == 0) {
                salesforce.insert("Contact", person);
            } else {
                person.put("Company", "Smith Inc.");
                salesforce.insert("Lead", person);
            }
        }
    }

    private static String bounces(int from) {
        return IntStream.range(from, from + OF_A_REQUEST)
                .mapToObj(i -> """
                        {"type":"bounce","id":"b-%d","clientId":1,"created":1760000000000,"category":"hardbounce",
                         "reason":"unknownuser","mediaTypesToAddresses":{"EMAIL":"%s"}}""".formatted(i, address(i)))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static void delivered(Gateway gateway, String where) {
        Awaitility.await()
                .dontCatchUncaughtExceptions()
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertThat(
                                gateway.query("select count(*) as all_of_them from delivery where destination ="
                                                + " 'salesforce-bounces' and state = 'delivered' and " + where)
                                        .get(0)
                                        .get("all_of_them"))
                        .isEqualTo((long) EVENTS));
    }

    /** How many records have each value. */
    private static Map<Object, Long> values(List<Map<String, Object>> records, String field) {
        return records.stream()
                .collect(Collectors.groupingBy(
                        each -> Objects.requireNonNullElse(each.get(field), "nothing"), Collectors.counting()));
    }

    private static List<Map<String, Object>> marked(SalesforceSimulator salesforce) {
        return Stream.of("Contact", "Lead")
                .flatMap(each -> salesforce.records(each).stream())
                .toList();
    }

    @Test
    void recordsAndPeopleAreRightAfterTheReplayAndNothingIsDoubled() throws Exception {
        Routes routes =
                Routes.copyTo(directory).edit(BOUNCES, CATEGORY, WRONG_CATEGORY).edit(BOUNCES, REASON, WRONG_REASON);
        try (SalesforceSimulator salesforce = SalesforceSimulator.start(0);
                Gateway gateway = Gateway.start(database, settings(routes, salesforce))) {
            people(salesforce);
            for (int from = 0; from < EVENTS; from += OF_A_REQUEST) {
                assertThat(gateway.post("campaign", bounces(from)).statusCode()).isEqualTo(200);
            }
            delivered(gateway, "true");
            assertThat(values(salesforce.records("Email_Event__c"), "Bounce_Category__c"))
                    .isEqualTo(Map.of("unknownuser", (long) EVENTS));
            assertThat(values(marked(salesforce), "EmailBouncedReason"))
                    .isEqualTo(Map.of("Optimizely: unknownuser/hardbounce", (long) EVENTS));

            String id = String.valueOf(
                    gateway.query("select id from event limit 1").get(0).get("id"));
            String wrong = version(id);
            routes.edit(BOUNCES, WRONG_CATEGORY, CATEGORY).edit(BOUNCES, WRONG_REASON, REASON);
            done("reload");
            String found = done("events", "--route-version", wrong, "--since", "1h", "--limit", "5000", "--json");
            assertThat(JSON.readTree(found).path("events")).hasSize(EVENTS);
            assertThat(done(
                            "replay",
                            "--destination",
                            "salesforce-bounces",
                            "--state",
                            "delivered",
                            "--version-ran",
                            wrong,
                            "--since",
                            "1h",
                            "--name",
                            "right category",
                            "--yes"))
                    .endsWith("%d deliveries were replayed.%n".formatted(EVENTS));
            delivered(gateway, "route_version not like '" + wrong + "%'");

            assertThat(values(salesforce.records("Email_Event__c"), "Bounce_Category__c"))
                    .isEqualTo(Map.of("hardbounce", (long) EVENTS));
            assertThat(values(marked(salesforce), "EmailBouncedReason"))
                    .isEqualTo(Map.of("Optimizely: hardbounce/unknownuser", (long) EVENTS));
            assertThat(values(marked(salesforce), "IsEmailBounced")).isEqualTo(Map.of(true, (long) EVENTS));
            assertThat(version(id)).isNotEqualTo(wrong);
            assertThat(done("event", id)).contains("Before, to salesforce-bounces: delivered", "(right category)");
            assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
        }
    }

    /** The version of the destination that sent last. */
    private String version(String event) throws Exception {
        for (JsonNode each : JSON.readTree(done("event", event, "--json")).path("deliveries")) {
            if (each.path("name").asText().equals("salesforce-bounces")) {
                return each.path("version").asText();
            }
        }
        throw new AssertionError("no delivery to salesforce-bounces");
    }
}
