package dev.serai.console;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A page of events, as {@code GET /api/v1/events} answers. */
record EventsView(List<Row> events, @Nullable String next) {

    /** An event of the list. */
    record Row(
            String id,
            String family,
            String type,
            @Nullable String subject,
            String receivedAt,
            boolean test,
            @Nullable String unrouted,
            List<Going> destinations,
            @Nullable Map<String, String> ids) {

        /** What went wrong, of the first destination that has an error. */
        @Nullable
        String error() {
            return unrouted != null
                    ? unrouted
                    : destinations.stream()
                            .map(Going::error)
                            .filter(each -> each != null)
                            .findFirst()
                            .orElse(null);
        }

        /** The business ids that are not the subject. */
        Map<String, String> otherIds() {
            Map<String, String> others = new LinkedHashMap<>(ids == null ? Map.of() : ids);
            others.values().removeIf(each -> each.equals(subject));
            return others;
        }

        String id(String name) {
            return ids == null ? "" : ids.getOrDefault(name, "");
        }
    }

    /** Where an event goes. */
    record Going(
            String name,
            String state,
            @Nullable String waitingFor,
            @Nullable String closed,
            int attempts,
            @Nullable String error) {
        /** The state, or how a person closed it. */
        String shown() {
            return closed != null ? closed : waitingFor != null && state.equals("waiting") ? waitingFor : state;
        }
    }

    /** The names of the business ids that the events have, in the order in which they come. */
    Set<String> ids() {
        Set<String> names = new LinkedHashSet<>();
        events.forEach(each -> {
            if (each.ids() != null) {
                names.addAll(each.ids().keySet());
            }
        });
        return names;
    }
}
