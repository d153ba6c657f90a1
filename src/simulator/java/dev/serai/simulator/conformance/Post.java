package dev.serai.simulator.conformance;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to be sent.
 *
 * @param body sent as UTF-8
 * @param contentType null for none
 * @param credential null for none
 * @param extra headers beside these; they win
 * @param remark what a report says about it; may be empty
 */
record Post(
        String body,
        @Nullable String contentType,
        @Nullable Credential credential,
        Map<String, String> extra,
        String remark) {
    static final String JSON = "application/json";

    Post {
        extra = Map.copyOf(extra);
    }

    static Post of(String body, @Nullable Credential credential) {
        return new Post(body, JSON, credential, Map.of(), "");
    }

    Post typed(@Nullable String other) {
        return new Post(body, other, credential, extra, remark);
    }

    Post by(@Nullable Credential other) {
        return new Post(body, contentType, other, extra, remark);
    }

    Post with(String header, String value) {
        Map<String, String> more = new HashMap<>(extra);
        more.put(header, value);
        return new Post(body, contentType, credential, more, remark);
    }

    Post remarked(String other) {
        return new Post(body, contentType, credential, extra, other);
    }

    byte[] bytes() {
        return body.getBytes(StandardCharsets.UTF_8);
    }

    Map<String, String> headers() {
        Map<String, String> all = new LinkedHashMap<>();
        if (contentType != null) {
            all.put("Content-Type", contentType);
        }
        if (credential != null) {
            all.putAll(credential.headers(body));
        }
        all.putAll(extra);
        return all;
    }
}
