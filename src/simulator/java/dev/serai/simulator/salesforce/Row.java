package dev.serai.simulator.salesforce;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A record as it is stored; a change makes another row. */
record Row(String id, SObjectType type, Map<String, @Nullable Object> values, boolean deleted) {

    @Nullable
    Object value(Field field) {
        return values.get(field.name());
    }

    Row delete() {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(values);
        changed.put("IsDeleted", true);
        return new Row(id, type, changed, true);
    }

    /** The fields as JSON has them. */
    Map<String, @Nullable Object> json(Collection<Field> fields) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        for (Field field : fields) {
            Object value = value(field);
            json.put(field.name(), value instanceof Instant time ? Values.written(time) : value);
        }
        return json;
    }
}
