package dev.serai.salesforce;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Records, as collections take them, in the form in which Bulk API 2.0 takes them: a column for each field that any of
 * them has. A field that a record has not is an empty cell, which leaves it alone; a null, or an empty text, is {@code
 * #N/A}, which clears it; a field of a field, such as an external id of a parent, is {@code Contact__r.Email}.
 */
final class Sheet {
    /** In a text of its own it means null too: there is no way to write it down. */
    private static final String NULL = "#N/A";

    private static final int MOST_DIGITS = 400;

    private final List<Map<String, @Nullable Object>> records = new ArrayList<>();
    private final Set<String> columns = new LinkedHashSet<>();

    /** @throws IllegalArgumentException if a value is a list, which no field can hold */
    Sheet(List<Map<?, ?>> all) {
        for (Map<?, ?> record : all) {
            Map<String, @Nullable Object> flat = new LinkedHashMap<>();
            flatten("", record, flat);
            records.add(flat);
            columns.addAll(flat.keySet());
        }
        // a parent that one record has not, and another has
        Set<String> parents = new HashSet<>();
        for (String name : columns) {
            for (int dot = name.lastIndexOf('.'); dot > 0 && parents.add(name.substring(0, dot)); ) {
                dot = name.lastIndexOf('.', dot - 1);
            }
        }
        columns.removeAll(parents);
    }

    private static void flatten(String prefix, Map<?, ?> fields, Map<String, @Nullable Object> to) {
        fields.forEach((key, value) -> {
            String name = prefix + key;
            if (value instanceof Map<?, ?> more && !name.endsWith("attributes")) {
                flatten(name + ".", more, to);
            } else if (value instanceof Iterable<?>) {
                throw new IllegalArgumentException("a list is no value of a field");
            } else if (!(value instanceof Map)) {
                to.put(name, value);
            }
        });
    }

    /** The line of the names. */
    String head() {
        return Csv.line(List.copyOf(columns));
    }

    /** The line of one record. */
    String line(int record) {
        Map<String, @Nullable Object> fields = records.get(record);
        List<String> cells = new ArrayList<>();
        for (String column : columns) {
            int dot = column.lastIndexOf('.');
            String name = dot < 0 || fields.containsKey(column) ? column : column.substring(0, dot);
            cells.add(fields.containsKey(name) ? cell(fields.get(name)) : "");
        }
        return Csv.line(cells);
    }

    /** The value of a field as it stands in its cell; empty if the record has none. */
    String text(int record, String name) {
        Object value = records.get(record).get(name);
        return value == null || value.toString().isEmpty() ? "" : cell(value);
    }

    private static String cell(@Nullable Object value) {
        if (value == null || value.toString().isEmpty()) {
            return NULL;
        }
        return value instanceof Number number ? plain(new BigDecimal(number.toString())) : value.toString();
    }

    /** A number of a few characters, such as 1E999999999, can have as many digits as fill the memory. */
    private static String plain(BigDecimal number) {
        return Math.abs((long) number.scale()) + number.precision() <= MOST_DIGITS
                ? number.toPlainString()
                : number.toString();
    }
}
