package dev.serai.dispatch;

import java.util.concurrent.CompletableFuture;

/** One call of a {@link DestinationRoute}. */
public interface RouteCall {

    /**
     * Sends the batch.
     *
     * @param answer is completed when the call has ended, here or later on any thread; with null if its end says nothing about the
     *     events
     */
    void begin(CompletableFuture<CallResult> answer);

    /** The answer is not waited for any longer; if the call goes on after all, it must take no further step. */
    void abandon();
}
