package dev.serai.simulator.salesforce;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A field of an object.
 *
 * @param initial its value in a new record that does not say another one
 */
public record Field(
        String name,
        String label,
        FieldType type,
        Shape shape,
        @Nullable Object initial,
        Set<Trait> traits) {

    /** What else is true of a field. */
    public enum Trait {
        REQUIRED,
        EXTERNAL_ID,
        UNIQUE,
        CASE_SENSITIVE,
        /** The platform alone sets it. */
        READ_ONLY,
        /** The platform alone sets it, but a test may seed it. */
        SEEDED,
        /** It points to the record that this record is a part of; such a record has no owner of its own. */
        MASTER,
        /** A create may set it, an update may not. */
        SET_ONCE
    }

    /** @throws IllegalArgumentException if no API could name it */
    public Field {
        if (!name.matches("[A-Za-z]\\w*")) {
            throw new IllegalArgumentException(name + " is no name of a field");
        }
        traits = Set.copyOf(traits);
    }

    public static Field of(String name, FieldType type) {
        return new Field(name, name.replace("__c", "").replace('_', ' '), type, Shape.ANY, null, Set.of());
    }

    public static Field text(String name, int length) {
        return of(name, FieldType.TEXT).holding(length);
    }

    public static Field lookup(String name, String sobject) {
        return of(name, FieldType.LOOKUP).detailed(sobject);
    }

    public Field with(Trait... more) {
        Set<Trait> all = Stream.concat(traits.stream(), Arrays.stream(more)).collect(Collectors.toSet());
        return new Field(name, label, type, shape, initial, all);
    }

    Field shaped(UnaryOperator<Shape> change) {
        return new Field(name, label, type, change.apply(shape), initial, traits);
    }

    Field holding(int most) {
        return shaped(before -> before.holding(most));
    }

    Field detailed(String more) {
        return shaped(before -> before.detailed(more));
    }

    Field labelled(String other) {
        return new Field(name, other, type, shape, initial, traits);
    }

    Field beginning(@Nullable Object value) {
        return new Field(name, label, type, shape, value, traits);
    }

    /** The most characters or digits it holds; 0: no bound. */
    int length() {
        return shape.length();
    }

    /** The object a lookup points to, or the format of an automatic number; otherwise empty. */
    String detail() {
        return shape.detail();
    }

    boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** Whether no two records may have the same value. */
    boolean isKey() {
        return is(Trait.EXTERNAL_ID) || is(Trait.UNIQUE);
    }

    /** The value as it is compared: ids and fields that say so by case, other texts without. */
    Object comparable(Object value) {
        boolean exact = is(Trait.CASE_SENSITIVE) || type == FieldType.ID || type == FieldType.LOOKUP;
        return value instanceof String text && !exact ? text.toLowerCase(Locale.ROOT) : value;
    }
}
