package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.Receiver.Request;
import dev.serai.event.Json;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Routes;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code hubspot-bounces}, enabled as its file says, against a real receiver that answers as HubSpot would. */
@SuppressWarnings("NullAway.Init")
class HubspotDestinationTest {
    private static final String FILE = "destinations/hubspot-bounces.camel.yaml";
    private static final String PATH = "/crm/v3/objects/contacts/batch/upsert";

    @TempDir
    Path directory;

    private volatile ToIntFunction<Request> mood = request -> 200;
    private final Receiver hubspot = new Receiver(request -> mood.applyAsInt(request));

    @AfterEach
    void close() {
        hubspot.close();
    }

    @Test
    void sendsABatchWithItsKeyOfIdempotency() throws Exception {
        try (Gateway gateway = start()) {
            gateway.post("campaign", bounces("ada", "bob"));
            gateway.settled();

            Request request = hubspot.requests().get(0);
            assertThat(request.method() + " " + request.path()).isEqualTo("POST " + PATH);
            assertThat(request.headers())
                    .containsEntry("Authorization", List.of("Bearer to&k+en%"))
                    .containsEntry("Content-type", List.of("application/json"))
                    .doesNotContainKeys("Contact", "Eventid", "Family");
            assertThat(request.headers().getFirst("Idempotency-Key")).matches("[0-9a-f-]{36}");
            assertThat(Json.object(request.body()))
                    .isEqualTo(Map.of("inputs", List.of(input("ada", 1), input("bob", 2))));
        }
    }

    @Test
    void sendsEachContactOnceWithItsNewestBounce() throws Exception {
        try (Gateway gateway = start()) {
            gateway.post(
                    "campaign",
                    "[" + bounce("ada", 7) + "," + bounce("bob", 5) + "," + bounce("ada", 9) + "," + bounce("ada", 8)
                            + "]");
            assertThat(hubspot(gateway.settled()).get("delivered").asInt()).isEqualTo(4);

            assertThat(hubspot.requests()).hasSize(1);
            assertThat(Json.object(hubspot.requests().get(0).body()))
                    .isEqualTo(Map.of("inputs", List.of(input("bob", 5), input("ada", 9))));
        }
    }

    @Test
    void aBounceWithoutATimeTakesNobodysPlace() throws Exception {
        String timeless = bounce("ada", 3).replaceFirst("1700000003000", "\"yesterday\"");
        try (Gateway gateway = start()) {
            gateway.post("campaign", "[" + timeless + "," + bounce("ada", 7) + "]");
            assertThat(hubspot(gateway.settled()).get("delivered").asInt()).isEqualTo(2);

            assertThat(Json.object(hubspot.requests().get(0).body()))
                    .isEqualTo(Map.of("inputs", List.of(input("ada", 7))));
        }
    }

    @Test
    void sendsNoMoreThanHubSpotTakes() {
        try (Gateway gateway = start()) {
            for (int hundred = 0; hundred < 3; hundred++) {
                int first = hundred * 100;
                gateway.post(
                        "campaign",
                        bounces(IntStream.range(first, first + 100)
                                .mapToObj(i -> "a" + i)
                                .toArray(String[]::new)));
            }
            gateway.settled();

            assertThat(hubspot.requests())
                    .allSatisfy(request -> assertThat(contacts(request)).hasSizeLessThanOrEqualTo(100));
            assertThat(hubspot.requests().stream()
                            .mapToInt(request -> contacts(request).size())
                            .sum())
                    .isEqualTo(300);
        }
    }

    @Test
    void repeatsACallUnderTheSameKey() {
        mood = request -> hubspot.requests().size() == 1 ? 503 : 200;
        try (Gateway gateway = start()) {
            gateway.post("campaign", bounces("ada", "bob"));
            // behind the suspension, which settled() takes for an end
            await().until(() -> hubspot(gateway.ledger()).get("delivered").asInt() == 2);

            assertThat(hubspot.requests().stream()
                            .map(request -> request.headers().getFirst("Idempotency-Key"))
                            .distinct())
                    .hasSizeLessThan(hubspot.requests().size());
        }
    }

