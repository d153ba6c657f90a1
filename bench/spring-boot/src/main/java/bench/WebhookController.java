package bench;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Receives both families. Spring reads the JSON and answers 400 to what is none; a single object counts as a list of
 * one (application.properties). The answer is written after {@link Journal#keep}, and so after its commit.
 */
@RestController
class WebhookController {
    private final Journal journal;
    private final JsonMapper json;

    WebhookController(Journal journal, JsonMapper json) {
        this.journal = journal;
        this.json = json;
    }

    record Answer(int received) {}

    @PostMapping("/webhooks/campaign")
    Answer campaign(@RequestBody List<Map<String, Object>> payloads) {
        return keep(payloads.stream()
                .map(payload -> Event.campaign(payload, json.writeValueAsString(payload), Instant.now()))
                .toList());
    }

    @PostMapping("/webhooks/cmp")
    Answer cmp(@RequestBody List<Map<String, Object>> payloads) {
        return keep(payloads.stream()
                .map(payload -> Event.cmp(payload, json.writeValueAsString(payload), Instant.now()))
                .toList());
    }

    private Answer keep(List<Event> events) {
        if (events.stream().anyMatch(event -> event.type() == null)) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "an event has no type");
        }
        journal.keep(events);
        return new Answer(events.size());
    }
}
