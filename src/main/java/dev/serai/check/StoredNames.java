package dev.serai.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Event;
import dev.serai.event.Json;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The types and field names of stored events: a vendor sends more than it documents. */
public final class StoredNames {
    /** A sender that makes a new name for each event is not followed. */
    private static final int MAX_NAMES = 5_000;

    private StoredNames() {}

    /** The names, at any depth of the payloads. */
    public static Set<String> of(Collection<Event> events) {
        Set<String> names = new TreeSet<>();
        for (Event event : events) {
            names.add(event.type());
            try {
                EventNames.addFields(names, Json.payload(event.payload()));
            } catch (JsonProcessingException e) {
                // an erased payload has no names
            }
            if (names.size() > MAX_NAMES) {
                return Set.copyOf(List.copyOf(names).subList(0, MAX_NAMES));
            }
        }
        return names;
    }
}
