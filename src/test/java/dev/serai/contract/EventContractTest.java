package dev.serai.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.serai.check.Case;
import dev.serai.config.Config;
import dev.serai.contract.EventContract.Message;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import dev.serai.simulator.optimizely.SamplePayloads;
import dev.serai.testing.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Payloads are as the AsyncAPI document says, and it refuses what is not so. */
class EventContractTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    /** These cases show what becomes of payloads that no sender makes. */
    private static final Path ODD_CASES = Path.of("src/test/resources/dev/serai/contract/odd-cases.txt");

    static List<SamplePayload> samples() throws IOException {
        return SamplePayload.all();
    }

    static List<Message> messages() {
        return EventContract.messages();
    }

    @Test
    void itsSchemasAreSchemas() {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                        .getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_7.getDialectId()))
                        .validate(
                                "{\"definitions\":" + EventContract.root().at("/components/schemas") + "}",
                                InputFormat.JSON))
                .isEmpty();
    }

    @Test
    void noValueIsMissing() {
        assertThat(nulls("", EventContract.root())).containsExactly("/channels/serai/address");
    }

    private static List<String> nulls(String place, JsonNode value) {
        List<String> nulls = new ArrayList<>();
        if (value.isNull()) {
            nulls.add(place);
        }
        value.properties().forEach(each -> nulls.addAll(nulls(place + "/" + each.getKey(), each.getValue())));
        if (value.isArray()) {
            value.forEach(each -> nulls.addAll(nulls(place, each)));
        }
        return nulls;
    }

    @ParameterizedTest
    @MethodSource("messages")
    void everyMessageSaysHowSureItIsAndWhereItIsFrom(Message message) {
        assertThat(message.certainty()).isIn("documented", "seen", "third-party", "inferred");
        assertThat(EventContract.root()
                        .at("/info/x-sources")
                        .has(message.value().path("x-source").asText()))
                .isTrue();
        assertThat(message.value().path("summary").asText()).endsWith(".");
        assertThat(EventContract.schema(message.schema()).isMissingNode()).isFalse();
    }

    @Test
    void everyReceivedFamilyHasAChannelForEachOfItsPaths() {
        for (Family family : Families.SHIPPED.received(Config.shipped())) {
            Set<String> addresses = new TreeSet<>();
            EventContract.root().path("channels").forEach(channel -> {
                if (channel.path("x-family").asText().equals(family.name())) {
                    addresses.add(channel.path("address").asText());
                }
            });
            assertThat(addresses).containsExactlyInAnyOrderElementsOf(family.paths());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void samplesAreAsItSays(SamplePayload sample) {
        assertThat(EventContract.wrong(sample.family(), sample.type(), sample.payload()))
                .isEmpty();
    }

    /** The index of the samples says which of them are guesses. */
    @Test
    void itIsAsSureAsTheIndexOfTheSamples() throws IOException {
        Path index = SamplePayloads.DIRECTORY.resolve("index.json");
        Map<String, String> basis = new TreeMap<>();
        JSON.readTree(index.toFile())
                .path("files")
                .forEach(each ->
                        basis.put(each.path("file").asText(), each.path("basis").asText()));
        for (SamplePayload sample : samples()) {
            Set<String> certainties = new TreeSet<>();
            fitting(sample).forEach(each -> certainties.add(each.certainty()));
            boolean guessed = basis.getOrDefault(sample.toString(), "").equals("inferred");
            assertThat(certainties).as(sample.toString()).hasSize(1);
            assertThat(certainties.contains("inferred")).as(sample.toString()).isEqualTo(guessed);
        }
    }

    private static List<Message> fitting(SamplePayload sample) {
        return EventContract.messages(sample.family(), sample.type()).stream()
                .filter(each -> each.wrong(sample.payload()).isEmpty())
                .toList();
    }

    /** A sample that has a field of its own would be unknown to {@code serai check}. */
    @ParameterizedTest
    @MethodSource("samples")
    void itDescribesEveryFieldOfTheSamples(SamplePayload sample) {
        Set<String> described = new TreeSet<>();
        EventContract.messages(sample.family(), sample.type())
                .forEach(each -> described.addAll(DocumentedField.of(each).keySet()));
        assertThat(paths("", sample.payload()).stream()
                        .filter(path -> described.stream().noneMatch(each -> matches(each, path))))
                .isEmpty();
    }

    /** Names that stand for any name are written {@code *}. */
    private static boolean matches(String described, String path) {
        return described.equals(path)
                || (described.contains("*")
                        && path.matches(
                                described.replaceAll("[.\\[\\]]", "\\\\$0").replace("*", "[^.]+(_[^.]+)*")));
    }

    private static Set<String> paths(String place, JsonNode value) {
        Set<String> paths = new LinkedHashSet<>();
        if (value.isArray()) {
            value.forEach(each -> paths.addAll(paths(place + "[]", each)));
        }
        value.properties().forEach(each -> {
            String path = place.isEmpty() ? each.getKey() : place + "." + each.getKey();
            paths.add(path);
            paths.addAll(paths(path, each.getValue()));
        });
        return paths;
    }

    @Test
    void listsOfCampaignAreAsItSays() throws IOException {
        Message list = messages().stream()
                .filter(each -> each.toString().equals("campaign/list"))
                .findFirst()
                .orElseThrow();
        ArrayNode all = NODES.arrayNode();
        samples().stream().filter(each -> each.family().equals("campaign")).forEach(each -> all.add(each.payload()));

        assertThat(list.wrong(all)).isEmpty();
        assertThat(list.wrong(NODES.arrayNode())).isNotEmpty();
        assertThat(list.wrong(NODES.arrayNode().addAll(repeated(all.get(0), 100))))
                .isEmpty();
        assertThat(list.wrong(NODES.arrayNode().addAll(repeated(all.get(0), 101))))
                .isNotEmpty();
        assertThat(list.wrong(NODES.arrayNode().add(all.get(0)).add(NODES.objectNode())))
                .isNotEmpty();
    }

    private static List<JsonNode> repeated(JsonNode value, int times) {
        return Stream.generate(() -> value).limit(times).toList();
    }

    static Stream<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (Stream<Path> all = Files.walk(Path.of("routes"))) {
            for (Path file : all.filter(each -> each.toString().endsWith(Case.SUFFIX))
                    .sorted()
                    .toList()) {
                cases.addAll(Case.read(file, Gateway::sample));
            }
        }
        return cases.stream();
    }

    /**
     * Cases may shorten a payload. The odd ones, with a value or a type that no sender has, are listed: so a case is seen that
     * became odd by mistake.
     */
    @Test
    void payloadsOfCasesAreAsItSaysOrAreListedAsOdd() throws IOException {
        List<String> odd =
                cases().filter(EventContractTest::isOdd).map(Case::toString).toList();
        assertThat(odd)
                .as("make the payload as docs/asyncapi.yaml says, or add the line to %s", ODD_CASES)
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(ODD_CASES));
    }

    private static boolean isOdd(Case given) {
        try {
            JsonNode payload = JSON.readTree(given.json());
            return !EventContract.wrongInPart(given.family(), SamplePayload.type(given.family(), payload), payload)
                    .isEmpty();
        } catch (IOException | IllegalArgumentException e) {
            return true;
        }
    }

    static Stream<SamplePayload> oneOfEachMessage() throws IOException {
        Set<String> seen = new TreeSet<>();
        return samples().stream().filter(each -> fitting(each).stream()
                .anyMatch(message -> seen.add(message.channel() + "/" + message.schema())));
    }

    @Test
    void everySchemaOfAPayloadHasASample() throws IOException {
        Set<String> schemas = new TreeSet<>();
        for (SamplePayload each : samples()) {
            fitting(each).forEach(message -> schemas.add(message.schema()));
        }
        assertThat(messages().stream().filter(each -> !each.types().isEmpty()).map(Message::schema))
                .isSubsetOf(schemas);
    }

    /** Each member of each sample, one after the other, gets a value of another type. */
    @ParameterizedTest
    @MethodSource("oneOfEachMessage")
    void aWrongTypeIsRefused(SamplePayload sample) {
        List<String> accepted = new ArrayList<>();
        eachMember(sample, (path, object, name) -> {
            JsonNode right = object.get(name);
            object.set(name, right.isContainerNode() ? NODES.textNode("x") : NODES.objectNode());
            if (EventContract.wrong(sample.family(), sample.type(), sample.payload())
                    .isEmpty()) {
                accepted.add(path);
            }
            object.set(name, right);
        });
        assertThat(accepted).allMatch(EventContractTest::hasAnyType);
    }

    /** The values of a change are those of the property that changed. */
    private static boolean hasAnyType(String path) {
        return path.matches("data\\[]\\.changes\\[]\\.(before|after)");
    }

    /** Each member that a schema requires, one after the other, is taken out. */
    @ParameterizedTest
    @MethodSource("oneOfEachMessage")
    void aMissingMemberIsRefusedIfItIsRequired(SamplePayload sample) {
        Set<String> required = new TreeSet<>();
        Set<String> refused = new TreeSet<>();
        Message message = fitting(sample).get(0);
        Map<String, DocumentedField> fields = DocumentedField.of(message);
        eachMember(sample, (path, object, name) -> {
            DocumentedField field = fields.get(path);
            if (field != null && field.required()) {
                required.add(path);
            }
            JsonNode right = object.remove(name);
            if (!message.wrong(sample.payload()).isEmpty()) {
                refused.add(path);
            }
            object.set(name, right);
        });
        assertThat(refused).isEqualTo(required).isNotEmpty();
    }

    @FunctionalInterface
    private interface Change {
        void at(String path, ObjectNode object, String name);
    }

    private static void eachMember(SamplePayload sample, Change change) {
        eachMember("", sample.payload(), change);
    }

    private static void eachMember(String place, JsonNode value, Change change) {
        if (value instanceof ObjectNode object) {
            List<String> names = new ArrayList<>();
            object.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                String path = place.isEmpty() ? name : place + "." + name;
                change.at(path, object, name);
                eachMember(path, object.get(name), change);
            }
        }
        if (value.isArray()) {
            value.forEach(each -> eachMember(place + "[]", each, change));
        }
    }

    @Test
    void anEventOfAnotherTypeIsRefused() throws IOException {
        for (SamplePayload sample : samples()) {
            for (Message other : messages()) {
                boolean same = EventContract.messages(sample.family(), sample.type()).stream()
                        .anyMatch(each -> each.schema().equals(other.schema())
                                || other.types().isEmpty());
                if (!same) {
                    assertThat(other.wrong(sample.payload()))
                            .as("%s as %s", sample, other)
                            .isNotEmpty();
                }
            }
        }
    }
}
