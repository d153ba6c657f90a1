package dev.serai.optimizely.api;

import java.util.Map;

/** How Serai proves itself to an API. */
@FunctionalInterface
public interface Credentials {
    /**
     * The headers that prove a call.
     *
     * @param target path and query of the call, as they are sent
     * @throws ApiException if they cannot be had, such as a token
     */
    Map<String, String> headers(ApiCall call, String target) throws ApiException, InterruptedException;

    /** Drops what the API has refused, such as a token that has ended. @return whether another try makes sense */
    default boolean renew() {
        return false;
    }

    /** Ends what the credentials need. */
    default void close() {}
}
