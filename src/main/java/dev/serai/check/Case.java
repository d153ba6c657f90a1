package dev.serai.check;

import dev.serai.config.DecodedText;
import dev.serai.event.Json;
import dev.serai.routes.RouteFile;
import dev.serai.routes.YamlTree;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One case of a {@code .test.yaml}: a payload, and what becomes of it.
 *
 * @param line of the file, where the case begins
 * @param json the payload as it would be received
 * @param requestHeaders of the request that brings it, for a family whose events have a value there
 * @param then the expectations by their keys
 */
public record Case(
        Path file,
        int line,
        String name,
        String family,
        String json,
        Map<String, String> requestHeaders,
        Map<String, @Nullable Object> then) {
    /** When every case arrives. */
    public static final Instant RECEIVED_AT = Instant.parse("2026-03-01T12:00:00Z");

    public static final String SUFFIX = RouteFile.CASES;
    private static final Set<String> GIVEN = Set.of("name", "family", "payload", "change", "requestHeaders");
    private static final Set<String> EXPECTATIONS =
            Set.of("expect", "parameters", "body", "headers", "mail", "record", "mark");

    /**
     * Reads the cases of a file.
     *
     * @throws IllegalArgumentException with file and line if one of them is no case
     */
    public static List<Case> read(Path file, Samples samples) throws IOException {
        List<YamlTree> places = YamlTree.read(file).items();
        List<Case> cases = new ArrayList<>();
        for (Object each : yaml(DecodedText.of(file).text()) instanceof List<?> list ? list : List.of()) {
            int line = places.get(cases.size()).line();
            try {
                cases.add(read(file, line, map(each), samples));
            } catch (IOException | RuntimeException e) {
                throw new IllegalArgumentException(file + ":" + line + ": " + e.getMessage(), e);
            }
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

    private static Case read(Path file, int line, Map<String, @Nullable Object> written, Samples samples)
            throws IOException {
        Map<String, @Nullable Object> then = new LinkedHashMap<>(written);
        then.keySet().removeAll(GIVEN);
        if (then.isEmpty() || !EXPECTATIONS.containsAll(then.keySet())) {
            throw new IllegalArgumentException(then.keySet() + " where " + EXPECTATIONS + " can be expected");
        }
        String sample = written.get("payload") instanceof String name ? name : null;
        Map<String, @Nullable Object> payload =
                sample == null ? map(written.get("payload")) : event(yaml(samples.json(sample)));
        map(written.getOrDefault("change", Map.of())).forEach((path, value) -> change(payload, path, value));
        String ifInline = String.valueOf(written.getOrDefault("family", stem(file)));
        return new Case(
                file,
                line,
                String.valueOf(written.get("name")),
                sample == null ? ifInline : sample.replaceFirst("/.*", ""),
                Json.write(payload),
                texts(map(written.getOrDefault("requestHeaders", Map.of()))),
                then);
    }

    private static Map<String, String> texts(Map<String, @Nullable Object> map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.forEach((key, value) -> texts.put(key, String.valueOf(value)));
        return texts;
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

    /**
     * A value as the map that it is.
     *
     * @throws IllegalArgumentException if it is none
     */
    @SuppressWarnings("unchecked") // YAML and JSON objects have no other keys here
    public static Map<String, @Nullable Object> map(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, @Nullable Object>) map;
        }
        throw new IllegalArgumentException(value + " is no map");
    }

    /** The name of the router or destination it is about. */
    public String stem() {
        return stem(file);
    }

    static String stem(Path file) {
        return String.valueOf(file.getFileName()).replace(SUFFIX, "");
    }

    /** The payload, parsed as when it is received. */
    public Map<String, Object> payload() {
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
