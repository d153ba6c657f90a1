package dev.serai.simulator.salesforce;

import java.util.Arrays;
import java.util.List;

/**
 * The values of a picklist.
 *
 * @param values the API names of those that are active, in their order
 * @param restricted whether the API takes no other value
 */
record Picklist(List<String> values, boolean restricted) {
    /** A field that is no picklist. */
    static final Picklist NONE = new Picklist(List.of(), false);

    Picklist {
        values = List.copyOf(values);
    }

    boolean accepts(String value) {
        return !restricted || values.contains(value);
    }

    /** The values that a multi-select picklist holds: they stand between semicolons. */
    static List<String> selected(String text) {
        return Arrays.stream(text.split(";", -1)).map(String::trim).toList();
    }
}
