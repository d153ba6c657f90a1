package dev.serai.simulator.salesforce;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A field of an object.
 *
 * @param length the most characters it holds; 0: not text
 * @param detail the object a lookup points to, or the format of an automatic number; otherwise empty
 */
public record Field(String name, String label, FieldType type, int length, String detail, Set<Trait> traits) {

    /** What else is true of a field. */
    public enum Trait {
        REQUIRED,
        EXTERNAL_ID,
        UNIQUE,
        CASE_SENSITIVE,
        /** The platform alone sets it. */
        READ_ONLY,
        /** The platform alone sets it, but a test may seed it. */
        SEEDED
    }

    /** @throws IllegalArgumentException if no API could name it */
    public Field {
        if (!name.matches("[A-Za-z]\\w*")) {
            throw new IllegalArgumentException(name + " is no name of a field");
        }
        traits = Set.copyOf(traits);
    }

    public static Field of(String name, FieldType type) {
        return new Field(name, name.replace("__c", "").replace('_', ' '), type, 0, "", Set.of());
    }

    public static Field text(String name, int length) {
        return of(name, FieldType.TEXT).holding(length);
    }

    public static Field lookup(String name, String sobject) {
        return of(name, FieldType.LOOKUP).detailed(sobject);
    }

    public Field with(Trait... more) {
        Set<Trait> all = Stream.concat(traits.stream(), Arrays.stream(more)).collect(Collectors.toSet());
        return new Field(name, label, type, length, detail, all);
    }

    Field holding(int most) {
        return new Field(name, label, type, most, detail, traits);
    }

    Field detailed(String more) {
        return new Field(name, label, type, length, more, traits);
    }

    Field labelled(String other) {
        return new Field(name, other, type, length, detail, traits);
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
