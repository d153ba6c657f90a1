package dev.serai.check;

import dev.serai.config.PackedFiles;
import dev.serai.event.Event;
import dev.serai.event.Json;
import dev.serai.receive.Family;
import dev.serai.receive.Family.NotAnEventException;
import dev.serai.routes.RouteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The types and field names that events have: those that {@code docs/asyncapi.yaml} describes, those that a caller knows, and
 * those that the cases beside a route file declare.
 */
final class EventNames {
    private final List<Family> families;
    private final Set<String> more;
    private @Nullable Map<String, Names> ofFamilies;

    /**
     * What events are called, and what their fields are called at any depth.
     *
     * @param types none if no event is known
     */
    record Names(Set<String> types, Set<String> fields) {
        Names() {
            this(new TreeSet<>(), new TreeSet<>());
        }

        private void add(Names others) {
            types.addAll(others.types);
            fields.addAll(others.fields);
        }
    }

    /** @param more types and fields that events have beside those that are described */
    EventNames(List<Family> families, Set<String> more) {
        this.families = List.copyOf(families);
        this.more = Set.copyOf(more);
    }

    Set<String> families() {
        Set<String> names = new TreeSet<>();
        families.forEach(family -> names.add(family.name()));
        return names;
    }

    /** What is known without the cases: of its family beside a router, of all families beside a destination. */
    Names known(RouteFile file) {
        return families().contains(file.stem()) ? ofFamilies().getOrDefault(file.stem(), new Names()) : ofAllFamilies();
    }

    /** What the cases beside a file declare; nothing if there are none that can be read. */
    Names declared(RouteFile file) {
        Names names = new Names();
        Path cases = file.path().resolveSibling(file.stem() + Case.SUFFIX);
        if (Files.exists(cases)) {
            try {
                for (Case each : Case.read(cases, EventNames::sample)) {
                    families.stream()
                            .filter(family -> family.name().equals(each.family()))
                            .forEach(family -> add(names, family, each.payload()));
                    addFields(names.fields, each.payload());
                }
            } catch (IOException | RuntimeException e) {
                // the lint and the run of the cases name what is wrong with them
            }
        }
        return names;
    }

    private static String sample(String name) throws IOException {
        return PackedFiles.text("payloads/" + name + ".json");
    }

    /** Nothing if the events of some family are not known: a destination may get them. */
    private Names ofAllFamilies() {
        Names all = new Names();
        if (ofFamilies().values().stream().anyMatch(each -> each.types.isEmpty())) {
            return all;
        }
        ofFamilies().values().forEach(all::add);
        return all;
    }

    /** Read when they are first asked for. */
    private synchronized Map<String, Names> ofFamilies() {
        if (ofFamilies == null) {
            Map<String, Names> documented = DocumentedEvents.families();
            ofFamilies = new HashMap<>();
            for (String family : families()) {
                ofFamilies.put(family, withMore(documented.getOrDefault(family, new Names())));
            }
        }
        return ofFamilies;
    }

    private Names withMore(Names described) {
        Names names = new Names();
        names.add(described);
        if (!names.types.isEmpty()) {
            names.types.addAll(more);
            names.fields.addAll(more);
        }
        return names;
    }

    private static void add(Names names, Family family, Map<String, Object> payload) {
        try {
            Event event = family.event(payload, Json.write(payload), new Family.Transmission(Case.RECEIVED_AT, null))
                    .event();
            names.types.add(event.type());
            addFields(names.fields, payload);
        } catch (NotAnEventException e) {
            // a case may show what is no event; its fields count all the same, its type does not
        }
    }

    static void addFields(Set<String> fields, Object value) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((name, below) -> {
                fields.add(String.valueOf(name));
                addFields(fields, below);
            });
        } else if (value instanceof List<?> list) {
            list.forEach(each -> addFields(fields, each));
        }
    }
}
