package dev.serai.event;

import org.jspecify.annotations.Nullable;

/**
 * The first step of an exchange that failed. An error handler, a {@code doCatch} or a splitter may end the exchange normally
 * afterwards; the event is not delivered all the same.
 *
 * <p>The exchange carries it as a property, and so does every copy that a step makes of the exchange.
 */
public final class FailedStep {
    /** The name of the property. */
    public static final String PROPERTY = FailedStep.class.getName();

    private @Nullable Throwable failure;
    private @Nullable String place;

    /**
     * Notes a failure; the first one counts.
     *
     * @param step file, line and id of the step, such as {@code routes/campaign.camel.yaml:12 (by-event)}; null if the step
     *     stands in no file
     */
    public synchronized void note(Throwable cause, @Nullable String step) {
        failure = failure == null ? cause : failure;
        place = place == null ? step : place;
    }

    /** Why the step failed; null if no step has failed. */
    public synchronized @Nullable Throwable failure() {
        return failure;
    }

    /** Where the first step stands that failed and stands in a file; null if there is none. */
    public synchronized @Nullable String place() {
        return place;
    }
}
