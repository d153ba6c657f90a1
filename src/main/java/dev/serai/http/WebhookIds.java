package dev.serai.http;

import dev.serai.outbox.MisconfiguredException;
import dev.serai.outbox.UnavailableException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/** Gives each call that is to be signed its {@code webhook-id}, as long as it is known which events the call is about. */
public final class WebhookIds implements InterceptStrategy {
    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        SignedCalls signed = signed(target);
        return signed == null
                ? target
                : new DelegateAsyncProcessor(target) {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        try {
                            signed.prepare(exchange);
                        } catch (MisconfiguredException | UnavailableException e) {
                            exchange.setException(e);
                            callback.done(true);
                            return true;
                        }
                        return super.process(exchange, callback);
                    }
                };
    }

    private static @Nullable SignedCalls signed(Processor target) {
        Processor step = target;
        while (step instanceof DelegateAsyncProcessor around) {
            step = around.getProcessor();
        }
        return step instanceof EndpointAware to ? SignedCalls.of(to.getEndpoint()) : null;
    }
}
