package dev.serai.salesforce;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What an org says about an object, as the user of the credentials sees it
 * (<a href="https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/resources_sobject_describe.htm">sObject
 * Describe</a>). A field that the user may not see is not there.
 *
 * @param fields by their names, in any case
 */
public record SObjectDescription(String name, boolean createable, boolean updateable, Map<String, Field> fields) {

    /**
     * A field.
     *
     * @param createable whether a new record may have a value for it
     * @param updateable whether a record that is there may get another value
     * @param key whether an upsert may find its record by it: an external id, or {@code idLookup}
     * @param required whether a new record must have a value for it
     */
    public record Field(String name, boolean createable, boolean updateable, boolean key, boolean required) {
        private static Field of(Map<?, ?> described) {
            boolean createable = is(described, "createable");
            return new Field(
                    String.valueOf(described.get("name")),
                    createable,
                    is(described, "updateable"),
                    is(described, "externalId") || is(described, "idLookup"),
                    createable && !is(described, "nillable") && !is(described, "defaultedOnCreate"));
        }
    }

    /** @param described the answer in JSON */
    static SObjectDescription of(Map<String, Object> described) {
        Map<String, Field> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (Object each : described.get("fields") instanceof List<?> all ? all : List.of()) {
            if (each instanceof Map<?, ?> map) {
                Field field = Field.of(map);
                fields.put(field.name(), field);
            }
        }
        return new SObjectDescription(
                String.valueOf(described.get("name")),
                is(described, "createable"),
                is(described, "updateable"),
                fields);
    }

    private static boolean is(Map<?, ?> described, String trait) {
        return Boolean.TRUE.equals(described.get(trait));
    }

    /** The field of that name; Salesforce takes any case. */
    public Optional<Field> field(String name) {
        return Optional.ofNullable(fields.get(name));
    }

    /** The fields without which no record is made. */
    public List<Field> required() {
        return fields.values().stream().filter(Field::required).toList();
    }
}
