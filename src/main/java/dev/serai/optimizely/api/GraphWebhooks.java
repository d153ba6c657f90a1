package dev.serai.optimizely.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The webhooks of one account of Optimizely Graph.
 *
 * @see <a href="https://docs.developers.optimizely.com/platform-optimizely/docs/manage-webhooks">Manage webhooks</a>
 */
public final class GraphWebhooks {
    private static final String PATH = "/api/webhooks";
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final ApiClient api;
    /** The guide says topic, the OpenAPI description topics. */
    private String topicKey = "topic";

    public GraphWebhooks(ApiClient api) {
        this.api = api;
    }

    public List<GraphWebhook> list() throws ApiException, InterruptedException {
        JsonNode answer = api.call(signedIn(ApiCall.of("GET", PATH)));
        if (!answer.isArray()) {
            throw new ApiException(
                    ApiException.NO_ANSWER,
                    api.settings().keys() + ": GET " + PATH + " was answered without a list; is "
                            + api.settings().keys() + ".url right?");
        }
        List<GraphWebhook> webhooks = new ArrayList<>();
        answer.forEach(each -> webhooks.add(webhook(each)));
        return webhooks;
    }

    /**
     * Creates a webhook and looks it up, because Graph answers without an id. A creation whose answer was lost is looked up
     * too, and made once more only if it is not there.
     *
     * @return as Graph lists it
     * @throws ApiException also if Graph has registered it for other topics than it was asked for
     */
    public GraphWebhook create(GraphWebhook wanted) throws ApiException, InterruptedException {
        Set<String> before = ids();
        GraphWebhook made = created(wanted, before);
        if (made.topics().equals(wanted.topics())) {
            return made;
        }
        // Graph has ignored the name of the key, which means all topics
        delete(made.id());
        topicKey = "topics";
        made = created(wanted, before);
        if (made.topics().equals(wanted.topics())) {
            return made;
        }
        delete(made.id());
        throw new ApiException(
                BAD_REQUEST,
                api.settings().keys() + ": POST " + PATH + " registers the topics " + made.named() + " instead of "
                        + wanted.named()
                        + ", so that it was deleted again; compare the topics in config/webhooks.yaml with"
                        + " Graph's documentation");
    }

    private GraphWebhook created(GraphWebhook wanted, Set<String> before) throws ApiException, InterruptedException {
        ApiException failure = null;
        for (int attempt = 1; attempt <= 2; attempt++) {
            try {
                post(wanted);
            } catch (ApiException e) {
                if (!e.isUnclear()) {
                    throw e;
                }
                failure = e;
            }
            for (GraphWebhook each : list()) {
                if (!before.contains(each.id()) && each.url().equals(wanted.url()) && isAsAsked(each, wanted)) {
                    return each;
                }
            }
        }
        throw failure != null
                ? failure
                : new ApiException(
                        ApiException.NO_ANSWER,
                        api.settings().keys() + ": POST " + PATH + " was answered, but Graph does not list the webhook;"
                                + " try again later");
    }

    private static boolean isAsAsked(GraphWebhook listed, GraphWebhook wanted) {
        return listed.sendsAs(wanted) && new HashSet<>(listed.filters()).equals(new HashSet<>(wanted.filters()));
    }

    private void post(GraphWebhook wanted) throws ApiException, InterruptedException {
        try {
            api.call(sent(ApiCall.of("POST", PATH), wanted));
        } catch (ApiException e) {
            if (e.status() != BAD_REQUEST || topicKey.equals("topics")) {
                throw e;
            }
            topicKey = "topics";
            api.call(sent(ApiCall.of("POST", PATH), wanted));
        }
    }

    private ApiCall sent(ApiCall call, GraphWebhook webhook) {
        Map<String, String> headers = Objects.requireNonNullElse(webhook.headers(), Map.of());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("disabled", webhook.disabled());
        json.put("request", Map.of("url", webhook.url(), "method", "post", "headers", headers));
        json.put(topicKey, new TreeSet<>(webhook.topics()));
        if (!webhook.filters().isEmpty()) {
            json.put("filters", webhook.filters());
        }
        Set<String> secrets = new HashSet<>(headers.values());
        secrets.add(webhook.url());
        return signedIn(call)
                .json(json)
                .hiding(secrets)
                .refused(
                        BAD_REQUEST,
                        "compare topics and filters in config/webhooks.yaml with Graph's documentation; public-url must be"
                                + " a name that Graph can reach");
    }

    /**
     * Disables or enables a webhook by a PUT, which replaces it.
     *
     * @throws ApiException also if Graph has not done it, or has lost topics or filters on the way
     */
    public void disable(GraphWebhook webhook, boolean disabled) throws ApiException, InterruptedException {
        GraphWebhook wanted = new GraphWebhook(
                webhook.id(), webhook.url(), webhook.headers(), webhook.topics(), webhook.filters(), disabled);
        api.call(sent(ApiCall.of("PUT", PATH + "/" + ApiCall.encoded(webhook.id())), wanted)
                .changesWebhook());
        boolean done = list().stream()
                .anyMatch(each -> each.id().equals(webhook.id())
                        && each.disabled() == disabled
                        && each.hasEventsOf(wanted)
                        && each.sendsAs(wanted));
        if (!done) {
            throw new ApiException(
                    BAD_REQUEST,
                    api.settings().keys() + ": PUT " + PATH + "/" + webhook.id()
                            + " was answered, but Graph lists the webhook otherwise; \"serai webhooks apply\" makes it anew");
        }
    }

    /** Deletes a webhook; if there is none of that id, nothing changes. */
    public void delete(String id) throws ApiException, InterruptedException {
        try {
            api.call(signedIn(ApiCall.of("DELETE", PATH + "/" + ApiCall.encoded(id))));
        } catch (ApiException e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
        }
    }

    private Set<String> ids() throws ApiException, InterruptedException {
        Set<String> ids = new HashSet<>();
        list().forEach(each -> ids.add(each.id()));
        return ids;
    }

    private ApiCall signedIn(ApiCall call) {
        String keys = api.settings().keys();
        String refused = "the app key or its secret is refused; compare " + keys + ".key and " + keys
                + ".secret with the Graph page of the PaaS portal or the CMS, and try the other value of " + keys
                + ".sign-in; with epi-hmac the clock of this machine must be right to 5 minutes";
        return call.refused(401, refused).refused(403, refused);
    }

    private static GraphWebhook webhook(JsonNode json) {
        JsonNode request = json.path("request");
        Map<String, String> headers = new TreeMap<>();
        request.path("headers")
                .properties()
                .forEach(each -> headers.put(each.getKey(), each.getValue().asText()));
        JsonNode topics = json.has("topic") ? json.path("topic") : json.path("topics");
        Set<String> names = new TreeSet<>();
        if (topics.isTextual()) {
            names.add(topics.asText());
        }
        topics.forEach(each -> names.add(each.asText()));
        JsonNode filters = json.path("filters");
        List<JsonNode> list = new ArrayList<>();
        if (filters.isArray()) {
            filters.forEach(list::add);
        } else if (filters.isObject() && !filters.isEmpty()) {
            list.add(filters);
        }
        return new GraphWebhook(
                json.path("id").asText(""),
                request.path("url").asText(""),
                request.has("headers") ? headers : null,
                names,
                list,
                json.path("disabled").asBoolean(false));
    }
}
