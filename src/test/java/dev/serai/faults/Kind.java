package dev.serai.faults;

import dev.serai.event.Json;
import dev.serai.testing.Gateway;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** A kind of event, and where the shipped routers send it. Each event has a name by which it is found there again. */
enum Kind {
    BOUNCE("campaign/bounce"),
    UNSUBSCRIBE("campaign/unsubscribe"),
    COMPLAINT("campaign/spamcomplaint"),
    CLICK("campaign/click"),
    ASSET("cmp/asset_added");

    /** Where an event can be. */
    enum Place {
        JOURNAL,
        SALESFORCE,
        ARCHIVE,
        MAILBOX
    }

    /** An event that was sent. */
    record Named(Kind kind, String name) {}

    private final String sample;

    Kind(String sample) {
        this.sample = Gateway.sample(sample);
    }

    boolean goesTo(Place place) {
        return switch (place) {
            case JOURNAL -> true;
            case SALESFORCE -> this == BOUNCE || this == UNSUBSCRIBE || this == COMPLAINT;
            case ARCHIVE -> this == ASSET;
            case MAILBOX -> this == COMPLAINT;
        };
    }

    /** The vendor's sample, about that name; all but an asset are Campaign's. */
    Map<String, Object> payload(String name, int attempt) {
        try {
            Map<String, Object> payload = Json.object(sample);
            if (this == ASSET) {
                payload.put("data", Map.of("asset", Map.of("id", name, "type", "image")));
            } else {
                payload.computeIfPresent("id", (key, value) -> name);
                payload.put("mailId", name);
                payload.put("mediaTypesToAddresses", Map.of("EMAIL", name));
                payload.put("attempt", attempt);
            }
            return payload;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
