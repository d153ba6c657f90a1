package dev.serai.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.contract.EventContract.Message;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A field of a message, put together from all schemas that say something about it.
 *
 * @param schemas of its value, the most general first
 * @param required whether it is always there if the object is there that it belongs to
 * @param certainty how sure it is
 */
record DocumentedField(String path, List<JsonNode> schemas, boolean required, String certainty) {

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

    /** The JSON type of its value, such as {@code string or null}; empty if it may have any. */
    String type() {
        for (JsonNode each : schemas) {
            JsonNode type = each.path("type");
            if (type.isTextual()) {
                return type.asText();
            } else if (type.isArray()) {
                List<String> types = new ArrayList<>();
                type.forEach(one -> types.add(one.asText()));
                return String.join(" or ", types);
            }
        }
        return "";
    }

    /** How the text of its value is written; empty if it may be any text. */
    String format() {
        return first("format");
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
