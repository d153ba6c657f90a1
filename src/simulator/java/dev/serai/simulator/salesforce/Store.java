package dev.serai.simulator.salesforce;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The records, also the deleted ones, in the order in which they were created. Used by one thread at a time. */
final class Store {
    private final Map<String, Map<String, Row>> rows = new HashMap<>();
    private final Map<Place, Set<String>> keys = new HashMap<>();
    private final Map<String, Long> numbers = new HashMap<>();
    private final Deque<Runnable> undo = new ArrayDeque<>();
    private boolean remembering;
    private long created;

    /** Where a key is found again. */
    private record Place(String type, String field, Object value) {}

    String newId(String prefix) {
        created++;
        return RecordId.of(prefix, created);
    }

    /** The next automatic number of the field; a number that was rolled back is not given again. */
    long newNumber(SObjectType type, Field field) {
        return numbers.merge(type.name() + "." + field.name(), 1L, Long::sum);
    }

    @Nullable
    Row find(SObjectType type, String id) {
        return rows.getOrDefault(type.name(), Map.of()).get(id);
    }

    List<Row> all(SObjectType type) {
        return new ArrayList<>(rows.getOrDefault(type.name(), Map.of()).values());
    }

    /** How many records there are, the deleted ones included. */
    int count(SObjectType type) {
        return rows.getOrDefault(type.name(), Map.of()).size();
    }

    /** The records that are not deleted and have that value in a key. */
    List<Row> with(SObjectType type, Field key, Object value) {
        List<Row> found = new ArrayList<>();
        for (String id : keys.getOrDefault(new Place(type.name(), key.name(), key.comparable(value)), Set.of())) {
            Row row = find(type, id);
            if (row != null) {
                found.add(row);
            }
        }
        return found;
    }

    void put(Row row) {
        Row before = find(row.type(), row.id());
        if (remembering) {
            undo.push(() -> replace(row, before));
        }
        replace(before, row);
    }

    /** What is put from here on is taken back by {@link #rollBack}, or kept by {@link #commit}. */
    void begin() {
        remembering = true;
    }

    void commit() {
        remembering = false;
        undo.clear();
    }

    void rollBack() {
        while (!undo.isEmpty()) {
            undo.pop().run();
        }
        commit();
    }

    private void replace(@Nullable Row before, @Nullable Row after) {
        if (before != null) {
            places(before).forEach(place -> keys.getOrDefault(place, Set.of()).remove(before.id()));
        }
        if (after != null) {
            places(after).forEach(place -> keys.computeIfAbsent(place, any -> new LinkedHashSet<>())
                    .add(after.id()));
            rows.computeIfAbsent(after.type().name(), any -> new LinkedHashMap<>())
                    .put(after.id(), after);
        } else if (before != null) {
            rows.getOrDefault(before.type().name(), Map.of()).remove(before.id());
        }
    }

    private static Collection<Place> places(Row row) {
        List<Place> places = new ArrayList<>();
        for (Field field : row.type().fields()) {
            Object value = row.value(field);
            if (field.isKey() && value != null && !row.deleted()) {
                places.add(new Place(row.type().name(), field.name(), field.comparable(value)));
            }
        }
        return places;
    }

    void clear() {
        rows.clear();
        keys.clear();
        commit();
    }
}
