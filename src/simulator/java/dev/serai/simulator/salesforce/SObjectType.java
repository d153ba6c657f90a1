package dev.serai.simulator.salesforce;

import dev.serai.simulator.salesforce.Field.Trait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An object and its fields, among them those that every object has. */
public final class SObjectType {
    private final String name;
    private final String label;
    private final Map<String, Field> fields = new LinkedHashMap<>();

    private SObjectType(String name, String label, Collection<Field> fields) {
        this.name = name;
        this.label = label;
        fields.forEach(field -> this.fields.put(field.name().toLowerCase(Locale.ROOT), field));
    }

    /** An object, or a platform event if the name ends with {@code __e}. */
    public static SObjectType of(String name, String label, Field... own) {
        List<Field> all = new ArrayList<>();
        all.add(Field.of("Id", FieldType.ID).with(Trait.READ_ONLY));
        all.addAll(Arrays.asList(own));
        all.add(Field.of("CreatedDate", FieldType.DATE_TIME).with(Trait.READ_ONLY));
        if (!name.endsWith("__e")) {
            if (all.stream().noneMatch(field -> field.is(Trait.MASTER))) {
                all.add(Field.lookup("OwnerId", "User"));
            }
            all.add(Field.of("IsDeleted", FieldType.CHECKBOX).with(Trait.READ_ONLY));
            all.add(Field.of("SystemModstamp", FieldType.DATE_TIME).with(Trait.READ_ONLY));
        }
        return new SObjectType(name, label, all);
    }

    SObjectType with(Collection<Field> more) {
        List<Field> all = new ArrayList<>(fields.values());
        all.addAll(more);
        return new SObjectType(name, label, all);
    }

    String name() {
        return name;
    }

    String label() {
        return label;
    }

    boolean isEvent() {
        return name.endsWith("__e");
    }

    Collection<Field> fields() {
        return Collections.unmodifiableCollection(fields.values());
    }

    /** The field of that name, in any case. */
    @Nullable
    Field field(String asked) {
        return fields.get(asked.toLowerCase(Locale.ROOT));
    }
}
