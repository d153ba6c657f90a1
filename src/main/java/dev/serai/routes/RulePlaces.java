package dev.serai.routes;

import dev.serai.event.RoutingDecision;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Notes in a decision that is to be explained which step of which file names a destination. */
final class RulePlaces implements InterceptStrategy {
    private static final String OUTBOX = "outbox:";

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        if (!(definition instanceof ToDefinition to)
                || !String.valueOf(to.getUri()).startsWith(OUTBOX)) {
            return target;
        }
        String destination = RouteFile.withoutOptions(to.getUri()).substring(OUTBOX.length());
        String place = FailedStepInterceptor.describe(definition);
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                RoutingDecision decision = exchange.getProperty(RoutingDecision.class.getName(), RoutingDecision.class);
                if (decision != null) {
                    decision.note(destination, place);
                }
                return super.process(exchange, callback);
            }
        };
    }
}
