package dev.serai.simulator.salesforce;

import dev.serai.simulator.salesforce.Field.Trait;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a record has to satisfy before it is saved. */
final class Validation {
    private static final Pattern EMAIL =
            Pattern.compile("[\\w.!#$%&'*/=?^+`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9]"
                    + "(?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\\.[A-Za-z]{2,}");
    private final Schema schema;
    private final Store store;

    Validation(Schema schema, Store store) {
        this.schema = schema;
        this.store = store;
    }

    /**
     * Whether the caller may set these fields at all.
     *
     * @param creating whether the record is not there yet
     */
    void mayWrite(Draft draft, boolean creating, boolean seeding) throws Unsaved {
        List<String> refused = draft.values().keySet().stream()
                .filter(field -> field.is(Trait.READ_ONLY)
                        || (field.is(Trait.SET_ONCE) && !creating)
                        || (!seeding && (field.is(Trait.SEEDED) || schema.isHidden(draft.type(), field))))
                .map(Field::name)
                .toList();
        if (!refused.isEmpty()) {
            throw new Unsaved(new ApiError(
                    "INVALID_FIELD_FOR_INSERT_UPDATE",
                    "Unable to create/update fields: " + String.join(", ", refused)
                            + ". Please check the security settings of this field and verify that it is read/write"
                            + " for your profile or permission set.",
                    refused));
        }
    }

    void values(Draft draft) throws Unsaved {
        for (Map.Entry<Field, @Nullable Object> each : draft.values().entrySet()) {
            if (each.getValue() instanceof String text) {
                value(each.getKey(), text);
            }
            if (each.getValue() instanceof BigDecimal number) {
                number(each.getKey(), number);
            }
        }
    }

    private void value(Field field, String text) throws Unsaved {
        if (field.length() > 0 && text.codePointCount(0, text.length()) > field.length()) {
            throw new Unsaved(
                    "STRING_TOO_LONG",
                    "%s: data value too large: %s (max length=%d)".formatted(field.label(), text, field.length()),
                    field.name());
        }
        if (field.type() == FieldType.EMAIL && !EMAIL.matcher(text).matches()) {
            throw new Unsaved(
                    "INVALID_EMAIL_ADDRESS", field.label() + ": invalid email address: " + text, field.name());
        }
        if (field.type() == FieldType.LOOKUP) {
            lookup(field, text);
        }
        if (field.type() == FieldType.PICKLIST) {
            chosen(field, List.of(text));
        }
        if (field.type() == FieldType.MULTI_PICKLIST) {
            chosen(field, Picklist.selected(text));
        }
    }

    private static void chosen(Field field, List<String> values) throws Unsaved {
        for (String value : values) {
            if (!field.shape().picklist().accepts(value)) {
                throw new Unsaved(
                        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                        field.label() + ": bad value for restricted picklist field: " + value,
                        field.name());
            }
        }
    }

    /**
     * Digits before the point are bounded. More digits behind the point than the field has are stored as sent.
     *
     * @see <a href="https://help.salesforce.com/s/articleView?id=000387302">more decimal places than defined</a>
     */
    private static void number(Field field, BigDecimal number) throws Unsaved {
        int most = field.length() - field.shape().scale();
        if (field.length() > 0 && number.abs().compareTo(BigDecimal.TEN.pow(most)) >= 0) {
            throw new Unsaved(
                    "NUMBER_OUTSIDE_VALID_RANGE",
                    field.label() + ": value outside of valid range on numeric field: " + number.toPlainString(),
                    field.name());
        }
    }

    private void lookup(Field field, String text) throws Unsaved {
        Optional<String> id = RecordId.read(text);
        String wrong = field.label() + ": id value of incorrect type: " + text;
        if (id.isEmpty()) {
            throw new Unsaved("MALFORMED_ID", wrong, field.name());
        }
        if (!schema.belongs(id.get(), field.detail())) {
            throw new Unsaved("FIELD_INTEGRITY_EXCEPTION", wrong, field.name());
        }
        SObjectType target = schema.find(field.detail());
        if (target != null) {
            pointsTo(target, id.get(), field);
        }
    }

    private void pointsTo(SObjectType target, String id, Field field) throws Unsaved {
        Row row = store.find(target, id);
        if (row == null) {
            throw new Unsaved("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id", field.name());
        }
        if (row.deleted()) {
            throw new Unsaved("ENTITY_IS_DELETED", "entity is deleted", field.name());
        }
    }

    /** The record, if there is one that is not deleted. */
    Row existing(SObjectType type, String id) throws Unsaved {
        Row row = store.find(type, id);
        if (row == null) {
            throw new Unsaved("INVALID_CROSS_REFERENCE_KEY", "invalid cross reference id");
        }
        if (row.deleted()) {
            throw new Unsaved("ENTITY_IS_DELETED", "entity is deleted");
        }
        return row;
    }

    /** The record as it would be: complete, alone with its keys, and within the rules of the org. */
    void whole(Row row) throws Unsaved {
        List<String> missing = row.type().fields().stream()
                .filter(field -> field.is(Trait.REQUIRED) && row.value(field) == null)
                .map(Field::name)
                .toList();
        if (!missing.isEmpty()) {
            throw new Unsaved(new ApiError(
                    "REQUIRED_FIELD_MISSING",
                    missing.stream().collect(Collectors.joining(", ", "Required fields are missing: [", "]")),
                    missing));
        }
        for (Field field : row.type().fields()) {
            unique(row, field);
        }
        Map<String, @Nullable Object> json = row.json(row.type().fields());
        for (Schema.Rule rule : schema.rules(row.type())) {
            if (rule.refuses().test(json)) {
                throw new Unsaved("FIELD_CUSTOM_VALIDATION_EXCEPTION", rule.message());
            }
        }
    }

    private void unique(Row row, Field field) throws Unsaved {
        Object value = row.value(field);
        if (!field.is(Trait.UNIQUE) || value == null) {
            return;
        }
        for (Row other : store.with(row.type(), field, value)) {
            if (!other.id().equals(row.id())) {
                throw new Unsaved(
                        "DUPLICATE_VALUE",
                        "duplicate value found: " + field.name() + " duplicates value on record with id: "
                                + other.id());
            }
        }
    }
}
