package dev.serai;

import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.jspecify.annotations.Nullable;

/** Remembers at which step of which file an exchange failed, so that a mistake can be named by its place. */
final class Steps implements InterceptStrategy {
    private static final String PLACE = Steps.class.getName();

    /** The place of the failure, such as {@code routes/campaign.camel.yaml:12 (by-event)}; null if it is not known. */
    static @Nullable String place(Exchange exchange) {
        return exchange.getProperty(PLACE, String.class);
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                return super.process(exchange, doneSync -> {
                    if (exchange.getException() != null && exchange.getProperty(PLACE) == null) {
                        exchange.setProperty(PLACE, describe(definition));
                    }
                    callback.done(doneSync);
                });
            }
        };
    }

    private static String describe(NamedNode definition) {
        String location = definition.getLocation();
        return (location == null ? "" : location.replaceFirst("^file:", "") + ":" + definition.getLineNumber() + " ")
                + "(" + definition.getId() + ")";
    }
}
