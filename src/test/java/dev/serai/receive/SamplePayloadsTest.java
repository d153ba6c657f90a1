package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.receive.Held.Event;
import dev.serai.simulator.optimizely.SamplePayloads;
import dev.serai.testing.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Every payload of the vendor's documents, as it is printed: accepted, typed, timed, keyed, kept and routed. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.serai.testing.Gateway#onEachDatabase()")
class SamplePayloadsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<String> ASSET_CHANGES =
            Set.of("asset_added", "asset_modified", "asset_removed", "asset_renditions_created");

    private final Gateway gateway;
    private final Held held;

    SamplePayloadsTest(Gateway gateway) {
        this.gateway = gateway;
        this.held = new Held(gateway);
    }

    @AfterEach
    void theLedgerBalances() {
        assertThat(held.balanced()).isTrue();
    }

    @TestFactory
    Stream<DynamicTest> keepsEverySample() throws IOException {
        return StreamSupport.stream(
                        parsed(Files.readString(SamplePayloads.DIRECTORY.resolve("index.json")))
                                .get("files")
                                .spliterator(),
                        false)
                .map(file -> file.get("file").asText().replace(".json", ""))
                // an entry of a list is an event, which is not kept byte for byte; SignedSendersTest has them
                .filter(name -> !name.startsWith("experimentation/"))
                .map(name -> DynamicTest.dynamicTest(name, () -> keepsAsPrinted(name)));
    }

    @Test
    void knowsASampleOfEveryEventThatTheVendorNames() throws IOException {
        assertThat(typesOf("cmp")).hasSize(43);
        assertThat(typesOf("campaign")).hasSize(12);
        assertThat(typesOf("graph")).containsExactlyInAnyOrder("bulk.completed", "doc.updated", "doc.expired");
    }

    private static Set<String> typesOf(String family) throws IOException {
        try (Stream<Path> files = Files.list(SamplePayloads.DIRECTORY.resolve(family))) {
            return files.map(file -> file.getFileName().toString().replace(".json", ""))
                    .flatMap(name -> elements(parsed(Gateway.sample(family + "/" + name))).stream())
                    .map(payload -> type(family, payload))
                    .collect(Collectors.toSet());
        }
    }

    private void keepsAsPrinted(String name) {
        String family = name.substring(0, name.indexOf('/')).replace("_flat", "");
        String body = Gateway.sample(name);
        List<JsonNode> elements = elements(parsed(body));
        List<Event> before = held.events("");

        String answer = gateway.post(family, body).body();

        List<Event> kept = new ArrayList<>(held.events(""));
        kept.removeAll(before);
        int size = elements.size();
        // two samples of Campaign are the same click, alone and in a list
        assertThat(answer).isIn(answer(kept.size(), size - kept.size()));
        assertThat(kept.size()).isBetween(name.equals("campaign/click_batch") ? 1 : size, size);
        assertThat(kept).allSatisfy(event -> {
            assertThat(body).as("byte for byte").contains(event.payload());
            assertThat(event.payload()).startsWith("{").endsWith("}");
            assertThat(event.unrouted()).isNull();
            assertRead(event, family, parsed(event.payload()));
        });
        assertThat(elements)
                .containsAll(kept.stream().map(event -> parsed(event.payload())).toList());

        String again = gateway.post(family, body).body();

        assertThat(again).isEqualTo(name.startsWith("cmp/") ? answer(1, 0) : answer(0, size));
    }

    private static String answer(int fresh, int duplicate) {
        return "{\"received\":%d,\"new\":%d,\"duplicate\":%d,\"quarantined\":0}"
                .formatted(fresh + duplicate, fresh, duplicate);
    }

    private static void assertRead(Event event, String family, JsonNode payload) {
        assertThat(event.family()).isEqualTo(family);
        assertThat(event.type()).isEqualTo(type(family, payload));
        assertThat(event.occurredAt()).isEqualTo(time(family, payload));
        assertThat(event.subject()).isEqualTo(subject(family, payload));
        assertThat(event.contact())
                .isEqualTo(payload.at("/mediaTypesToAddresses/EMAIL").textValue());
        assertThat(event.destinations()).isEqualTo(destinations(payload, event.type()));
    }

    private static String type(String family, JsonNode payload) {
        return switch (family) {
            case "cmp" -> payload.get("event_name").asText();
            case "campaign" -> payload.get("type").asText();
            default ->
                payload.at("/type/subject").asText() + "."
                        + payload.at("/type/action").asText();
        };
    }

    /** To the microsecond, as far as the databases go. */
    private static @Nullable Instant time(String family, JsonNode payload) {
        if (family.equals("campaign")) {
            return Instant.ofEpochMilli(payload.get("created").asLong());
        }
        return payload.has("timestamp")
                ? OffsetDateTime.parse(payload.get("timestamp").asText())
                        .toInstant()
                        .plusNanos(500)
                        .truncatedTo(ChronoUnit.MICROS)
                : null;
    }

    private static @Nullable String subject(String family, JsonNode payload) {
        List<String> places =
                switch (family) {
                    case "cmp" ->
                        List.of(
                                "/data/asset/id",
                                "/data/task/id",
                                "/data/campaign/id",
                                "/data/work_request/id",
                                "/data/comment_for/id",
                                "/data/event/id",
                                "/asset/id",
                                "/content/id",
                                "/task_id",
                                "/data/assets/articles/0/id");
                    case "campaign" -> List.of("/mailId");
                    default -> List.of("/data/docId", "/data/journalId");
                };
        return places.stream()
                .map(payload::at)
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .findFirst()
                .orElse(null);
    }

    private static List<String> destinations(JsonNode payload, String type) {
        if (ASSET_CHANGES.contains(type)) {
            return List.of("asset-archive");
        }
        if (type.equals("bounce")) {
            return payload.get("thresholdExceeded").asBoolean()
                    ? List.of("deliverability-mail", "salesforce-bounces")
                    : List.of("salesforce-bounces");
        }
        if (type.equals("spamcomplaint")) {
            return List.of("deliverability-mail", "salesforce-optouts");
        }
        if (type.equals("unsubscribe")) {
            return List.of("salesforce-optouts");
        }
        if (Set.of("asset_published", "content_published").contains(type)) {
            return List.of("editors-mail");
        }
        if (type.startsWith("project.")) {
            return type.contains("file_") || type.contains("snippet_") ? List.of() : List.of("experiment-archive");
        }
        boolean deleted = StreamSupport.stream(payload.at("/data/items").spliterator(), false)
                .anyMatch(item -> item.asText().equals("deleted"));
        return type.equals("doc.expired") || (type.equals("bulk.completed") && deleted)
                ? List.of("content-archive")
                : List.of();
    }

    private static List<JsonNode> elements(JsonNode body) {
        return body.isArray() ? StreamSupport.stream(body.spliterator(), false).toList() : List.of(body);
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
