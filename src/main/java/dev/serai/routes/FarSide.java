package dev.serai.routes;

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
     */
    record Call(
            Endpoint endpoint,
            Map<String, Object> headers,
            @Nullable Object body) {

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

    /** @throws Exception as the component would, if the call is to fail */
    Answer answer(Call call) throws Exception;
}
