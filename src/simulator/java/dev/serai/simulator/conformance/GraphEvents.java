package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Events of Graph.
 *
 * @see <a href="https://docs.developers.optimizely.com/platform-optimizely/docs/webhook-response">Webhook response</a>
 */
record GraphEvents(Run run) implements Events {
    /** With seven digits of a second, as .NET writes it. */
    private static final DateTimeFormatter TICKS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSSS", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    @Override
    public ObjectNode plain() {
        ObjectNode event = envelope("doc", "updated", "Z");
        event.putObject("data").put("docId", run.uuid(run.next()) + "_en_Published");
        return event;
    }

    @Override
    public ObjectNode unknown() {
        ObjectNode event = envelope("conformance", "tested", "Z");
        event.putObject("data").put("docId", run.uuid(run.next()) + "_en_Published");
        return event;
    }

    /** The end of a job, whose items are optional. */
    ObjectNode bulk() {
        ObjectNode event = envelope("bulk", "completed", "+00:00");
        event.putObject("data").put("journalId", run.uuid(run.next()));
        return event;
    }

    private ObjectNode envelope(String subject, String action, String zone) {
        ObjectNode event = JsonText.object()
                .put("timestamp", TICKS.format(run.now()) + zone)
                .put("tenantId", run.uuid(0));
        event.putObject("type").put("subject", subject).put("action", action);
        return event;
    }
}
