package dev.serai.optimizely.api;

import java.util.Set;

/**
 * A webhook in CMP's settings.
 *
 * @param secret that CMP sends as {@code Callback-Secret}; empty if CMP does not give it back
 * @param events names of events
 */
public record CmpWebhook(String name, String description, String callbackUrl, String secret, Set<String> events) {
    public CmpWebhook {
        events = Set.copyOf(events);
    }

    /** The URL and the secret are secrets. */
    @Override
    public String toString() {
        return name;
    }
}
