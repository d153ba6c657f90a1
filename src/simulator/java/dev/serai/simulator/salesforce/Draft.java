package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a caller wants a record to be: readable values of fields that exist, and not more checked than that. */
record Draft(SObjectType type, Map<Field, @Nullable Object> values) {

    /** @throws Refused if it names a field that the object has not, or holds what no such field can hold */
    static Draft of(SObjectType type, JsonNode record) {
        Map<Field, @Nullable Object> values = new LinkedHashMap<>();
        record.properties().forEach(each -> {
            if (!each.getKey().equals("attributes")) {
                Field field = field(type, each.getKey());
                values.put(field, Values.ofJson(field, each.getValue()));
            }
        });
        return new Draft(type, values);
    }

    private static Field field(SObjectType type, String name) {
        Field field = type.field(name);
        if (field == null) {
            throw new Refused(400, "INVALID_FIELD", "No such column '" + name + "' on sobject of type " + type.name());
        }
        return field;
    }

    boolean names(Field field) {
        return values.containsKey(field);
    }

    @Nullable
    Object value(Field field) {
        return values.get(field);
    }

    /** The text of that field, or nothing. */
    String text(String name) {
        Field field = type.field(name);
        Object value = field == null ? null : values.get(field);
        return value == null ? "" : value.toString();
    }

    /** The value of a key as keys are compared, or nothing. */
    String comparable(Field key) {
        Object value = values.get(key);
        return value == null ? "" : key.comparable(value).toString();
    }

    Draft without(String name) {
        Map<Field, @Nullable Object> others = new LinkedHashMap<>(values);
        others.remove(type.field(name));
        return new Draft(type, others);
    }

    Draft with(Field field, Object value) {
        Map<Field, @Nullable Object> more = new LinkedHashMap<>(values);
        more.put(field, value);
        return new Draft(type, more);
    }
}
