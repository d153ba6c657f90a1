package dev.serai.optimizely.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The webhooks of one project of Optimizely Experimentation. The calls are a beta. They neither take nor give the secret of a
 * webhook: a person makes it in the project.
 *
 * @see <a href="https://docs.developers.optimizely.com/feature-experimentation/docs/configure-webhooks">Configure webhooks</a>
 */
public final class ExperimentationWebhooks {
    /** What the API takes. */
    public static final List<String> EVENTS = Stream.of(
                    names("created updated deleted archived", "attribute", "event", "flag", "variation", "group"),
                    names("created updated archived", "audience", "environment"),
                    names("created updated deleted", "project_setting", "ruleset", "rule", "variable"),
                    names("updated", "datafile", "snippet"))
            .flatMap(each -> each)
            .toList();

    private static final int PAGE = 100;
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;

    private final ApiClient api;
    private final String project;

    /** @param project its id */
    public ExperimentationWebhooks(ApiClient api, String project) {
        this.api = api;
        this.project = project;
    }

    private static Stream<String> names(String verbs, String... entities) {
        return Stream.of(entities)
                .flatMap(entity -> Stream.of(verbs.split(" ")).map(verb -> "project." + entity + "_" + verb));
    }

    /** All of them, page by page. */
    public List<ExperimentationWebhook> list() throws ApiException, InterruptedException {
        List<ExperimentationWebhook> webhooks = new ArrayList<>();
        Set<String> asked = new HashSet<>();
        String token = "";
        do {
            Map<String, String> query = new LinkedHashMap<>(Map.of("per_page", Integer.toString(PAGE)));
            if (!token.isEmpty()) {
                query.put("page_token", token);
            }
            ApiClient.Page page = api.page(signedIn(ApiCall.get(path(), query)));
            if (!page.body().isArray()) {
                throw new ApiException(
                        ApiException.NO_ANSWER,
                        api.settings().keys() + ": GET " + path() + " was answered without a list; is "
                                + api.settings().keys() + ".url right?");
            }
            page.body().forEach(each -> webhooks.add(webhook(each)));
            token = page.next("page_token");
        } while (!token.isEmpty() && asked.add(token));
        return webhooks;
    }

    /**
     * Creates a webhook. A creation whose answer was lost is looked up, and made once more only if it is not there.
     *
     * @return its id
     */
    public String create(ExperimentationWebhook wanted) throws ApiException, InterruptedException {
        Set<String> before = list().stream().map(ExperimentationWebhook::id).collect(Collectors.toSet());
        try {
            return post(wanted);
        } catch (ApiException e) {
            if (!e.isUnclear()) {
                throw e;
            }
            for (ExperimentationWebhook each : list()) {
                if (!before.contains(each.id())
                        && each.url().equals(wanted.url())
                        && each.name().equals(wanted.name())) {
                    return each.id();
                }
            }
            return post(wanted);
        }
    }

    private String post(ExperimentationWebhook wanted) throws ApiException, InterruptedException {
        String id =
                api.call(sent(ApiCall.of("POST", path()), wanted)).path("id").asText("");
        if (id.isEmpty()) {
            throw new ApiException(
                    ApiException.NO_ANSWER, api.settings().keys() + ": POST " + path() + " was answered without an id");
        }
        return id;
    }

    /** Changes name, description, target and events; the secret stays. */
    public void update(String id, ExperimentationWebhook wanted) throws ApiException, InterruptedException {
        api.call(sent(ApiCall.of("PATCH", one(id)), wanted).changesWebhook());
    }

    /** Deletes a webhook; if there is none of that id, nothing changes. */
    public void delete(String id) throws ApiException, InterruptedException {
        try {
            api.call(signedIn(ApiCall.of("DELETE", one(id))));
        } catch (ApiException e) {
            if (e.status() != NOT_FOUND) {
                throw e;
            }
        }
    }

    private String path() {
        return "/projects/" + ApiCall.encoded(project) + "/webhooks";
    }

    private static String one(String id) {
        return "/webhooks/" + ApiCall.encoded(id);
    }

    private ApiCall sent(ApiCall call, ExperimentationWebhook webhook) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("name", webhook.name());
        json.put("description", webhook.description());
        json.put("url", webhook.url());
        json.put("events", new TreeSet<>(webhook.events()));
        return signedIn(call).json(json).refused(BAD_REQUEST, refused(webhook));
    }

    private static String refused(ExperimentationWebhook webhook) {
        Set<String> unknown = new TreeSet<>(webhook.events());
        EVENTS.forEach(unknown::remove);
        return unknown.isEmpty()
                ? "compare project, name, description and events in config/webhooks.yaml with the project"
                : "the API may not know " + String.join(", ", unknown)
                        + "; take them out of config/webhooks.yaml, run \"serai webhooks apply\", let a person add them in the"
                        + " project under Settings > Webhooks, and write them into the file again, so that the plan knows them";
    }

    private ApiCall signedIn(ApiCall call) {
        String keys = api.settings().keys();
        return call.refused(
                        401,
                        "the token is refused; make a personal access token in Optimizely under Profile > API Access, and put"
                                + " it into " + keys + ".token")
                .refused(
                        403,
                        "the user of the token may not see or change the webhooks of this project; is its id right in"
                                + " config/webhooks.yaml?");
    }

    private static ExperimentationWebhook webhook(JsonNode json) {
        Set<String> events = new HashSet<>();
        json.path("events").forEach(each -> events.add(each.asText()));
        return new ExperimentationWebhook(
                json.path("id").asText(""),
                json.path("name").asText(""),
                json.path("description").asText(""),
                json.path("url").asText(""),
                events,
                json.path("active").asBoolean(true));
    }
}
