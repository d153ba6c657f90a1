package dev.serai.operate;

import dev.serai.event.Json;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The OpenAPI document of the management API, {@code openapi.yaml} beside this class. The API reads it too: a page, a method, a
 * parameter or a member of a body that the document does not name is refused, so that each new one has to be documented.
 */
final class ApiDocument {
    private static final String FILE = "openapi.yaml";
    /** Of a body for which the document says no {@code x-max-bytes}. */
    private static final int MAX_BODY = 64 * 1024;

    /** Stands in the file where the version of the build belongs. */
    private static final String VERSION = "version: of-the-build";

    private final String yaml;
    private final Map<?, ?> root;
    private final Map<String, Page> pages = new TreeMap<>();

    /**
     * The parameters and the body of a page.
     *
     * @param parameters of the query, by name: whether its values are true and false
     * @param body names of the members of the body; empty if there is none
     * @param maxBytes most bytes of the body
     */
    record Operation(Map<String, Boolean> parameters, SortedSet<String> body, int maxBytes) {}

    /**
     * The methods of a path.
     *
     * @param template such as {@code /api/v1/events/{id}}
     * @param path its segments; one in braces stands for any
     */
    record Page(String template, List<String> path, Map<HttpMethod, Operation> operations) {
        /**
         * What stands for the segments in braces.
         *
         * @param asked path of a request that the page matches
         * @throws IllegalArgumentException if a segment has a broken escape
         */
        Map<String, String> variables(String asked) {
            List<String> segments = segments(asked);
            Map<String, String> variables = new LinkedHashMap<>();
            for (int i = 0; i < path.size(); i++) {
                if (path.get(i).startsWith("{")) {
                    String name = path.get(i).substring(1, path.get(i).length() - 1);
                    // a plus is a plus in a path
                    variables.put(name, URLDecoder.decode(segments.get(i).replace("+", "%2B"), StandardCharsets.UTF_8));
                }
            }
            return variables;
        }

        private boolean matches(List<String> asked) {
            boolean same = path.size() == asked.size();
            for (int i = 0; same && i < path.size(); i++) {
                boolean any = path.get(i).startsWith("{") && !asked.get(i).isEmpty();
                same = any || path.get(i).equals(asked.get(i));
            }
            return same;
        }

        private boolean isFixed() {
            return path.stream().noneMatch(each -> each.startsWith("{"));
        }
    }

    private ApiDocument(String text) {
        this.yaml = text.replace(VERSION, "version: \"" + Version.SERAI + "\"");
        this.root = (Map<?, ?>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
        members(root, "paths").forEach((path, page) -> pages.put(path, page(path, page)));
    }

    private static final class Packed {
        static final ApiDocument DOCUMENT = ofProgram();
    }

    /** @throws IllegalStateException if the program was packed without it */
    static ApiDocument read() {
        return Packed.DOCUMENT;
    }

    private static ApiDocument ofProgram() {
        try (InputStream text = ApiDocument.class.getResourceAsStream(FILE)) {
            if (text == null) {
                throw new IllegalStateException(FILE + " is not in the program");
            }
            return new ApiDocument(new String(text.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String yaml() {
        return yaml;
    }

    String json() {
        return Json.write(root);
    }

    /**
     * The page of a path.
     *
     * @param path of a request, such as {@code /api/v1/events}
     */
    Optional<Page> page(String path) {
        List<String> asked = segments(path);
        Predicate<Page> matches = page -> page.matches(asked);
        return pages.values().stream()
                .filter(matches.and(Page::isFixed))
                .findFirst()
                .or(() -> pages.values().stream().filter(matches).findFirst());
    }

    private Page page(String path, Object page) {
        Map<HttpMethod, Operation> operations = new LinkedHashMap<>();
        members(page).forEach((method, operation) -> {
            if (operation instanceof Map<?, ?>) {
                operations.put(HttpMethod.valueOf(method.toUpperCase(Locale.ROOT)), operation(operation));
            }
        });
        return new Page(path, segments(path), operations);
    }

    private static List<String> segments(String path) {
        return List.of(path.split("/", -1));
    }

    private Operation operation(Object operation) {
        Map<String, Boolean> parameters = new TreeMap<>();
        for (Object each : list(Json.at(operation, "parameters"))) {
            Object parameter = resolved(each);
            if ("query".equals(Json.at(parameter, "in"))) {
                parameters.put(
                        String.valueOf(Json.at(parameter, "name")),
                        "boolean".equals(Json.at(parameter, "schema", "type")));
            }
        }
        Object body = Json.at(operation, "requestBody", "content", "application/json", "schema");
        Object most = Json.at(operation, "requestBody", "x-max-bytes");
        return new Operation(parameters, names(body), most instanceof Integer bytes ? bytes : MAX_BODY);
    }

    private SortedSet<String> names(@Nullable Object schema) {
        Object found = resolved(schema);
        SortedSet<String> names = new TreeSet<>(members(found, "properties").keySet());
        for (Object each : list(Json.at(found, "allOf"))) {
            names.addAll(names(each));
        }
        return names;
    }

    private @Nullable Object resolved(@Nullable Object value) {
        return Json.at(value, "$ref") instanceof String reference
                ? Json.at(root, reference.replaceFirst("^#/", "").split("/", -1))
                : value;
    }

    private static List<?> list(@Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static Map<String, Object> members(@Nullable Object value, String... path) {
        Map<String, Object> members = new LinkedHashMap<>();
        if (Json.at(value, path) instanceof Map<?, ?> map) {
            map.forEach((name, member) -> members.put(String.valueOf(name), member));
        }
        return members;
    }
}
