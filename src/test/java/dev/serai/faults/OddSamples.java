package dev.serai.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.serai.simulator.optimizely.SamplePayloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The vendor's samples by family, each with the canary in it: what must never be quoted. */
final class OddSamples {
    static final String CANARY = "canary7f3b";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, List<JsonNode>> byFamily = new TreeMap<>();

    OddSamples() throws IOException {
        try (Stream<Path> files = Files.walk(SamplePayloads.DIRECTORY, 2)) {
            for (Path file : files.filter(file -> file.getNameCount() > SamplePayloads.DIRECTORY.getNameCount() + 1)
                    .sorted()
                    .toList()) {
                String family = String.valueOf(file.getName(SamplePayloads.DIRECTORY.getNameCount()))
                        .replace("_flat", "");
                JsonNode sample = marked(JSON.readTree(file.toFile()));
                Collection<JsonNode> events = new ArrayList<>();
                if (sample.isArray()) {
                    sample.forEach(events::add);
                } else {
                    events.add(((ObjectNode) sample).put(CANARY, CANARY));
                }
                byFamily.computeIfAbsent(family, any -> new ArrayList<>()).addAll(events);
            }
        }
    }

    /** Every text that people wrote, and every address. */
    private static JsonNode marked(JsonNode value) {
        if (value.isTextual() && value.textValue().matches("(?s).*[ @].*")) {
            return TextNode.valueOf(CANARY + value.textValue());
        }
        if (value instanceof ObjectNode object) {
            object.properties().forEach(field -> field.setValue(marked(field.getValue())));
        }
        if (value instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                list.set(i, marked(list.get(i)));
            }
        }
        return value;
    }

    List<String> families() {
        return List.copyOf(byFamily.keySet());
    }

    List<JsonNode> of(String family) {
        return byFamily.getOrDefault(family, List.of());
    }
}
