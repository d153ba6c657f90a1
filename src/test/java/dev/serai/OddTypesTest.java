package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetupTest;
import dev.serai.event.Json;
import dev.serai.event.RoutingDecision;
import dev.serai.receive.Family;
import dev.serai.receive.Family.Received;
import dev.serai.simulator.optimizely.SamplePayloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every field of every sample as each type that JSON has: no router is at a loss, no mapping gives an event up. */
@SuppressWarnings("NullAway.Init")
class OddTypesTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "7",
            "1.5e3",
            "\"text\"",
            "\"\"",
            "[]",
            "{}",
            "[7, null]",
            "[\"text\"]",
            "[[{}]]",
            "[{\"id\": []}]",
            "{\"a\": 7}",
            "{\"a\": {\"b\": [\"c\"]}}",
            "\"" + "long ".repeat(100) + "\"");

    private static final GreenMail smtp = new GreenMail(ServerSetupTest.SMTP.dynamicPort());
    private static final OrgOfCases org = new OrgOfCases();
    private static QuietGateway gateway;

    @BeforeAll
    static void start() throws Exception {
        smtp.start();
        Map<String, String> settings = new HashMap<>(org.settings());
        settings.putAll(Map.of(
                "outbox.max-linger", "0s",
                "mail.host", "localhost",
                "mail.port", Integer.toString(smtp.getSmtp().getPort()),
                "mail.security", "none",
                "mail.from", "serai@example.com",
                "mail.deliverability.to", "deliverability@example.com",
                "mail.editors.to", "editors@example.com"));
        gateway = new QuietGateway(settings);
        org.begin();
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.stop();
        smtp.stop();
        org.close();
    }

    @Test
    void everyOddEventIsRoutedAndNoMappingGivesItUp() throws Exception {
        Map<String, Map<UUID, Received>> events = new TreeMap<>();
        SortedSet<String> unrouted = new TreeSet<>();
        for (Path file : samples()) {
            String family = String.valueOf(file.getName(SamplePayloads.DIRECTORY.getNameCount()))
                    .replace("_flat", "");
            for (String json : odd(JSON.readTree(file.toFile()))) {
                Received arrived = arrived(family, json);
                if (arrived != null) {
                    RoutingDecision decision = gateway.decide(arrived);
                    if (decision.unrouted() != null) {
                        unrouted.add(family + " " + decision.unrouted() + " " + json);
                    }
                    List<String> further = family.equals("campaign") && json.contains("bounce")
                            ? List.of("hubspot-bounces", "slack-alerts")
                            : List.of();
                    Stream.concat(decision.destinations().stream(), further.stream())
                            .forEach(to -> events.computeIfAbsent(to, any -> new TreeMap<>())
                                    .putIfAbsent(arrived.event().id(), arrived));
                }
            }
        }

        assertThat(unrouted).isEmpty();
        assertThat(events.keySet())
                .containsExactly(
                        "asset-archive",
                        "content-archive",
                        "deliverability-mail",
                        "editors-mail",
                        "experiment-archive",
                        "hubspot-bounces",
                        "salesforce-bounces",
                        "salesforce-optouts",
                        "slack-alerts");
        for (Map.Entry<String, Map<UUID, Received>> each : events.entrySet()) {
            assertThat(gateway.deliver(List.copyOf(each.getValue().values()), each.getKey()))
                    .as(each.getKey())
                    .isEqualTo(Map.of("delivered", each.getValue().size()));
        }
    }

    /** What is true for the router of Campaign is true for its destinations. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            true      | true
            "true"    | true
            "True"    | true
            "TRUE"    | true
            " true "  | true
            1         | true
            1.0       | true
            1E0       | true
            "1"       | true
            false     | false
            "False"   | false
            0         | false
            "0"       | false
            2         | false
            10        | false
            "yes"     | false
            ""        | false
            null      | false
            []        | false
            [true]    | false
            [1]       | false
            {}        | false
            {"a":true} | false
            """)
    void routerAndMappingAgreeOnWhatIsTrue(String value, boolean isTrue) throws Exception {
        String json = "{\"type\":\"bounce\",\"id\":\"" + value.hashCode() + "\",\"thresholdExceeded\":" + value + "}";
        Received arrived = Objects.requireNonNull(arrived("campaign", json));

        assertThat(gateway.decide(arrived).destinations().contains("deliverability-mail"))
                .isEqualTo(isTrue);
        gateway.deliver(List.of(arrived), "salesforce-bounces");
        assertThat(org.record(arrived.event().id())).containsEntry("Threshold_Exceeded__c", isTrue);
    }

    private static @Nullable Received arrived(String family, String json) throws IOException {
        try {
            return gateway.event(family, Json.object(json), json);
        } catch (Family.NotAnEventException e) {
            return null;
        }
    }

    private static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.walk(SamplePayloads.DIRECTORY)) {
            return files.filter(file -> file.getNameCount() == SamplePayloads.DIRECTORY.getNameCount() + 2)
                    .sorted()
                    .toList();
        }
    }

    /** The sample with one thing in it exchanged, in every way. */
    private static List<String> odd(JsonNode sample) throws IOException {
        List<String> odd = new ArrayList<>();
        JsonNode event = sample.isArray() ? sample.get(0) : sample;
        exchange(event, event, odd);
        return odd;
    }

    private static void exchange(JsonNode root, JsonNode inner, List<String> odd) throws IOException {
        List<Map.Entry<JsonNode, Consumer<JsonNode>>> places = new ArrayList<>();
        if (inner instanceof ObjectNode object) {
            object.properties().forEach(field -> places.add(Map.entry(field.getValue(), field::setValue)));
        } else if (inner instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                int place = i;
                places.add(Map.entry(list.get(i), value -> list.set(place, value)));
            }
        }
        for (Map.Entry<JsonNode, Consumer<JsonNode>> place : places) {
            for (String value : VALUES) {
                place.getValue().accept(JSON.readTree(value));
                odd.add(root.toString());
            }
            place.getValue().accept(place.getKey());
            exchange(root, place.getKey(), odd);
        }
    }
}
