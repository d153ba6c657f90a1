package dev.serai.check;

import dev.serai.config.PackedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The types and fields of the events that {@code docs/asyncapi.yaml} describes; a copy of it is packed into the jar. */
final class DocumentedEvents {
    private static final String DOCUMENT = "docs/asyncapi.yaml";
    private static final String SCHEMAS = "#/components/schemas/";
    /** Of a schema: schemas of the same value, or of its elements. */
    private static final List<String> SCHEMAS_WITHIN =
            List.of("allOf", "anyOf", "oneOf", "items", "additionalProperties");

    private final Map<?, ?> schemas;
    private final Map<String, EventNames.Names> families = new HashMap<>();

    private DocumentedEvents(Map<?, ?> document) {
        schemas = map(map(document.get("components")).get("schemas"));
        map(document.get("channels")).values().forEach(channel -> addChannel(map(channel)));
    }

    /** The document is read once, by the first caller: reading takes 0.4 s at a start, and 0.05 s in a warm JVM. */
    private static final class Packed {
        static final Map<String, EventNames.Names> FAMILIES = read();
    }

    /** @return the names of each family, by the name of the family; callers must not change the map or the names */
    static Map<String, EventNames.Names> families() {
        return Packed.FAMILIES;
    }

    private static Map<String, EventNames.Names> read() {
        try {
            Load yaml = new Load(LoadSettings.builder().build());
            return new DocumentedEvents(map(yaml.loadFromString(PackedFiles.text(DOCUMENT)))).families;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A family may have several channels, such as one for each form of its events. */
    private void addChannel(Map<?, ?> channel) {
        EventNames.Names names =
                families.computeIfAbsent(String.valueOf(channel.get("x-family")), family -> new EventNames.Names());
        Set<Object> seen = new HashSet<>();
        map(channel.get("messages")).forEach((key, message) -> {
            types(key, map(message)).forEach(type -> names.types().add(String.valueOf(type)));
            addFields(names.fields(), map(message).get("payload"), seen);
        });
    }

    /** A message that stands for several types lists them; else its key is the type. */
    private static List<?> types(Object key, Map<?, ?> message) {
        return message.get("x-types") instanceof List<?> types ? types : List.of(key);
    }

    /** @param seen the named schemas whose fields are there already */
    private void addFields(Set<String> fields, @Nullable Object schema, Set<Object> seen) {
        if (schema instanceof List<?> several) {
            several.forEach(each -> addFields(fields, each, seen));
        } else if (schema instanceof Map<?, ?> one) {
            if (one.get("$ref") instanceof String ref && seen.add(ref)) {
                addFields(fields, schemas.get(ref.substring(SCHEMAS.length())), seen);
            }
            map(one.get("properties")).forEach((name, below) -> {
                fields.add(String.valueOf(name));
                addFields(fields, below, seen);
            });
            SCHEMAS_WITHIN.forEach(word -> addFields(fields, one.get(word), seen));
        }
    }

    private static Map<?, ?> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }
}
