package dev.serai.optimizely.api;

import java.util.Set;

/**
 * A webhook of a project of Optimizely Experimentation.
 *
 * @param id empty before it is created
 * @param events such as {@code project.flag_updated}
 * @param active whether it sends; the API tells it, and has no call that changes it
 */
public record ExperimentationWebhook(
        String id, String name, String description, String url, Set<String> events, boolean active) {
    public ExperimentationWebhook {
        events = Set.copyOf(events);
    }
}
