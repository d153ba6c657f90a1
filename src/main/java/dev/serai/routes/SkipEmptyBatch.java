package dev.serai.routes;

import dev.serai.outbox.Batch;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.StreamCache;
import org.apache.camel.model.DynamicRouterDefinition;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.ToDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/**
 * Makes no call where every event of a batch was mapped to null, in every step that calls: the far side would be asked for
 * nothing. And none for a batch that another process may have by now. So no route has to think of either.
 */
final class SkipEmptyBatch implements InterceptStrategy {
    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return isCall(definition) ? new Call(target) : target;
    }

    /** Also one whose address is known only when the call is made. The steps behind {@code direct:} are looked at themselves. */
    private static boolean isCall(NamedNode definition) {
        if (definition instanceof ToDefinition to) {
            return leaves(to.getEndpointUri());
        }
        if (definition instanceof ToDynamicDefinition to) {
            return leaves(to.getUri());
        }
        return definition instanceof EnrichDefinition
                || definition instanceof PollEnrichDefinition
                || definition instanceof RecipientListDefinition
                || definition instanceof RoutingSlipDefinition
                || definition instanceof DynamicRouterDefinition;
    }

    private static boolean leaves(@Nullable String uri) {
        return uri == null || !uri.matches("(?s)(direct|outcome):.*");
    }

    private static final class Call extends DelegateAsyncProcessor {
        Call(Processor step) {
            super(step);
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Batch batch = exchange.getProperty(Batch.class.getName(), Batch.class);
            if (batch != null && batch.isLost()) {
                exchange.setRouteStop(true);
            }
            if (exchange.isRouteStop() || (batch != null && batch.hasNothingFor(body(exchange)))) {
                callback.done(true);
                return true;
            }
            return super.process(exchange, callback);
        }
    }

    /** As it is; what {@code marshal} makes of no records, as its bytes. */
    private static @Nullable Object body(Exchange exchange) {
        Object body = exchange.getMessage().getBody();
        return body instanceof StreamCache stream && stream.length() == Batch.NO_RECORDS.length()
                ? bytes(stream)
                : body;
    }

    private static byte[] bytes(StreamCache stream) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            stream.writeTo(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            stream.reset();
        }
    }
}
