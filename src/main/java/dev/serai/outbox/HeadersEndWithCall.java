package dev.serai.outbox;

import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Takes all headers away when a call of a destination's route has ended, the answer's and the request's, so that the next call
 * has only the headers that the steps between have set. A far side could otherwise command the next component: plain headers
 * such as {@code sObjectName} override an endpoint of camel-salesforce
 * (<a href="https://camel.apache.org/security/CVE-2026-49099.html">CVE-2026-49099</a>), and it forwards any header that begins
 * with {@code sforce} or {@code x-sfdc}.
 *
 * <p>What a component counted or was answered stays, because no component takes it for a command.
 */
public final class HeadersEndWithCall implements InterceptStrategy {
    static final String STATUS = Exchange.HTTP_RESPONSE_CODE;
    static final String ROWS = "CamelJdbcUpdateCount";
    private static final Set<String> KEPT =
            Set.of(STATUS, ROWS, "CamelJdbcRowCount", "CamelSqlUpdateCount", "CamelSqlRowCount");

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return isCall(definition, target) ? new Call(target) : target;
    }

    /** Whether a step leaves the process; {@code direct:}, {@code log:} and their like do not. */
    private static boolean isCall(NamedNode definition, Processor target) {
        Processor step = target;
        while (step instanceof DelegateAsyncProcessor around) {
            step = around.getProcessor();
        }
        return step instanceof EndpointAware to
                ? to.getEndpoint().isRemote()
                : definition instanceof ToDynamicDefinition
                        || definition instanceof EnrichDefinition
                        || definition instanceof PollEnrichDefinition
                        || definition instanceof RecipientListDefinition
                        || definition instanceof RoutingSlipDefinition;
    }

    private static final class Call extends DelegateAsyncProcessor {
        Call(Processor step) {
            super(step);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            return super.process(exchange, synchronous -> {
                if (exchange.getProperty(Batch.class.getName()) != null) {
                    exchange.getMessage().getHeaders().keySet().retainAll(KEPT);
                }
                callback.done(synchronous);
            });
        }
    }
}
