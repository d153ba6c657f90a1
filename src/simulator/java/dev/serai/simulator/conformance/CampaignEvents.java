package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/**
 * Events of Campaign: opens, since they ask least of what stands behind a receiver.
 *
 * @see <a href="https://support.optimizely.com/hc/en-us/articles/4413205577997-Webhooks">Webhooks</a>
 */
record CampaignEvents(Run run) implements Events {
    private static final long CLIENT = 999_000_000_001L;

    @Override
    public ObjectNode plain() {
        return event("open")
                .put("remoteAddress", "192.0.2.1")
                .put("device", "desktop")
                .put("operatingSystem", "Windows 10")
                .put("browser", "Firefox 64.1");
    }

    @Override
    public ObjectNode unknown() {
        return event("conformancetest").put("id", run.name(run.next()));
    }

    List<ObjectNode> plain(int count) {
        return Stream.generate(this::plain).limit(count).toList();
    }

    private ObjectNode event(String type) {
        int number = run.next();
        ObjectNode event = JsonText.object()
                .put("type", type)
                .put("recipientId", run.address(number))
                .put("userListId", 999_000_000_003L)
                .put("clientId", CLIENT)
                .put("mailingId", Run.MAILING)
                .put("created", run.now().toEpochMilli())
                .put("subscriptionId", 1_000_000 + number)
                .put("mailId", run.name(number));
        event.putObject("mediaTypesToAddresses").put("EMAIL", run.address(number));
        return event.put("attempt", 1);
    }
}
