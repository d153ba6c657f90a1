package dev.serai.routes;

import dev.serai.outbox.Batch;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Makes no call where every event of a batch was mapped to null: the far side would be asked for nothing. And none for a
 * batch that another process may have by now. So no route has to think of either.
 */
final class SkipEmptyBatch implements InterceptStrategy {
    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        if (!(definition instanceof ToDefinition to)
                || String.valueOf(to.getEndpointUri()).matches("(direct|outcome):.*")) {
            return target;
        }
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Batch batch = exchange.getProperty(Batch.class.getName(), Batch.class);
                if (batch != null && batch.isLost()) {
                    exchange.setRouteStop(true);
                }
                if (exchange.isRouteStop()
                        || (batch != null
                                && batch.hasNothingFor(exchange.getMessage().getBody()))) {
                    callback.done(true);
                    return true;
                }
                return super.process(exchange, callback);
            }
        };
    }
}
