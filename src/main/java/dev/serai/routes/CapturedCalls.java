package dev.serai.routes;

import dev.serai.database.JdbcDryRun;
import dev.serai.http.HttpDryRun;
import dev.serai.outbox.CallSplitter;
import dev.serai.outbox.DryRun;
import dev.serai.outbox.OutgoingRequest;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import org.apache.camel.Consumer;
import org.apache.camel.DelegateEndpoint;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.StreamCache;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.camel.component.jdbc.JdbcEndpoint;
import org.apache.camel.spi.EndpointStrategy;
import org.apache.camel.support.DefaultConsumer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;
import org.jspecify.annotations.Nullable;

/**
 * Gives every call to a {@link FarSide} that would leave the process, from any step. The endpoint itself is
 * made as ever, so that a wrong option is found; but the endpoint makes no producer, and so no connection. For a far side that
 * wants to know the requests, the producer runs as well, on a copy of the call and without a connection.
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

    private final class CapturedEndpoint extends DefaultEndpoint implements DelegateEndpoint {
        private final Endpoint real;
        private final @Nullable DryRun dryRun;

        CapturedEndpoint(Endpoint real) {
            super(real.getEndpointUri(), real.getComponent());
            this.real = real;
            this.dryRun = farSide.wantsRequests() ? dryRun(real) : null;
        }

        @Override
        public Endpoint getEndpoint() {
            return real;
        }

        /** Camel would look for what it may wire by the getters of the component's own endpoint, which this is not. */
        @Override
        protected void doInit() {}

        @Override
        public Producer createProducer() {
            Producer captured = new DefaultProducer(this) {
                @Override
                public void process(Exchange exchange) throws Exception {
                    Message message = exchange.getMessage();
                    List<OutgoingRequest> requests = dryRun == null ? List.of() : dryRun.requests(exchange);
                    FarSide.Answer answer = farSide.answer(
                            new FarSide.Call(real, new HashMap<>(message.getHeaders()), body(message), requests));
                    message.getHeaders().putAll(answer.headers());
                    message.setBody(answer.body());
                }
            };
            return real instanceof CallSplitter splitter ? splitter.around(captured) : captured;
        }

        /** Receives nothing. */
        @Override
        public Consumer createConsumer(Processor processor) {
            return new DefaultConsumer(this, processor);
        }
    }

    private static @Nullable DryRun dryRun(Endpoint endpoint) {
        if (endpoint instanceof HttpEndpoint http) {
            return new HttpDryRun(http);
        }
        if (endpoint instanceof JdbcEndpoint jdbc) {
            return new JdbcDryRun(jdbc);
        }
        return endpoint instanceof DryRun.Capable capable ? capable.dryRun() : null;
    }

    private static @Nullable Object body(Message message) {
        Object body = message.getBody();
        return body instanceof StreamCache || body instanceof InputStream ? message.getBody(byte[].class) : body;
    }
}
