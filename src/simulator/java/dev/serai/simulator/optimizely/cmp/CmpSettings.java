package dev.serai.simulator.optimizely.cmp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.ApiCall;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.http.StrictJson;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** {@code /v3/settings}. The forms of its answers and errors are inferred. */
final class CmpSettings {
    private static final int LONGEST_SECRET = 32;
    private static final Set<String> KEYS = Set.of("name", "description", "callback_url", "secret", "event_names");
    private final CmpTokens tokens;
    private final PerSecond rate = new PerSecond();
    private final List<CmpWebhook> webhooks = new ArrayList<>();
    private volatile boolean forbidden;
    private volatile boolean secretsReadable;

    /** A body is refused with 422. */
    private static final class Unprocessable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unprocessable(String message) {
            super(message);
        }
    }

    CmpSettings(CmpTokens tokens) {
        this.tokens = tokens;
    }

    void forbidden(boolean on) {
        forbidden = on;
    }

    void secretsReadable(boolean on) {
        secretsReadable = on;
    }

    PerSecond rate() {
        return rate;
    }

    RestAnswer answer(ApiCall call) {
        String path = String.join("/", call.path());
        if (path.equals("o/oauth2/v1/token")) {
            return tokens.answer(call);
        }
        if (!path.startsWith("v3")) {
            return error(404, "Not found");
        }
        if (!rate.take()) {
            return error(429, "Too many requests");
        }
        if (!tokens.allow(call)) {
            return error(401, "Unauthorized");
        }
        if (forbidden) {
            return error(403, "Forbidden");
        }
        return path.equals("v3/settings") ? settings(call) : error(404, "Not found");
    }

    private static RestAnswer error(int status, String message) {
        return RestAnswer.json(status, Map.of("message", message));
    }

    private RestAnswer settings(ApiCall call) {
        return switch (call.method()) {
            case "GET" -> RestAnswer.json(200, Map.of("webhooks", shown(secretsReadable)));
            case "POST" -> post(call);
            default -> error(405, "Method not allowed");
        };
    }

    private RestAnswer post(ApiCall call) {
        if (!call.request().has("application/json")) {
            return error(422, "The content type has to be application/json");
        }
        String execute = ApiCall.one(call.query(), "execute");
        if (execute != null && !Set.of("true", "false").contains(execute)) {
            return error(422, "execute has to be true or false");
        }
        try {
            return change(read(StrictJson.object(call.body()).path("webhooks")), "true".equals(execute));
        } catch (Unprocessable | IllegalArgumentException e) {
            return error(422, String.valueOf(e.getMessage()));
        }
    }

    private static List<CmpWebhook> read(JsonNode list) {
        if (!list.isMissingNode() && !list.isArray()) {
            throw new Unprocessable("webhooks has to be a list");
        }
        List<CmpWebhook> read = new ArrayList<>();
        list.forEach(each -> read.add(webhook(each)));
        return read;
    }

    private static CmpWebhook webhook(JsonNode json) {
        Set<String> keys = new HashSet<>();
        json.fieldNames().forEachRemaining(keys::add);
        if (!keys.equals(KEYS)) {
            throw new Unprocessable("A webhook has exactly the keys " + new TreeSet<>(KEYS));
        }
        Set<String> names = new TreeSet<>();
        json.path("event_names").forEach(each -> names.add(each.asText()));
        if (!json.path("event_names").isArray() || !CmpWebhook.EVENTS.containsAll(names)) {
            throw new Unprocessable("event_names has to be a list of known events");
        }
        CmpWebhook webhook = new CmpWebhook(
                text(json, "name"), text(json, "description"), text(json, "callback_url"), text(json, "secret"), names);
        if (webhook.name().isEmpty() || webhook.secret().length() > LONGEST_SECRET) {
            throw new Unprocessable("name must not be empty, and secret has at most " + LONGEST_SECRET + " characters");
        }
        checkUrl(webhook.callbackUrl());
        return webhook;
    }

    private static String text(JsonNode json, String key) {
        if (!json.path(key).isTextual()) {
            throw new Unprocessable(key + " has to be a text");
        }
        return json.path(key).asText();
    }

    private static void checkUrl(String url) {
        try {
            URI uri = new URI(url);
            if ("https".equals(uri.getScheme()) && uri.getHost() != null) {
                return;
            }
        } catch (URISyntaxException e) {
            throw new Unprocessable("callback_url is no URL");
        }
        throw new Unprocessable("callback_url has to be an https URL");
    }

    /** One webhook of the name: it is updated, and event names are merged. Several or none: another one is created. */
    private synchronized RestAnswer change(List<CmpWebhook> wanted, boolean execute) {
        List<CmpWebhook> result = new ArrayList<>(webhooks);
        List<Map<String, Object>> changes = new ArrayList<>();
        for (CmpWebhook each : wanted) {
            List<CmpWebhook> same = result.stream()
                    .filter(known -> known.name().equals(each.name()))
                    .toList();
            CmpWebhook before = same.size() == 1 ? same.get(0) : null;
            if (before == null) {
                result.add(each);
                changes.add(change(each.name(), "create", List.of(), each.eventNames()));
            } else {
                CmpWebhook merged = before.mergedWith(each);
                result.set(result.indexOf(before), merged);
                changes.add(difference(before, merged));
            }
        }
        if (execute) {
            webhooks.clear();
            webhooks.addAll(result);
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("executed", execute);
        answer.put("webhooks", changes);
        return RestAnswer.json(200, answer);
    }

    private static Map<String, Object> difference(CmpWebhook before, CmpWebhook after) {
        List<String> changed = new ArrayList<>();
        Map<String, Object> old = before.shown(true);
        after.shown(true).forEach((key, value) -> {
            if (!key.equals("event_names") && !Objects.equals(old.get(key), value)) {
                changed.add(key);
            }
        });
        Set<String> added = new TreeSet<>(after.eventNames());
        added.removeAll(before.eventNames());
        boolean same = changed.isEmpty() && added.isEmpty();
        return change(after.name(), same ? "none" : "update", changed, added);
    }

    private static Map<String, Object> change(String name, String action, List<String> changed, Set<String> added) {
        Map<String, Object> change = new LinkedHashMap<>();
        change.put("name", name);
        change.put("action", action);
        change.put("changed", changed);
        change.put("event_names_added", added);
        return change;
    }

    synchronized void seed(CmpWebhook webhook) {
        webhooks.add(webhook);
    }

    synchronized List<Map<String, Object>> shown(boolean withSecrets) {
        return webhooks.stream().map(each -> each.shown(withSecrets)).toList();
    }

    synchronized List<CmpWebhook> webhooks() {
        return List.copyOf(webhooks);
    }
}
