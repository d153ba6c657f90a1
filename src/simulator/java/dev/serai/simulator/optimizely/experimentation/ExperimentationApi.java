package dev.serai.simulator.optimizely.experimentation;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.http.ApiCall;
import dev.serai.simulator.http.RestAnswer;
import dev.serai.simulator.http.StrictJson;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * {@code /v2/projects/<id>/webhooks} and {@code /v2/webhooks/<id>}. What is refused beside missing members and unknown events, and that
 * the next page stands in the header {@code Link}, is inferred.
 */
final class ExperimentationApi {
    private static final List<String> MEMBERS = List.of("name", "description", "url", "events");
    private static final int PER_PAGE = 25;
    private static final int MAX_PER_PAGE = 100;
    private static final long FIRST_ID = 4711;

    private final Map<Long, ExperimentationWebhook> webhooks = new TreeMap<>();
    private final Set<Long> projects;
    private final String token;
    private long last = FIRST_ID - 1;

    /** A call is refused. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final int status;

        Refused(int status, String message) {
            super(message);
            this.status = status;
        }
    }

    ExperimentationApi(String token, Set<Long> projects) {
        this.token = token;
        this.projects = Set.copyOf(projects);
    }

    synchronized RestAnswer answer(ApiCall call) {
        try {
            if (!call.header("Authorization").equals("Bearer " + token)) {
                throw new Refused(401, "Authentication failed");
            }
            List<String> path = call.path();
            if (path.size() == 4
                    && path.get(0).equals("v2")
                    && path.get(1).equals("projects")
                    && path.get(3).equals("webhooks")) {
                return ofProject(call, project(path.get(2)));
            }
            if (path.size() == 3 && path.get(0).equals("v2") && path.get(1).equals("webhooks")) {
                return one(call, number(path.get(2)));
            }
            throw new Refused(404, "Not found");
        } catch (Refused e) {
            return error(e.status, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return error(400, String.valueOf(e.getMessage()));
        }
    }

    private static RestAnswer error(int status, String message) {
        return RestAnswer.json(
                status,
                Map.of(
                        "code", Integer.toString(status),
                        "message", message,
                        "messages", Map.of(),
                        "uuid", UUID.randomUUID().toString()));
    }

    private long project(String text) {
        long project = number(text);
        if (!projects.contains(project)) {
            throw new Refused(403, "You are not allowed to access project " + project);
        }
        return project;
    }

    private static long number(String text) {
        if (!text.matches("\\d{1,18}")) {
            throw new Refused(400, text + " is no integer");
        }
        return Long.parseLong(text);
    }

    private RestAnswer ofProject(ApiCall call, long project) {
        return switch (call.method()) {
            case "GET" -> page(call, project);
            case "POST" -> {
                ExperimentationWebhook webhook = add(project, body(call), true);
                yield RestAnswer.json(201, webhook.shown());
            }
            default -> error(405, "Method not allowed");
        };
    }

    private RestAnswer page(ApiCall call, long project) {
        int size = size(ApiCall.one(call.query(), "per_page"));
        int from = from(ApiCall.one(call.query(), "page_token"));
        List<ExperimentationWebhook> all = of(project);
        int to = Math.min(all.size(), from + size);
        RestAnswer answer = RestAnswer.json(
                200,
                all.subList(Math.min(from, to), to).stream()
                        .map(ExperimentationWebhook::shown)
                        .toList());
        return to == all.size()
                ? answer
                : answer.with(
                        "Link",
                        "<https://api.optimizely.com/v2/projects/" + project + "/webhooks?per_page=" + size
                                + "&page_token="
                                + Base64.getUrlEncoder()
                                        .encodeToString(Integer.toString(to).getBytes(StandardCharsets.UTF_8))
                                        .replace("=", "%3D")
                                + ">; rel=next");
    }

    private static int size(@Nullable String text) {
        long size = text == null ? PER_PAGE : number(text);
        if (size < 1 || size > MAX_PER_PAGE) {
            throw new Refused(400, "per_page has to be from 1 to " + MAX_PER_PAGE);
        }
        return (int) size;
    }

    private static int from(@Nullable String token) {
        return token == null
                ? 0
                : (int) number(new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8));
    }

    private RestAnswer one(ApiCall call, long id) {
        ExperimentationWebhook webhook = webhooks.get(id);
        if (webhook == null) {
            throw new Refused(404, "There is no webhook " + id);
        }
        return switch (call.method()) {
            case "GET" -> RestAnswer.json(200, webhook.shown());
            case "PATCH" -> {
                JsonNode body = body(call);
                check(body);
                webhooks.put(
                        id,
                        webhook.with(
                                body.get("name").asText(),
                                body.get("description").asText(),
                                body.get("url").asText(),
                                events(body)));
                yield RestAnswer.json(200, webhooks.get(id).shown());
            }
            case "DELETE" -> {
                webhooks.remove(id);
                yield RestAnswer.empty(204);
            }
            default -> error(405, "Method not allowed");
        };
    }

    private static JsonNode body(ApiCall call) {
        if (!call.request().has("application/json")) {
            throw new Refused(400, "The content type has to be application/json");
        }
        return StrictJson.object(call.body());
    }

    private static void check(JsonNode body) {
        body.fieldNames().forEachRemaining(name -> {
            if (!MEMBERS.contains(name)) {
                throw new Refused(400, "There is no member " + name);
            }
        });
        for (String name : List.of("name", "description", "url")) {
            if (!body.path(name).isTextual() || body.path(name).asText().isBlank()) {
                throw new Refused(400, name + " is required");
            }
        }
        checkUrl(body.path("url").asText());
        if (!body.path("events").isArray() || body.path("events").isEmpty()) {
            throw new Refused(400, "events is required");
        }
        for (JsonNode event : body.path("events")) {
            if (!event.isTextual() || !ExperimentationWebhook.EVENTS.contains(event.asText())) {
                throw new Refused(
                        400, event.asText() + " is not one of " + new TreeSet<>(ExperimentationWebhook.EVENTS));
            }
        }
    }

    private static void checkUrl(String text) {
        try {
            URI url = new URI(text);
            if (url.getHost() == null || !String.valueOf(url.getScheme()).matches("https?")) {
                throw new Refused(400, "url is no URL");
            }
        } catch (URISyntaxException e) {
            throw new Refused(400, "url is no URL");
        }
    }

    private static Set<String> events(JsonNode body) {
        Set<String> events = new LinkedHashSet<>();
        body.path("events").forEach(each -> events.add(each.asText()));
        return events;
    }

    /** @param checked whether it comes by the API, and not from a person in the project */
    synchronized ExperimentationWebhook add(long project, JsonNode body, boolean checked) {
        if (checked) {
            check(body);
        }
        ExperimentationWebhook webhook = new ExperimentationWebhook(
                ++last,
                project,
                body.path("name").asText(),
                body.path("description").asText(),
                body.path("url").asText(),
                events(body),
                body.path("active").asBoolean(true),
                newSecret());
        webhooks.put(webhook.id(), webhook);
        return webhook;
    }

    private static String newSecret() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    synchronized String regenerate(long id) {
        String secret = newSecret();
        webhooks.computeIfPresent(id, (same, webhook) -> webhook.secret(secret));
        return secret;
    }

    synchronized void active(long id, boolean on) {
        webhooks.computeIfPresent(id, (same, webhook) -> webhook.active(on));
    }

    synchronized List<ExperimentationWebhook> of(long project) {
        List<ExperimentationWebhook> all = new ArrayList<>(webhooks.values());
        all.removeIf(each -> each.project() != project);
        return all;
    }
}
