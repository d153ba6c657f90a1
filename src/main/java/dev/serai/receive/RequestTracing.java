package dev.serai.receive;

import org.jspecify.annotations.Nullable;

/** Follows the requests whose body is read; there is one only if {@code tracing.enabled} is on. */
public interface RequestTracing {

    /**
     * Begins to follow a request.
     *
     * @param since {@link System#nanoTime()} when the head was there
     * @param traceparent header of the request; null if it has none
     */
    Followed begin(String family, long since, @Nullable String traceparent);

    /** One request. */
    interface Followed {

        /** Does the work on this thread; what it begins belongs to the request. */
        void during(Runnable work);

        /** @param status of the answer */
        void answered(int status);
    }
}
