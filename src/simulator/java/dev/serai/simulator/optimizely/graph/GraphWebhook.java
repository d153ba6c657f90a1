package dev.serai.simulator.optimizely.graph;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A registered webhook.
 *
 * @param topics such as {@code doc.updated}, {@code doc.*} or {@code *.*}
 * @param filters a JSON list of objects {@code {field: {eq: value}}} or {@code {field: {in: [...]}}}
 */
record GraphWebhook(String id, boolean disabled, JsonNode request, List<String> topics, JsonNode filters) {
    String url() {
        return request.path("url").asText();
    }

    Map<String, String> headers() {
        Map<String, String> headers = new LinkedHashMap<>();
        request.path("headers")
                .properties()
                .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
        return headers;
    }

    Map<String, Object> shown(String topicKey) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", id);
        shown.put("preset", "next");
        shown.put("disabled", disabled);
        shown.put("request", request);
        shown.put(topicKey, topics);
        shown.put("filters", filters);
        return shown;
    }

    boolean wants(String topic) {
        return !disabled && topics.stream().anyMatch(each -> covers(each, topic));
    }

    private static boolean covers(String wanted, String topic) {
        String[] want = wanted.split("\\.", -1);
        String[] have = topic.split("\\.", -1);
        return want.length == have.length
                && (want[0].equals("*") || want[0].equals(have[0]))
                && (want[1].equals("*") || want[1].equals(have[1]));
    }

    /** Whether an item passes every filter; field names are case-sensitive, a field that is missing does not pass. */
    boolean accepts(Map<String, String> fields) {
        List<JsonNode> all = new ArrayList<>();
        if (filters.isArray()) {
            filters.forEach(all::add);
        } else {
            all.add(filters);
        }
        return all.stream().allMatch(each -> passes(each, fields));
    }

    private static boolean passes(JsonNode filter, Map<String, String> fields) {
        for (Map.Entry<String, JsonNode> each : filter.properties()) {
            String value = fields.get(each.getKey());
            JsonNode equal = each.getValue().path("eq");
            boolean passes = equal.isMissingNode()
                    ? isIn(each.getValue().path("in"), value)
                    : equal.asText().equals(value);
            if (!passes) {
                return false;
            }
        }
        return true;
    }

    private static boolean isIn(JsonNode allowed, @Nullable String value) {
        for (JsonNode each : allowed) {
            if (each.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }
}
