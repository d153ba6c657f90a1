package dev.serai.outbox;

import dev.serai.dispatch.Options;
import dev.serai.event.RoutingDecision;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/** One destination, seen from a route. */
final class OutboxEndpoint extends DefaultEndpoint {
    private final OutboxComponent outbox;
    private final String destination;
    private final Options options;

    OutboxEndpoint(String uri, OutboxComponent outbox, String destination, Options options) {
        super(uri, outbox);
        this.outbox = outbox;
        this.destination = destination;
        this.options = options;
    }

    /** What the file says, over the defaults. */
    Options options() {
        return options;
    }

    @Override
    public Producer createProducer() {
        return new Decide();
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        return new OutboxConsumer(this, processor, outbox, destination, outbox.configured(destination, options));
    }

    /** Nothing leaves the process here. */
    @Override
    public boolean isRemote() {
        return false;
    }

    /** Records that the event goes there; nothing is sent. */
    private final class Decide extends DefaultProducer {
        Decide() {
            super(OutboxEndpoint.this);
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            outbox.name(destination);
        }

        @Override
        protected void doStop() throws Exception {
            outbox.unname(destination);
            super.doStop();
        }

        @Override
        public void process(Exchange exchange) {
            RoutingDecision decision = exchange.getProperty(RoutingDecision.class.getName(), RoutingDecision.class);
            if (decision == null) {
                throw new MisconfiguredException("to outbox:" + destination + " is for routers, from direct:<family>");
            }
            decision.add(destination);
        }
    }
}
