package dev.serai.simulator.salesforce;

import dev.serai.simulator.salesforce.Field.Trait;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Creates, changes and deletes single records, in whichever way they were sent. */
final class Writing {
    static final String USER = RecordId.of("005", 1);
    static final String QUEUE = RecordId.of("00G", 1);
    private final Schema schema;
    private final Store store;
    private final DataStorage storage;
    private final Faults faults;
    private final Clock clock;
    private final Validation validation;

    /** Who writes: a test that seeds, a caller, or one that keeps the assignment rules out. */
    enum Origin {
        SEED,
        CALLER,
        CALLER_WITHOUT_RULES;

        static Origin of(Call call) {
            return call.keepsOwner() ? CALLER_WITHOUT_RULES : CALLER;
        }
    }

    Writing(Schema schema, Store store, DataStorage storage, Faults faults, Clock clock) {
        this.schema = schema;
        this.store = store;
        this.storage = storage;
        this.faults = faults;
        this.clock = clock;
        this.validation = new Validation(schema, store);
    }

    SaveResult create(Draft draft, Origin origin) throws Unsaved {
        SObjectType type = draft.type();
        if (!draft.text("Id").isEmpty()) {
            throw new Unsaved("INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call", "Id");
        }
        check(draft, "", origin);
        storage.take(type);
        Map<String, @Nullable Object> values = fresh(type);
        draft.values().forEach((field, value) -> values.put(field.name(), value));
        String id = store.newId(schema.prefix(type));
        values.put("Id", id);
        nameById(type, values);
        Row row = save(new Row(id, type, values, false), origin);
        return type.isEvent()
                ? SaveResult.enqueued(row.id(), UUID.randomUUID().toString())
                : SaveResult.saved(row.id(), true);
    }

    /** A custom record without a name is called like its id of 15 characters. */
    private static void nameById(SObjectType type, Map<String, @Nullable Object> values) {
        if (type.name().endsWith("__c") && type.field("Name") != null && values.get("Name") == null) {
            values.put("Name", String.valueOf(values.get("Id")).substring(0, 15));
        }
    }

    /** @param id as the caller gave it */
    SaveResult update(String id, Draft draft, Origin origin) throws Unsaved {
        Row row = existing(draft.type(), id);
        check(draft.without("Id"), row.id(), origin);
        if (Boolean.TRUE.equals(row.values().get("IsConverted")) && origin != Origin.SEED) {
            throw new Unsaved("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");
        }
        Map<String, @Nullable Object> values = new LinkedHashMap<>(row.values());
        PersonRules.forgetBounce(draft, values);
        draft.without("Id").values().forEach((field, value) -> values.put(field.name(), value));
        save(new Row(row.id(), draft.type(), values, false), origin);
        return SaveResult.saved(row.id(), false);
    }

    /** Creates or changes the record whose key has the draft's value. */
    SaveResult upsert(Field key, Draft draft, Origin origin) throws Unsaved {
        Object value = draft.value(key);
        if (value == null) {
            throw new Unsaved(
                    "REQUIRED_FIELD_MISSING", "Required fields are missing: [" + key.name() + "]", key.name());
        }
        List<Row> found = store.with(draft.type(), key, value);
        if (found.size() > 1) {
            throw new Unsaved(
                    "DUPLICATE_EXTERNAL_ID",
                    key.name() + ": more than one record found for external id field: " + value,
                    key.name());
        }
        return found.isEmpty() ? create(draft, origin) : update(found.get(0).id(), draft, origin);
    }

    SaveResult delete(SObjectType type, String id) throws Unsaved {
        Row row = existing(type, id);
        fail(type, row.values());
        store.put(row.delete());
        return SaveResult.saved(row.id(), false);
    }

    Row existing(SObjectType type, String id) throws Unsaved {
        String whole = RecordId.read(id)
                .orElseThrow(() -> new Unsaved("MALFORMED_ID", "Id: id value of incorrect type: " + id, "Id"));
        return validation.existing(type, whole);
    }

    private void check(Draft draft, String id, Origin origin) throws Unsaved {
        if (origin != Origin.SEED) {
            Map<String, @Nullable Object> values = new LinkedHashMap<>();
            draft.values().forEach((field, value) -> values.put(field.name(), value));
            values.put("Id", id);
            fail(draft.type(), values);
        }
        validation.mayWrite(draft, id.isEmpty(), origin == Origin.SEED);
        validation.values(draft);
    }

    private void fail(SObjectType type, Map<String, @Nullable Object> values) throws Unsaved {
        ApiError scheduled = faults.ofRecord(type.name(), values);
        if (scheduled != null) {
            throw new Unsaved(scheduled);
        }
    }

    private Row save(Row row, Origin origin) throws Unsaved {
        Map<String, @Nullable Object> values = row.values();
        PersonRules.derive(row.type(), values);
        if (row.type().name().equals("Lead") && origin == Origin.CALLER) {
            values.put("OwnerId", QUEUE);
        }
        values.computeIfPresent("SystemModstamp", (name, before) -> now());
        validation.whole(row);
        store.put(row);
        return row;
    }

    private Map<String, @Nullable Object> fresh(SObjectType type) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (Field field : type.fields()) {
            values.put(field.name(), initial(type, field));
        }
        return values;
    }

    private @Nullable Object initial(SObjectType type, Field field) {
        if (field.initial() != null) {
            return field.initial();
        }
        return switch (field.type()) {
            case CHECKBOX -> false;
            case AUTO_NUMBER -> numbered(field, store.newNumber(type, field));
            case DATE_TIME -> field.is(Trait.READ_ONLY) ? now() : null;
            case LOOKUP -> field.name().equals("OwnerId") ? USER : null;
            default -> null;
        };
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }

    /** The format is {@code EE-{00000000}}: the zeros are the least number of digits. */
    private static String numbered(Field field, long number) {
        int open = field.detail().indexOf('{');
        int close = field.detail().indexOf('}');
        if (open < 0 || close < open) {
            return Long.toString(number);
        }
        String digits = ("%0" + (close - open - 1) + "d").formatted(number);
        return field.detail().substring(0, open) + digits + field.detail().substring(close + 1);
    }
}
