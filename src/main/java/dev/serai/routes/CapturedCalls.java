package dev.serai.routes;

import java.io.InputStream;
import java.util.HashMap;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.StreamCache;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/**
 * Gives every call to a {@link FarSide} that would leave the process, from any step. The endpoint itself is
 * made as ever, so that a wrong option is found; but the endpoint makes no producer, and so no connection.
 *
 * <p>Which endpoints leave the process, Camel knows: {@link Endpoint#isRemote}.
 */
final class CapturedCalls implements EndpointStrategy {
    private final FarSide farSide;

    CapturedCalls(FarSide farSide) {
        this.farSide = farSide;
    }

    @Override
    public Endpoint registerEndpoint(String uri, Endpoint endpoint) {
        return endpoint.isRemote() ? new CapturedEndpoint(endpoint) : endpoint;
    }

    private final class CapturedEndpoint extends DefaultEndpoint {
        private final Endpoint real;

        CapturedEndpoint(Endpoint real) {
            super(real.getEndpointUri(), real.getComponent());
            this.real = real;
        }

        /** Camel would look for what it may wire by the getters of the component's own endpoint, which this is not. */
        @Override
        protected void doInit() {}

        @Override
        public Producer createProducer() {
            return new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    Message message = exchange.getMessage();
                    FarSide.Answer answer =
                            farSide.answer(new FarSide.Call(real, new HashMap<>(message.getHeaders()), body(message)));
                    message.getHeaders().putAll(answer.headers());
                    message.setBody(answer.body());
                }
            };
        }

        /** Receives nothing. */
        @Override
        public Consumer createConsumer(Processor processor) {
            return new DefaultConsumer(this, processor);
        }
    }

    private static @Nullable Object body(Message message) {
        Object body = message.getBody();
        return body instanceof StreamCache || body instanceof InputStream ? message.getBody(byte[].class) : body;
    }
}
