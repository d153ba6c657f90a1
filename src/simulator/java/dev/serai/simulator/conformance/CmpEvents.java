package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * Events of CMP.
 *
 * @see <a href="https://docs.developers.optimizely.com/content-marketing-platform/docs/task-events">Task events</a>
 */
record CmpEvents(Run run) implements Events {
    @Override
    public ObjectNode plain() {
        return task("task_metadata_modified");
    }

    @Override
    public ObjectNode unknown() {
        return task("conformance_tested");
    }

    private ObjectNode task(String name) {
        String id = run.name(run.next());
        ObjectNode event = JsonText.object().put("event_name", name);
        event.putObject("data")
                .putObject("task")
                .put("id", id)
                .putObject("links")
                .put("self", "https://example.test/v3/tasks/" + id);
        return event;
    }

    /** An article that is published, with its whole text. */
    ObjectNode published(int bytes) {
        String id = run.name(run.next());
        ObjectNode event = JsonText.object().put("event_name", "asset_published");
        ObjectNode data = event.putObject("data");
        data.putObject("assets")
                .putArray("articles")
                .addObject()
                .put("id", id)
                .put("title", "Conformance " + run.id())
                .put("html_body", "<p>" + "conformance ".repeat(bytes / "conformance ".length()) + "</p>");
        data.putObject("organization").put("id", "conformance");
        data.putObject("publishing_event")
                .put("id", id)
                .putObject("links")
                .put("publishing_metadata", "https://example.test/v3/publishing-metadata/" + id);
        return event;
    }
}
