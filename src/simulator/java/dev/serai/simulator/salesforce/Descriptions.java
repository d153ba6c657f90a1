package dev.serai.simulator.salesforce;

import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.salesforce.Field.Trait;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What the org says about itself: versions, resources, objects and fields. */
final class Descriptions {
    private static final int OLDEST = 31;
    private static final int NEWEST = 66;
    private static final int ID_LENGTH = 18;
    private final Schema schema;

    Descriptions(Schema schema) {
        this.schema = schema;
    }

    static RestAnswer versions() {
        return RestAnswer.json(
                200,
                IntStream.rangeClosed(OLDEST, NEWEST)
                        .mapToObj(number -> Map.of(
                                "label", "Version " + number,
                                "url", "/services/data/v" + number + ".0",
                                "version", number + ".0"))
                        .toList());
    }

    /** @throws Refused if the version is not served, or not any more */
    static void check(String version) {
        if (!version.matches("v\\d{1,3}\\.0")) {
            throw Refused.notFound();
        }
        int number = Integer.parseInt(version.substring(1, version.length() - 2));
        if (number < OLDEST) {
            throw new Refused(410, "GONE", "The requested resource is no longer available");
        }
        if (number > NEWEST) {
            throw Refused.notFound();
        }
    }

    static RestAnswer resources(Call call) {
        String base = "/services/data/" + call.version() + "/";
        Map<String, String> resources = new LinkedHashMap<>();
        for (String name : List.of("sobjects", "query", "queryAll", "limits", "composite")) {
            resources.put(name, base + name);
        }
        return RestAnswer.json(200, resources);
    }

    RestAnswer all() {
        return RestAnswer.json(
                200,
                Map.of(
                        "encoding",
                        "UTF-8",
                        "maxBatchSize",
                        200,
                        "sobjects",
                        schema.all().stream().map(this::brief).toList()));
    }

    RestAnswer basic(SObjectType type) {
        return RestAnswer.json(200, Map.of("objectDescribe", brief(type), "recentItems", List.of()));
    }

    RestAnswer whole(SObjectType type) {
        Map<String, Object> description = brief(type);
        description.put(
                "fields", schema.visible(type).stream().map(Descriptions::field).toList());
        return RestAnswer.json(200, description);
    }

    private Map<String, Object> brief(SObjectType type) {
        Map<String, Object> brief = new LinkedHashMap<>();
        brief.put("name", type.name());
        brief.put("label", type.label());
        brief.put("keyPrefix", schema.prefix(type));
        brief.put("custom", type.name().contains("__"));
        brief.put("createable", true);
        brief.put("updateable", !type.isEvent());
        brief.put("deletable", !type.isEvent());
        brief.put("queryable", !type.isEvent());
        return brief;
    }

    private static Map<String, Object> field(Field field) {
        boolean writable = !field.is(Trait.READ_ONLY) && !field.is(Trait.SEEDED);
        Map<String, Object> description = new LinkedHashMap<>();
        description.put("name", field.name());
        description.put("label", field.label());
        description.put("type", field.type().described());
        boolean number = field.type().isNumber();
        description.put("length", number ? 0 : isId(field) ? ID_LENGTH : field.length());
        description.put("precision", number ? field.length() : 0);
        description.put("scale", field.shape().scale());
        description.put("createable", writable);
        description.put("updateable", writable && !field.is(Trait.SET_ONCE));
        description.put("nillable", !field.is(Trait.REQUIRED) && !isDefaulted(field));
        description.put("defaultedOnCreate", isDefaulted(field));
        description.put("externalId", field.is(Trait.EXTERNAL_ID));
        description.put("idLookup", isIdLookup(field));
        description.put("unique", field.is(Trait.UNIQUE));
        description.put("caseSensitive", field.is(Trait.CASE_SENSITIVE));
        description.put("referenceTo", field.type() == FieldType.LOOKUP ? List.of(field.detail()) : List.of());
        description.put("restrictedPicklist", field.shape().picklist().restricted());
        description.put(
                "picklistValues",
                field.shape().picklist().values().stream()
                        .map(value -> Map.of("value", value, "active", true))
                        .toList());
        return description;
    }

    private static boolean isId(Field field) {
        return field.type() == FieldType.ID || field.type() == FieldType.LOOKUP;
    }

    /** What the platform fills in if a create leaves it out: so it is never null, and nobody needs to send it. */
    private static boolean isDefaulted(Field field) {
        return field.type() == FieldType.ID
                || field.type() == FieldType.CHECKBOX
                || field.type() == FieldType.AUTO_NUMBER
                || field.name().equals("OwnerId")
                || field.name().equals("CreatedDate")
                || field.name().equals("SystemModstamp");
    }

    /** By which an upsert may find its record: ids, external ids, the name of a custom object, the address of a person. */
    private static boolean isIdLookup(Field field) {
        return field.type() == FieldType.ID
                || field.is(Trait.EXTERNAL_ID)
                || (field.type() == FieldType.EMAIL && field.name().equals("Email"))
                || (field.type() == FieldType.AUTO_NUMBER && field.name().equals("Name"));
    }
}
