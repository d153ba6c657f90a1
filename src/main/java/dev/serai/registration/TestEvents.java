package dev.serai.registration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.event.Json;
import java.util.Set;
import java.util.TreeSet;

/**
 * The test events that the gateway has stored.
 *
 * @param count how many
 * @param destinations where any of them went
 */
public record TestEvents(int count, Set<String> destinations) {
    public TestEvents {
        destinations = Set.copyOf(destinations);
    }

    /**
     * Finds the test events among others.
     *
     * @param events of the management API, each {@code {"payload": …, "destinations": [{"name": …}]}}
     * @param mailing that the test events name
     */
    public static TestEvents of(Iterable<JsonNode> events, String mailing) {
        int count = 0;
        Set<String> destinations = new TreeSet<>();
        for (JsonNode event : events) {
            if (mailing(event.path("payload").asText("")).equals(mailing)) {
                count++;
                event.path("destinations")
                        .forEach(each -> destinations.add(each.path("name").asText("?")));
            }
        }
        return new TestEvents(count, destinations);
    }

    private static String mailing(String payload) {
        try {
            String text = Json.text(Json.payload(payload).get("mailingId"));
            return text == null ? "" : text;
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    /** @param deliver whether they may reach destinations */
    public boolean passed(int sent, boolean deliver) {
        return count >= sent && (deliver || destinations.isEmpty());
    }

    /** What came of them, and what to do if it is wrong. */
    public String text(int sent, boolean deliver) {
        if (count < sent) {
            return (count == 0 ? "none" : "only " + count) + " of " + sent
                    + " is stored by the gateway that was asked; is it the one behind public-url?";
        }
        String stored = count + " stored";
        if (destinations.isEmpty()) {
            return stored + ", went to no destination";
        }
        String where = stored + ", went to " + String.join(", ", new TreeSet<>(destinations));
        return deliver
                ? where
                : where
                        + "; the gateway does not know the mailing as one for tests: restart it with campaign.test-mailings";
    }
}
