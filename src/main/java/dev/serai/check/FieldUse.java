package dev.serai.check;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.event.Json;
import dev.serai.routes.FarSide.Call;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.util.URISupport;
import org.jspecify.annotations.Nullable;

/**
 * What a call does with a field of Salesforce.
 *
 * @param field empty for the object itself
 */
record FieldUse(String object, String field, Purpose purpose) {

    /** What a field has to allow. */
    enum Purpose {
        READ(false, false),
        CREATE(true, false),
        UPDATE(false, true),
        /** Makes a record, or changes the one that is there. */
        UPSERT(true, true),
        /** By this field an upsert finds its record. */
        KEY(false, false);

        private final boolean creates;
        private final boolean updates;

        Purpose(boolean creates, boolean updates) {
            this.creates = creates;
            this.updates = updates;
        }

        boolean creates() {
            return creates;
        }

        boolean updates() {
            return updates;
        }
    }

    private static final Set<String> NOT_WRITTEN = Set.of("attributes", "id");

    /** Those of a call; none if it is no call of Salesforce that is known here. */
    static Set<FieldUse> of(Call call) {
        Set<FieldUse> uses = new LinkedHashSet<>();
        String uri = call.endpoint().getEndpointUri();
        String operation = uri.replaceFirst("^[\\w-]+:(?://)?", "").replaceFirst("\\?.*", "");
        Options options = new Options(call);
        switch (operation) {
            case "query", "queryAll" -> read(uses, options.get("sObjectQuery", text(call.body())));
            case "createSObject", "compositeCreateSObjectCollections" -> write(uses, call, options, Purpose.CREATE);
            case "updateSObject", "compositeUpdateSObjectCollections" -> write(uses, call, options, Purpose.UPDATE);
            case "upsertSObject", "compositeUpsertSObjectCollections" -> write(uses, call, options, Purpose.UPSERT);
            default -> {}
        }
        return uses;
    }

    /** Of the endpoint; a header is stronger. */
    private record Options(Map<String, Object> headers, Map<String, Object> ofEndpoint) {
        Options(Call call) {
            this(call.headers(), parsed(call.endpoint().getEndpointUri()));
        }

        private static Map<String, Object> parsed(String uri) {
            try {
                return URISupport.parseQuery(uri.contains("?") ? uri.replaceFirst("[^?]*\\?", "") : "");
            } catch (URISyntaxException e) {
                return Map.of();
            }
        }

        String get(String name, String ifAbsent) {
            Object header = headers.get(name);
            Object option = ofEndpoint.get(name);
            return header != null
                    ? header.toString()
                    : option != null ? URLDecoder.decode(option.toString(), StandardCharsets.UTF_8) : ifAbsent;
        }
    }

    private static void read(Set<FieldUse> uses, String soql) {
        SoqlNames.of(soql).ifPresent(query -> {
            uses.add(new FieldUse(query.object(), "", Purpose.READ));
            query.fields().forEach(field -> uses.add(new FieldUse(query.object(), field, Purpose.READ)));
        });
    }

    private static void write(Set<FieldUse> uses, Call call, Options options, Purpose purpose) {
        String key = purpose == Purpose.UPSERT ? options.get("sObjectIdName", "") : "";
        for (Map<?, ?> record : records(call.body())) {
            String object = type(record, options.get("sObjectName", ""));
            if (object.isEmpty()) {
                continue;
            }
            uses.add(new FieldUse(object, "", purpose));
            if (!key.isEmpty()) {
                uses.add(new FieldUse(object, key, Purpose.KEY));
            }
            record.forEach((field, value) -> {
                String name = String.valueOf(field);
                // a map is another record, which is found by an external id of its own
                if (!NOT_WRITTEN.contains(name.toLowerCase(Locale.ROOT))
                        && !name.equalsIgnoreCase(key)
                        && !(value instanceof Map)) {
                    uses.add(new FieldUse(object, name, purpose));
                }
            });
        }
    }

    private static String type(Map<?, ?> record, String ifAbsent) {
        return record.get("attributes") instanceof Map<?, ?> attributes && attributes.get("type") != null
                ? String.valueOf(attributes.get("type"))
                : ifAbsent;
    }

    private static List<Map<?, ?>> records(@Nullable Object body) {
        if (body instanceof Map<?, ?> record) {
            return List.of(record);
        }
        if (body instanceof Collection<?> all) {
            List<Map<?, ?>> records = new ArrayList<>();
            all.forEach(each -> {
                if (each instanceof Map<?, ?> record) {
                    records.add(record);
                }
            });
            return records;
        }
        try {
            return List.of(Json.object(text(body)));
        } catch (JsonProcessingException e) {
            return List.of();
        }
    }

    private static String text(@Nullable Object body) {
        return body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : String.valueOf(body);
    }
}
