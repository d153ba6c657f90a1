package dev.serai.optimizely.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A webhook of Optimizely Graph.
 *
 * @param id empty before it is created
 * @param url the target; may have a secret as its last path segment
 * @param headers that Graph sends with each event; null if Graph does not say
 * @param topics such as {@code doc.updated}; all if it is empty
 * @param filters objects {@code {field: {eq: value}}} or {@code {field: {in: [values]}}}; everything if it is empty
 */
public record GraphWebhook(
        String id,
        String url,
        @Nullable Map<String, String> headers,
        Set<String> topics,
        List<JsonNode> filters,
        boolean disabled) {
    private static final Set<String> ALL_TOPICS = Set.of("*.*");

    public GraphWebhook {
        TreeMap<String, String> names = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (headers != null) {
            names.putAll(headers);
        }
        headers = headers == null ? null : names;
        topics = topics.isEmpty() ? ALL_TOPICS : Set.copyOf(topics);
        filters = filters.stream().map(GraphWebhook::sorted).toList();
    }

    /** The order of values says nothing. */
    private static JsonNode sorted(JsonNode value) {
        if (value.isObject()) {
            var object = JsonNodeFactory.instance.objectNode();
            value.properties().forEach(each -> object.set(each.getKey(), sorted(each.getValue())));
            return object;
        }
        if (!value.isArray()) {
            return value;
        }
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        StreamSupport.stream(value.spliterator(), false)
                .sorted(Comparator.comparing(JsonNode::toString))
                .forEach(array::add);
        return array;
    }

    /** Whether both get the same events. */
    public boolean hasEventsOf(GraphWebhook other) {
        return topics.equals(other.topics) && new HashSet<>(filters).equals(new HashSet<>(other.filters));
    }

    /** Whether both send to the same target with the same headers, as far as Graph says. */
    public boolean sendsAs(GraphWebhook other) {
        return url.equals(other.url) && (headers == null || other.headers == null || headers.equals(other.headers));
    }

    /** The same for another target. */
    public GraphWebhook to(String target, Map<String, String> newHeaders) {
        return new GraphWebhook(id, target, newHeaders, topics, filters, disabled);
    }

    /** The topics in one line. */
    public String named() {
        return String.join(",", new TreeSet<>(topics));
    }

    /** Target and headers may be secrets. */
    @Override
    public String toString() {
        return named() + " " + id;
    }
}
