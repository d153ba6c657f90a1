package dev.serai.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The AsyncAPI document of all events, against which payloads are held. */
public final class EventContract {
    static final Path FILE = Path.of("docs/asyncapi.yaml");
    private static final String ADDRESS = "https://serai.invalid/asyncapi.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNode ROOT = read();
    /** AsyncAPI 3.0 has the schemas of JSON Schema draft 7. */
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_7, registry -> registry.schemas(Map.of(ADDRESS, ROOT.toString()))
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .build()));

    private EventContract() {}

    /**
     * A message of a channel.
     *
     * @param types of the events for which it stands; none if it stands for a list of other messages
     * @param value as the document has it
     */
    record Message(String family, String channel, String key, List<String> types, JsonNode value) {
        /** The name of the schema of its payload. */
        String schema() {
            return value.at("/payload/$ref").asText().replaceFirst(".*/", "");
        }

        /** How sure it is. */
        String certainty() {
            return value.path("x-certainty").asText();
        }

        /** What a payload has or lacks against the schema; nothing if it fits. */
        List<Error> wrong(JsonNode payload) {
            return SCHEMAS.getSchema(SchemaLocation.of(ADDRESS + "#/components/schemas/" + schema()))
                    .validate(payload.toString(), InputFormat.JSON);
        }

        @Override
        public String toString() {
            return channel + "/" + key;
        }
    }

    private static JsonNode read() {
        try {
            return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(FILE)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document. */
    static JsonNode root() {
        return ROOT;
    }

    static JsonNode schema(String name) {
        return ROOT.at("/components/schemas/" + name);
    }

    /** All messages, in the order of the document. */
    static List<Message> messages() {
        List<Message> messages = new ArrayList<>();
        ROOT.path("channels").properties().forEach(channel -> channel.getValue()
                .path("messages")
                .properties()
                .forEach(message -> messages.add(message(channel, message.getKey(), message.getValue()))));
        return messages;
    }

    private static Message message(Map.Entry<String, JsonNode> channel, String key, JsonNode value) {
        List<String> types = new ArrayList<>();
        value.path("x-types").forEach(each -> types.add(each.asText()));
        return new Message(
                channel.getValue().path("x-family").asText(),
                channel.getKey(),
                key,
                value.has("x-types") ? List.copyOf(types) : List.of(key),
                value);
    }

    /** When an event of a type is sent, in one sentence for each of its forms. */
    public static List<String> sentWhen(String family, String type) {
        return messages(family, type).stream()
                .map(each -> each.value().path("summary").asText())
                .toList();
    }

    /** The messages of a type: more than one if it comes in several forms. */
    static List<Message> messages(String family, String type) {
        return messages().stream()
                .filter(each -> each.family().equals(family) && each.types().contains(type))
                .toList();
    }

    /**
     * What an event has or lacks against each message of its type.
     *
     * @param type as the family names it
     * @return nothing if it fits one of the messages
     */
    public static List<String> wrong(String family, String type, JsonNode payload) {
        return wrong(family, type, payload, error -> true);
    }

    /** The same, but what lacks is not wrong: the payload is shortened. */
    static List<String> wrongInPart(String family, String type, JsonNode payload) {
        return wrong(family, type, payload, error -> !error.getKeyword().equals("required"));
    }

    private static List<String> wrong(String family, String type, JsonNode payload, Predicate<Error> counts) {
        List<Message> messages = messages(family, type);
        if (messages.isEmpty()) {
            return List.of("no message of " + family + " has the type " + type);
        }
        List<String> wrong = new ArrayList<>();
        for (Message each : messages) {
            List<Error> here = each.wrong(payload).stream().filter(counts).toList();
            if (here.isEmpty()) {
                return List.of();
            }
            here.forEach(one -> wrong.add(each + ": " + one.getInstanceLocation() + " " + one.getMessage()));
        }
        return wrong;
    }
}
