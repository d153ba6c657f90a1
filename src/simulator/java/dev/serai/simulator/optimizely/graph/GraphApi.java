package dev.serai.simulator.optimizely.graph;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.ApiCall;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.http.StrictJson;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** {@code /api/webhooks}. The form of its errors is inferred. */
final class GraphApi {
    private static final Set<String> KEYS = Set.of("disabled", "request", "filters", "preset");
    private final GraphKeys keys;
    private final Map<String, GraphWebhook> webhooks = new LinkedHashMap<>();
    private volatile String topicKey = "topic";
    private volatile boolean refusesUnknown;
    private volatile boolean putKeepsTopics = true;

    /** A call is refused with 400. */
    private static final class Invalid extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }
    }

    GraphApi(GraphKeys keys) {
        this.keys = keys;
    }

    void topicKey(String key) {
        topicKey = key;
    }

    void refuseUnknownKeys(boolean on) {
        refusesUnknown = on;
    }

    void putKeepsTopics(boolean on) {
        putKeepsTopics = on;
    }

    RestAnswer answer(ApiCall call) {
        if (!keys.allow(call)) {
            return error(401, "Unauthorized");
        }
        List<String> path = call.path();
        boolean known =
                path.size() >= 2 && path.get(0).equals("api") && path.get(1).equals("webhooks");
        if (!known || path.size() > 3) {
            return error(404, "Not found");
        }
        try {
            return path.size() == 2 ? all(call) : one(call, path.get(2));
        } catch (Invalid | IllegalArgumentException e) {
            return error(400, String.valueOf(e.getMessage()));
        }
    }

    private static RestAnswer error(int status, String message) {
        return RestAnswer.json(status, Map.of("code", status, "message", message));
    }

    private synchronized RestAnswer all(ApiCall call) {
        return switch (call.method()) {
            case "GET" -> RestAnswer.json(200, shown());
            case "POST" -> {
                GraphWebhook webhook = read(UUID.randomUUID().toString(), body(call));
                webhooks.put(webhook.id(), webhook);
                yield RestAnswer.empty(204);
            }
            default -> error(405, "Method not allowed");
        };
    }

    private synchronized RestAnswer one(ApiCall call, String id) {
        GraphWebhook webhook = webhooks.get(id);
        if (webhook == null) {
            return error(404, "There is no webhook " + id);
        }
        return switch (call.method()) {
            case "PUT" -> {
                webhooks.put(id, replaced(webhook, read(id, body(call))));
                yield RestAnswer.empty(204);
            }
            case "DELETE" -> {
                webhooks.remove(id);
                yield RestAnswer.empty(204);
            }
            default -> error(405, "Method not allowed");
        };
    }

    private GraphWebhook replaced(GraphWebhook before, GraphWebhook after) {
        return putKeepsTopics
                ? new GraphWebhook(after.id(), after.disabled(), after.request(), before.topics(), before.filters())
                : after;
    }

    private static JsonNode body(ApiCall call) {
        if (!call.request().has("application/json")) {
            throw new Invalid("The content type has to be application/json");
        }
        return StrictJson.object(call.body());
    }

    private GraphWebhook read(String id, JsonNode body) {
        if (refusesUnknown) {
            body.fieldNames().forEachRemaining(this::check);
        }
        JsonNode request = body.path("request");
        checkUrl(request.path("url").asText());
        if (!request.path("method").asText().equals("post")) {
            throw new Invalid("request.method has to be post");
        }
        return unchecked(id, body);
    }

    private void check(String key) {
        if (!KEYS.contains(key) && !key.equals(topicKey)) {
            throw new Invalid("There is no key " + key);
        }
    }

    private static void checkUrl(String url) {
        String host;
        try {
            host = String.valueOf(new URI(url).getHost()).toLowerCase(Locale.ROOT);
        } catch (URISyntaxException e) {
            throw new Invalid("request.url is no URL");
        }
        if (!url.startsWith("http") || host.equals("null") || host.equals("localhost")) {
            throw new Invalid("request.url has to be a URL, and not of localhost");
        }
    }

    /** Without topics it gets all of them. */
    private GraphWebhook unchecked(String id, JsonNode body) {
        List<String> topics = new ArrayList<>();
        JsonNode wanted = body.path(topicKey);
        if (wanted.isTextual()) {
            topics.add(wanted.asText());
        }
        wanted.forEach(each -> topics.add(each.asText()));
        JsonNode filters = body.path("filters");
        return new GraphWebhook(
                id,
                body.path("disabled").asBoolean(),
                body.path("request"),
                topics.isEmpty() ? List.of("*.*") : topics,
                filters.isContainerNode() ? filters : StrictJson.tree(List.of()));
    }

    synchronized String seed(String json) {
        GraphWebhook webhook = unchecked(UUID.randomUUID().toString(), StrictJson.object(json));
        webhooks.put(webhook.id(), webhook);
        return webhook.id();
    }

    synchronized List<Map<String, Object>> shown() {
        return webhooks.values().stream().map(each -> each.shown(topicKey)).toList();
    }

    synchronized List<GraphWebhook> webhooks() {
        return List.copyOf(webhooks.values());
    }
}
