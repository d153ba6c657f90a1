package dev.serai.outbox;

import dev.serai.dispatch.Assignment;
import dev.serai.dispatch.Options;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Gives the batches of a destination to its route, for as long as the route is started. */
final class OutboxConsumer extends DefaultConsumer {
    private final OutboxComponent outbox;
    private final String destination;
    private final Options options;
    private @Nullable AutoCloseable work;

    OutboxConsumer(
            OutboxEndpoint endpoint, Processor processor, OutboxComponent outbox, String destination, Options options) {
        super(endpoint, processor);
        this.outbox = outbox;
        this.destination = destination;
        this.options = options;
    }

    @Nullable
    String traceparent() {
        return outbox.traceparent();
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        if (options.enabled()) {
            Route route = getRoute();
            String version = route != null && route.getSourceResource() instanceof VersionedSource source
                    ? source.version()
                    : null;
            work = outbox.begin(new Assignment(
                    destination,
                    options,
                    version,
                    (batch, lease) -> new ExchangeCall(this, outbox.errors(), new Batch(batch, lease))));
        }
    }

    @Override
    protected void doStop() throws Exception {
        if (work != null) {
            work.close();
            work = null;
        }
        super.doStop();
    }
}
