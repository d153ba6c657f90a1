package dev.serai.simulator.salesforce;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The objects of the org, the fields its user may not see, and its validation rules. */
final class Schema {
    private final Map<String, SObjectType> types = new ConcurrentSkipListMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> prefixes =
            new TreeMap<>(Map.of("Account", "001", "Contact", "003", "Lead", "00Q"));
    private final Set<String> hidden = ConcurrentHashMap.newKeySet();
    private final Map<String, List<Rule>> rules = new ConcurrentHashMap<>();

    /** A record that matches is refused with the message. */
    record Rule(Predicate<Map<String, Object>> refuses, String message) {}

    /** @throws SourceException if the source cannot be simulated */
    Schema(Path source) {
        List.of(StandardObjects.ACCOUNT, StandardObjects.CONTACT, StandardObjects.LEAD)
                .forEach(this::define);
        SourceObjects.addTo(this, source);
    }

    synchronized void define(SObjectType type) {
        types.put(type.name(), type);
        String letter = type.isEvent() ? "e" : "a";
        long taken = prefixes.values().stream()
                .filter(each -> each.startsWith(letter))
                .count();
        prefixes.putIfAbsent(type.name(), letter + String.format("%02d", taken));
    }

    @Nullable
    SObjectType find(String name) {
        return types.get(name);
    }

    /** @throws Refused with 404 if there is none */
    SObjectType of(String name) {
        SObjectType type = find(name);
        if (type == null) {
            throw Refused.notFound();
        }
        return type;
    }

    /** The object that a record says it is of. */
    SObjectType named(JsonNode record) {
        String name = record.path("attributes").path("type").asText();
        SObjectType type = find(name);
        if (name.isEmpty()) {
            throw new Refused(400, "INVALID_TYPE", "Must send a concrete entity type.");
        }
        if (type == null) {
            throw new Refused(400, "INVALID_TYPE", "sObject type '" + name + "' is not supported.");
        }
        return type;
    }

    /** The object whose ids begin like that one. */
    SObjectType ofId(String id) throws Unsaved {
        for (SObjectType type : all()) {
            if (id.startsWith(prefix(type))) {
                return type;
            }
        }
        throw new Unsaved("MALFORMED_ID", "malformed id " + id, "Id");
    }

    /** The external id of that name. */
    Field key(SObjectType type, String name) {
        Field field = visible(type, name);
        if (type.isEvent() || field == null || !field.is(Field.Trait.EXTERNAL_ID)) {
            throw new Refused(
                    404, "NOT_FOUND", "Provided external ID field does not exist or is not accessible: " + name);
        }
        return field;
    }

    Collection<SObjectType> all() {
        return List.copyOf(types.values());
    }

    synchronized String prefix(SObjectType type) {
        return prefixes.getOrDefault(type.name(), "a99");
    }

    /** Whether the id is one of the object. Owners are users and queues, of which there are no records here. */
    boolean belongs(String id, String name) {
        if (name.equals("User")) {
            return id.startsWith("005") || id.startsWith("00G");
        }
        SObjectType type = find(name);
        return type != null && id.startsWith(prefix(type));
    }

    void hide(String sobject, String field) {
        hidden.add(key(of(sobject), existing(sobject, field)));
    }

    void show(String sobject, String field) {
        hidden.remove(key(of(sobject), existing(sobject, field)));
    }

    private Field existing(String sobject, String name) {
        Field field = of(sobject).field(name);
        if (field == null) {
            throw new IllegalArgumentException(sobject + " has no field " + name);
        }
        return field;
    }

    boolean isHidden(SObjectType type, Field field) {
        return hidden.contains(key(type, field));
    }

    private static String key(SObjectType type, Field field) {
        return type.name() + "." + field.name();
    }

    /** The field that the user sees under that name. */
    @Nullable
    Field visible(SObjectType type, String name) {
        Field field = type.field(name);
        return field == null || isHidden(type, field) ? null : field;
    }

    List<Field> visible(SObjectType type) {
        return type.fields().stream().filter(field -> !isHidden(type, field)).toList();
    }

    void rule(String sobject, Predicate<Map<String, Object>> refuses, String message) {
        rules.computeIfAbsent(of(sobject).name(), any -> new ArrayList<>()).add(new Rule(refuses, message));
    }

    List<Rule> rules(SObjectType type) {
        return List.copyOf(rules.getOrDefault(type.name(), List.of()));
    }
}
