package dev.serai.receive;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.serai.testing.Gateway;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One of the vendor's samples with an identity of its own: valid, until one thing of it is broken.
 *
 * @param mark stands somewhere in the payload and nowhere else
 */
record Sample(String mark, ObjectNode payload) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Sample bounce() {
        return of("campaign/bounce", "/id");
    }

    static Sample click() {
        return of("campaign/click", "/mailId");
    }

    static Sample assetAdded() {
        return of("cmp/asset_added", "/data/asset/id");
    }

    static Sample docExpired() {
        return of("graph/doc_expired", "/id");
    }

    static Sample docUpdated() {
        return of("graph/doc_updated", "/data/docId");
    }

    /** @param id where the sample says who it is */
    static Sample of(String name, String id) {
        String mark = UUID.randomUUID().toString();
        JsonNode vendor = parsed(Gateway.sample(name));
        String known = vendor.at(id).asText();
        return new Sample(mark, (ObjectNode) parsed(vendor.toString().replaceAll(Pattern.quote(known), mark)));
    }

    private static JsonNode parsed(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    Sample with(String key, @Nullable Object value) {
        ObjectNode changed = payload.deepCopy();
        changed.set(key, JSON.valueToTree(value));
        return new Sample(mark, changed);
    }

    /** @param json stands there as it is, escapes and all */
    Sample withRaw(String key, String json) {
        ObjectNode changed = payload.deepCopy();
        changed.putRawValue(key, new RawValue(json));
        return new Sample(mark, changed);
    }

    Sample without(String key) {
        ObjectNode changed = payload.deepCopy();
        changed.remove(key);
        return new Sample(mark, changed);
    }

    String json() {
        return payload.toString();
    }
}
