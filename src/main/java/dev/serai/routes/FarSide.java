package dev.serai.routes;

import dev.serai.outbox.OutgoingRequest;
import java.util.List;
import java.util.Map;
import org.apache.camel.Endpoint;
import org.jspecify.annotations.Nullable;

/** Answers the calls of routes in place of Salesforce, a database, a mail server or an HTTP API. */
@FunctionalInterface
public interface FarSide {

    /**
     * A call that would have left the process.
     *
     * @param endpoint as the route file writes it, with its options
     * @param headers as the component would get them
     * @param body the same; a stream as its bytes
     * @param requests what the component makes of it, if the far side {@link #wantsRequests wants} that; empty if Serai does
     *     not know the component's requests
     */
    record Call(
            Endpoint endpoint,
            Map<String, Object> headers,
            @Nullable Object body,
            List<OutgoingRequest> requests) {

        /** The first word of the endpoint: {@code jdbc}, {@code https}, {@code salesforce}. */
        public String scheme() {
            return endpoint.getEndpointUri().replaceFirst(":.*", "");
        }
    }

    /**
     * What the component would make of the answer.
     *
     * @param headers beside those that the call had
     */
    record Answer(Map<String, Object> headers, @Nullable Object body) {}

    /** Whether it is to get each call as the requests that the component would send, too. That costs some time. */
    default boolean wantsRequests() {
        return false;
    }

    /** @throws Exception as the component would, if the call is to fail */
    Answer answer(Call call) throws Exception;
}
