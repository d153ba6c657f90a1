package dev.serai;

import dev.serai.journal.Json;
import dev.serai.testing.Gateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.ThrowingConsumer;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One case of a {@code .test.yaml}: a payload, and what becomes of it.
 *
 * @param json the payload as it would be received
 * @param then the expectations by their keys
 */
record Case(Path file, String name, String family, String json, Map<String, @Nullable Object> then) {
    /** When every case arrives. */
    static final Instant RECEIVED_AT = Instant.parse("2026-03-01T12:00:00Z");

    private static final String SUFFIX = ".test.yaml";
    private static final Set<String> GIVEN = Set.of("name", "family", "payload", "change");

    /**
     * One test for each case of each file in a directory.
     *
     * @param expectations the keys that say what is expected
     */
    static Stream<DynamicTest> tests(Path directory, Set<String> expectations, ThrowingConsumer<Case> test)
            throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList().stream()
                    .flatMap(file -> read(file, expectations).stream())
                    .map(each -> DynamicTest.dynamicTest(each.toString(), () -> test.accept(each)));
        }
    }

    private static List<Case> read(Path file, Set<String> expectations) {
        List<Case> cases = new ArrayList<>();
        try {
            for (Object each : (List<?>) yaml(Files.readString(file))) {
                cases.add(read(file, map(each), expectations));
            }
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(file + ", after " + cases.size() + " cases: " + e.getMessage(), e);
        }
        return cases;
    }

    private static Object yaml(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }

    /** Of a sample that is a batch, the first. */
    private static Map<String, @Nullable Object> event(Object sample) {
        return map(sample instanceof List<?> batch ? batch.get(0) : sample);
    }

    private static Case read(Path file, Map<String, @Nullable Object> written, Set<String> expectations) {
        Map<String, @Nullable Object> then = new LinkedHashMap<>(written);
        then.keySet().removeAll(GIVEN);
        if (then.isEmpty() || !expectations.containsAll(then.keySet())) {
            throw new IllegalArgumentException(then.keySet() + " where " + expectations + " can be expected");
        }
        String sample = written.get("payload") instanceof String name ? name : null;
        Map<String, @Nullable Object> payload =
                sample == null ? map(written.get("payload")) : event(yaml(Gateway.sample(sample)));
        map(written.getOrDefault("change", Map.of())).forEach((path, value) -> change(payload, path, value));
        String ifInline = String.valueOf(
                written.getOrDefault("family", file.getFileName().toString().replace(SUFFIX, "")));
        return new Case(
                file,
                String.valueOf(written.get("name")),
                sample == null ? ifInline : sample.replaceFirst("/.*", ""),
                Json.write(payload),
                then);
    }

    /** Sets what lies at a dotted path; null takes it out. */
    private static void change(Map<String, @Nullable Object> payload, String path, @Nullable Object value) {
        int dot = path.indexOf('.');
        if (dot > 0) {
            change(map(payload.get(path.substring(0, dot))), path.substring(dot + 1), value);
        } else if (value == null) {
            payload.remove(path);
        } else {
            payload.put(path, value);
        }
    }

    @SuppressWarnings("unchecked") // YAML and JSON objects have no other keys here
    static Map<String, @Nullable Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalArgumentException(value + " is no map");
    }

    /** The name of the router or destination it is about. */
    String stem() {
        return file.getFileName().toString().replace(SUFFIX, "");
    }

    /** The payload, parsed as when it is received. */
    Map<String, Object> payload() {
        try {
            return Json.object(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return file.getFileName() + ": " + name;
    }
}
