package dev.serai.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.contract.EventContract.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A field of a message, put together from all schemas that say something about it.
 *
 * @param schemas of its value, the most general first
 * @param required whether it is always there if the object is there that it belongs to
 * @param certainty how sure it is
 */
record DocumentedField(String path, List<JsonNode> schemas, boolean required, String certainty) {
    private static final Map<String, String> WORDS = Map.ofEntries(
            Map.entry("date-time", "time"),
            Map.entry("date", "date"),
            Map.entry("uri", "URL"),
            Map.entry("uuid", "UUID"),
            Map.entry("string", "text"),
            Map.entry("array", "list"),
            Map.entry("boolean", "true or false"));

    /** The fields at any depth by their paths; {@code []} stands for each element of a list, {@code *} for any name. */
    static Map<String, DocumentedField> of(Message message) {
        Map<String, DocumentedField> fields = new LinkedHashMap<>();
        add(fields, "", message.value().path("payload"), message.certainty());
        return fields;
    }

    private static void add(Map<String, DocumentedField> fields, String place, JsonNode schema, String inherited) {
        if (schema.has("$ref")) {
            String name = schema.path("$ref").asText().replaceFirst(".*/", "");
            add(fields, place, EventContract.schema(name), inherited);
            return;
        }
        String certainty = schema.path("x-certainty").asText(inherited);
        schema.path("allOf").forEach(each -> add(fields, place, each, certainty));
        schema.path("properties").properties().forEach(each -> {
            String path = place.isEmpty() ? each.getKey() : place + "." + each.getKey();
            put(fields, path, each.getValue(), certainty);
            add(fields, path, each.getValue(), certainty);
        });
        schema.path("required").forEach(each -> {
            String path = place.isEmpty() ? each.asText() : place + "." + each.asText();
            require(fields, path, certainty);
        });
        if (schema.has("items")) {
            add(fields, place + "[]", schema.path("items"), certainty);
        }
        if (schema.path("additionalProperties").isObject()) {
            put(fields, place + ".*", schema.path("additionalProperties"), certainty);
            add(fields, place + ".*", schema.path("additionalProperties"), certainty);
        }
    }

    private static void put(Map<String, DocumentedField> fields, String path, JsonNode schema, String inherited) {
        List<JsonNode> schemas = new ArrayList<>();
        collect(schemas, schema);
        String certainty = schemas.stream()
                .filter(each -> each.has("x-certainty"))
                .map(each -> each.path("x-certainty").asText())
                .findFirst()
                .orElse(inherited);
        fields.merge(path, new DocumentedField(path, schemas, false, certainty), DocumentedField::and);
    }

    /** A schema, and those that it refers to or is made of, for the value itself. */
    private static void collect(List<JsonNode> schemas, JsonNode schema) {
        if (schema.has("$ref")) {
            collect(schemas, EventContract.schema(schema.path("$ref").asText().replaceFirst(".*/", "")));
            return;
        }
        schema.path("allOf").forEach(each -> collect(schemas, each));
        schemas.add(schema);
    }

    private static void require(Map<String, DocumentedField> fields, String path, String certainty) {
        fields.merge(path, new DocumentedField(path, List.of(), true, certainty), DocumentedField::and);
    }

    private DocumentedField and(DocumentedField other) {
        List<JsonNode> both = new ArrayList<>(schemas);
        both.addAll(other.schemas);
        return new DocumentedField(
                path, both, required || other.required, schemas.isEmpty() ? other.certainty : certainty);
    }

    /** What the field means; empty if no schema says it. */
    String meaning() {
        return first("description");
    }

    /** The type of its value for people, such as {@code text or null}. */
    String typeInWords() {
        String format = first("format");
        if (WORDS.containsKey(format)) {
            return WORDS.getOrDefault(format, "");
        }
        List<String> types = types();
        return types.size() > 3
                ? "any"
                : types.stream().map(each -> WORDS.getOrDefault(each, each)).collect(Collectors.joining(" or "));
    }

    private List<String> types() {
        for (JsonNode each : schemas) {
            JsonNode type = each.path("type");
            if (type.isTextual()) {
                return List.of(type.asText());
            } else if (type.isArray()) {
                List<String> types = new ArrayList<>();
                type.forEach(one -> types.add(one.asText()));
                return types;
            }
        }
        return List.of();
    }

    /** The values that are known. */
    List<String> values() {
        List<String> values = new ArrayList<>();
        schemas.forEach(each -> {
            each.path("x-values").forEach(value -> values.add(value.asText()));
            each.at("/items/x-values").forEach(value -> values.add(value.asText()));
        });
        return values.stream().distinct().toList();
    }

    private String first(String word) {
        return schemas.stream()
                .map(each -> each.path(word).asText())
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }
}
