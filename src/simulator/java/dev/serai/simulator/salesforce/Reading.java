package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.http.StrictJson;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Records as JSON: the fields that were asked for, none that the user may not see. */
final class Reading {
    private final Schema schema;
    private final Store store;

    Reading(Schema schema, Store store) {
        this.schema = schema;
        this.store = store;
    }

    /** One record, with the fields of the parameter, or all. */
    RestAnswer one(Call call, Row row) {
        String asked = call.parameter("fields");
        List<Field> fields = asked == null ? schema.visible(row.type()) : fields(row.type(), ids(asked));
        return RestAnswer.json(200, json(call, row, fields));
    }

    /** Several records by id, null for each that is not there. */
    RestAnswer several(Call call, SObjectType type) {
        JsonNode body =
                call.method().equals("GET") ? StrictJson.tree(call.request().query()) : call.json();
        List<Field> fields = fields(type, listed(body.path("fields")));
        List<@Nullable Object> found = new ArrayList<>();
        for (String id : listed(body.path("ids"))) {
            Row row = RecordId.read(id).map(whole -> store.find(type, whole)).orElse(null);
            found.add(row == null || row.deleted() ? null : json(call, row, fields));
        }
        return RestAnswer.json(200, found);
    }

    Map<String, @Nullable Object> json(Call call, Row row, List<Field> fields) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        String url = url(call, row);
        json.put("attributes", Map.of("type", row.type().name(), "url", url));
        json.putAll(row.json(fields));
        return json;
    }

    static String url(Call call, Row row) {
        return "/services/data/%s/sobjects/%s/%s"
                .formatted(call.version(), row.type().name(), row.id());
    }

    private List<Field> fields(SObjectType type, List<String> names) {
        List<Field> fields = new ArrayList<>();
        for (String name : names) {
            Field field = schema.visible(type, name);
            if (field == null) {
                throw new Refused(
                        400, "INVALID_FIELD", "No such column '" + name + "' on sobject of type " + type.name());
            }
            fields.add(field);
        }
        return fields;
    }

    private List<String> listed(JsonNode node) {
        if (!node.isArray()) {
            return ids(node.asText());
        }
        List<String> listed = new ArrayList<>();
        node.forEach(each -> listed.add(each.asText()));
        return listed;
    }

    /** What stands between commas. */
    List<String> ids(@Nullable String listed) {
        return listed == null || listed.isEmpty() ? List.of() : Arrays.asList(listed.split(",", -1));
    }
}
