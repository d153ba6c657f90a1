package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Events of Feature and Web Experimentation.
 *
 * @see <a href="https://docs.developers.optimizely.com/feature-experimentation/docs/configure-webhooks">Configure
 *     webhooks</a>
 */
record ExperimentationEvents(Run run) implements Events {
    private static final long PROJECT = 990_000_000_001L;

    /** {@code data} is an object. */
    @Override
    public ObjectNode plain() {
        ObjectNode event = snippet().put("event", "project.datafile_updated");
        event.withObject("/data").put("environment", "Production");
        return event;
    }

    /** Of Web Experimentation: without an environment. */
    ObjectNode snippet() {
        int number = run.next();
        String file = "https://example.test/js/" + run.name(number) + ".js";
        ObjectNode event = envelope("project.snippet_updated");
        event.putObject("data").put("revision", number).put("origin_url", file).put("cdn_url", file);
        return event;
    }

    @Override
    public ObjectNode unknown() {
        return changes("project.conformance_tested", 1);
    }

    /** {@code data} is a list of changes. */
    ObjectNode changes(String type, int entries) {
        ObjectNode event = envelope(type);
        ArrayNode data = event.putArray("data");
        for (int entry = 0; entry < entries; entry++) {
            change(data.addObject());
        }
        return event;
    }

    private void change(ObjectNode entry) {
        int number = run.next();
        entry.put("id", run.now().toEpochMilli() * 10_000 + number)
                .put("project_id", PROJECT)
                .put("created", run.now().toString())
                .put("change_type", "update")
                .put("source", "api")
                .put("summary", "Conformance " + run.name(number));
        String address = "https://example.test/v2/projects/" + PROJECT + "/flags/" + run.name(number);
        entry.putObject("entity")
                .put("id", 30_000_000_000L + number)
                .put("type", "flag")
                .put("name", run.name(number))
                .put("is_deleted", false)
                .put("api_url", address)
                .put("ui_url", address);
        entry.putArray("changes")
                .addObject()
                .put("property", "enabled")
                .put("before", false)
                .put("after", true)
                .put("description", "Changed");
        entry.putObject("user")
                .put("id", run.name(number))
                .put("email", run.address(number))
                .putNull("display_name");
    }

    private ObjectNode envelope(String type) {
        return JsonText.object()
                .put("project_id", PROJECT)
                .put("timestamp", run.now().getEpochSecond())
                .put("event", type);
    }
}
