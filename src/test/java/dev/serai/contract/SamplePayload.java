package dev.serai.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.serai.config.Config;
import dev.serai.event.Json;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import dev.serai.receive.Family.NotAnEventException;
import dev.serai.receive.Family.Transmission;
import dev.serai.simulator.optimizely.SamplePayloads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One event of a sample.
 *
 * @param file where it is from
 * @param type as its family names it
 */
record SamplePayload(Path file, String family, String type, JsonNode payload) {
    private static final Path MORE = Path.of("src/test/resources/dev/serai/contract");
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<Family> FAMILIES = Families.SHIPPED.from(Config.shipped());

    /** Every event of every sample, and of what other families than the shipped ones send. */
    static List<SamplePayload> all() throws IOException {
        List<SamplePayload> all = new ArrayList<>();
        for (Path directory : List.of(SamplePayloads.DIRECTORY, MORE)) {
            for (Path file : files(directory)) {
                JsonNode read = JSON.readTree(file.toFile());
                String family = folder(file).replaceFirst("_.*", "");
                (read.isArray() ? read : List.of(read))
                        .forEach(each -> all.add(new SamplePayload(file, family, type(family, each), each)));
            }
        }
        return all;
    }

    private static String folder(Path file) {
        return file.getName(file.getNameCount() - 2).toString();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory, 2)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .filter(file -> !directory.equals(file.getParent()))
                    .sorted()
                    .toList();
        }
    }

    /** The type that a family gives an event; where there is no such family, the member {@code event}. */
    static String type(String family, JsonNode payload) {
        Optional<Family> found =
                FAMILIES.stream().filter(each -> each.name().equals(family)).findFirst();
        if (found.isEmpty()) {
            return payload.path("event").asText();
        }
        try {
            String json = payload.toString();
            return found.get()
                    .event(Json.object(json), json, new Transmission(Instant.EPOCH, null))
                    .event()
                    .type();
        } catch (IOException | NotAnEventException e) {
            throw new IllegalArgumentException(payload.toString(), e);
        }
    }

    @Override
    public String toString() {
        return folder(file) + "/" + file.getFileName();
    }
}