    @ParameterizedTest
    @CsvSource({"400", "207"})
    void findsTheOneThatIsRefused(int status) {
        mood = request -> request.body().contains("bob") ? status : 200;
        try (Gateway gateway = start()) {
            gateway.post("campaign", bounces("ada", "bob", "cyd", "dan", "eve"));

            Awaitility.await()
                    .until(() -> hubspot(gateway.ledger()).get("delivered").asInt() == 4);
            assertThat(outcome(gateway, "bob"))
                    .isEqualTo(status == 400 ? "dead HTTP 400" : "waiting HTTP 207, a part of the call was refused");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "401, HTTP 401, false",
        "404, HTTP 404, true",
        "302, HTTP 302, true",
        "429, HTTP 429, false",
        "503, HTTP 503, false"
    })
    void isSuspended(int status, String reason, boolean misconfigured) {
        mood = request -> status;
        try (Gateway gateway = start()) {
            gateway.post("campaign", bounces("ada", "bob"));

            Awaitility.await()
                    .until(() -> hubspot(gateway.ledger()).get("suspended").asBoolean());
            JsonNode suspended = hubspot(gateway.ledger());
            assertThat(suspended.get("reason").asText()).endsWith(reason);
            assertThat(suspended.get("reason").asText().contains("(hubspot)")).isEqualTo(misconfigured);
            assertThat(suspended.get("waiting").asInt()).isEqualTo(2);
            assertThat(hubspot.requests()).extracting(Request::path).containsOnly(PATH);
        }
    }

    @Test
    void callsNobodyAboutNobody() {
        try (Gateway gateway = start()) {
            gateway.post("campaign", "[{\"type\":\"bounce\",\"id\":\"1\"}]");

            assertThat(hubspot(gateway.settled()).get("delivered").asInt()).isEqualTo(1);
            assertThat(hubspot.requests()).isEmpty();
        }
    }

    private Gateway start() {
        return start(Map.of("outbox.retry-delays", "100ms"));
    }

    private Gateway start(Map<String, String> different) {
        Routes routes = Routes.copyTo(directory)
                .edit(FILE, "    autoStartup: false\n", "")
                .edit(FILE, "uri: https://api.hubapi.com", "uri: " + hubspot.url())
                .edit("campaign.camel.yaml", "direct:campaign\n      steps:\n", """
                        direct:campaign
                              steps:
                                - to:
                                    id: to-hubspot
                                    uri: outbox:hubspot-bounces
                        """);
        Map<String, String> settings = new TreeMap<>(routes.settings());
        settings.put("HUBSPOT_TOKEN", "to&k+en%");
        settings.putAll(different);
        return Gateway.start(Database.H2, settings);
    }

    private static String bounces(String... names) {
        return IntStream.range(0, names.length)
                .mapToObj(i -> bounce(names[i], i + 1))
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String bounce(String name, int second) {
        return """
                {"type": "bounce", "id": "%s-%d", "created": 17000000%02d000, "category": "hardbounce",
                 "reason": "unknown", "mediaTypesToAddresses": {"EMAIL": "%s@example.com"}}
                """.formatted(name, second, second % 100, name);
    }

    private static Map<String, Object> input(String name, int second) {
        return Map.of(
                "idProperty",
                "email",
                "id",
                name + "@example.com",
                "properties",
                Map.of("bounced_at", "170000000" + second + "000", "bounce_reason", "hardbounce/unknown"));
    }

    private static List<?> contacts(Request request) {
        try {
            return (List<?>) Objects.requireNonNull(Json.object(request.body()).get("inputs"));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String outcome(Gateway gateway, String name) {
        String query = """
                select state || ' ' || last_error as outcome from delivery join event on id = event_id where contact = ?
                """;
        return (String) Awaitility.await()
                .until(
                        () -> gateway.query(query, name + "@example.com").get(0).get("outcome"),
                        outcome -> outcome != null);
    }

    private static JsonNode hubspot(JsonNode ledger) {
        return StreamSupport.stream(ledger.get("destinations").spliterator(), false)
                .filter(destination -> destination.get("destination").asText().equals("hubspot-bounces"))
                .findFirst()
                .orElseThrow();
    }
}
