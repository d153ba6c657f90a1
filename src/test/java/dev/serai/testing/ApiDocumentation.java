package dev.serai.testing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The OpenAPI document of the management API, against which answers are held. */
public final class ApiDocumentation {
    /** What every answer may say, whatever was asked for. */
    private static final List<Integer> FOR_ANY_PATH = List.of(400, 401, 403, 404, 405, 413, 415, 421, 429, 503);

    private static final String PROBLEM = "application/problem+json";
    private static final String ADDRESS = "https://serai.invalid/openapi.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final JsonNode ROOT = read();
    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(Map.of(ADDRESS, ROOT.toString()))
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .build()));

    private ApiDocumentation() {}

    /**
     * An answer.
     *
     * @param path without a query
     * @param headers by name in small letters
     */
    public record Answer(String method, String path, int status, Map<String, String> headers, String body) {
        /** As the document names the method; it has no HEAD, which is answered as GET. */
        private String operation() {
            return method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return method + " " + path + " answers " + status;
        }
    }

    private static JsonNode read() {
        try (InputStream yaml = ApiDocumentation.class.getResourceAsStream("/dev/serai/operate/openapi.yaml")) {
            String text = new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
            return JSON.valueToTree(new Load(LoadSettings.builder().build()).loadFromString(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The document. */
    public static JsonNode root() {
        return ROOT;
    }

    /** A part of the document, which may be there by reference. */
    public static JsonNode resolved(JsonNode part) {
        return part.has("$ref") ? ROOT.at(part.path("$ref").asText().replaceFirst("^#", "")) : part;
    }

    /** The operations by method and path, such as {@code GET /api/v1/events/{id}}. */
    public static Map<String, JsonNode> operations() {
        Map<String, JsonNode> operations = new LinkedHashMap<>();
        ROOT.path("paths").properties().forEach(path -> path.getValue()
                .properties()
                .forEach(each ->
                        operations.put(each.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(), each.getValue())));
        return operations;
    }

    /** What an answer has that the document does not allow, with the place of the answer; empty if it is as documented. */
    public static List<String> wrong(Answer answer) {
        List<String> wrong = new ArrayList<>();
        mustBe(wrong, answer, "cache-control", "no-store");
        mustBe(wrong, answer, "x-content-type-options", "nosniff");
        String type = answer.headers().getOrDefault("content-type", "none");
        String schema = schema(answer, type).orElse(null);
        if (schema == null) {
            wrong.add(answer + " with " + type + ", which is not documented: " + answer.body());
        } else if (type.endsWith("json") && !answer.method().equals("HEAD")) {
            for (Error each : SCHEMAS.getSchema(SchemaLocation.of(ADDRESS + "#" + schema))
                    .validate(answer.body(), InputFormat.JSON)) {
                wrong.add(answer + ", and at " + each.getInstanceLocation() + " " + each.getMessage());
            }
        }
        return wrong;
    }

    private static void mustBe(List<String> wrong, Answer answer, String header, String value) {
        if (!value.equals(answer.headers().get(header))) {
            wrong.add(answer + " without " + header + ": " + value);
        }
    }

    /** The place of the schema in the document. */
    private static Optional<String> schema(Answer answer, String type) {
        String status = Integer.toString(answer.status());
        Optional<String> path = path(answer.path());
        JsonNode response = path.map(each -> ROOT.path("paths")
                        .path(each)
                        .path(answer.operation())
                        .path("responses")
                        .path(status))
                .orElse(JSON.missingNode());
        if (response.has("$ref")) {
            String place = response.path("$ref").asText().replaceFirst("^#", "");
            return resolved(response).path("content").has(type) ? Optional.of(schema(place, type)) : Optional.empty();
        } else if (response.path("content").has(type)) {
            return Optional.of(schema(
                    "/paths/" + escaped(path.orElseThrow()) + "/" + answer.operation() + "/responses/" + status, type));
        }
        boolean isDocumented =
                path.map(ROOT.path("paths")::path).orElse(JSON.missingNode()).has(answer.operation());
        return !isDocumented && type.equals(PROBLEM) && FOR_ANY_PATH.contains(answer.status())
                ? Optional.of("/components/schemas/Problem")
                : Optional.empty();
    }

    private static String schema(String response, String type) {
        return response + "/content/" + escaped(type) + "/schema";
    }

    private static String escaped(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }

    /** The path of the document that a path of a request is. */
    private static Optional<String> path(String asked) {
        @Nullable String open = null;
        for (Map.Entry<String, JsonNode> each : ROOT.path("paths").properties()) {
            String path = each.getKey();
            if (path.equals(asked)) {
                return Optional.of(path);
            } else if (Pattern.matches(path.replaceAll("\\{[^}]*}", "[^/]+"), asked)) {
                open = path;
            }
        }
        return Optional.ofNullable(open);
    }

    /** A value as JSON. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
