package dev.serai.simulator.optimizely.experimentation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A webhook of a project. */
record ExperimentationWebhook(
        long id,
        long project,
        String name,
        String description,
        String url,
        Set<String> events,
        boolean active,
        String secret) {
    /** The 40 names of the API's description; those of change approvals are not among them. */
    static final Set<String> EVENTS = Stream.of(
                    "attribute event flag variation group: created updated deleted archived",
                    "audience environment: created updated archived",
                    "project_setting ruleset rule variable: created updated deleted",
                    "datafile snippet: updated")
            .flatMap(line -> Stream.of(line.replaceFirst(":.*", "").split(" ", -1))
                    .flatMap(entity -> Stream.of(line.replaceFirst(".*: ", "").split(" ", -1))
                            .map(verb -> "project." + entity + "_" + verb)))
            .collect(Collectors.toUnmodifiableSet());

    ExperimentationWebhook with(String newName, String newDescription, String newUrl, Set<String> newEvents) {
        return new ExperimentationWebhook(id, project, newName, newDescription, newUrl, newEvents, active, secret);
    }

    ExperimentationWebhook active(boolean on) {
        return new ExperimentationWebhook(id, project, name, description, url, events, on, secret);
    }

    ExperimentationWebhook secret(String other) {
        return new ExperimentationWebhook(id, project, name, description, url, events, active, other);
    }

    /** As the API answers: the id is a text, and there is no secret. */
    Map<String, Object> shown() {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("id", Long.toString(id));
        shown.put("project_id", project);
        shown.put("name", name);
        shown.put("description", description);
        shown.put("url", url);
        shown.put("events", List.copyOf(events));
        shown.put("active", active);
        shown.put("created", "2030-01-01T00:00:00.000000Z");
        shown.put("last_modified", "2030-01-01T00:00:00.000000Z");
        return shown;
    }

    @Override
    public String toString() {
        return name + " to " + url;
    }
}
