package dev.serai.routes;

import dev.serai.event.FailedStep;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Notes in the {@link FailedStep} of an exchange which step of which file failed, before any error handling of the route
 * can hide it.
 *
 * <p>An {@link Error} is a failure like any other here, a Groovy {@code assert} for one. Camel catches exceptions only:
 * an exchange that an error leaves stays in flight for ever.
 */
final class FailedStepInterceptor implements InterceptStrategy {
    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode definition, Processor target, Processor nextTarget) {
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Noting noting = new Noting(exchange, definition, callback);
                try {
                    return super.process(exchange, noting);
                } catch (Error e) {
                    if (noting.done) {
                        throw e;
                    }
                    exchange.setException(e);
                    noting.done(true);
                    return true;
                }
            }
        };
    }

    /** Notes the place of the first step that failed, before anything goes on. */
    private static final class Noting implements AsyncCallback {
        private final Exchange exchange;
        private final NamedNode definition;
        private final AsyncCallback next;
        private boolean done;

        Noting(Exchange exchange, NamedNode definition, AsyncCallback next) {
            this.exchange = exchange;
            this.definition = definition;
            this.next = next;
        }

        @Override
        public void done(boolean doneSync) {
            done = true;
            Exception failure = exchange.getException();
            FailedStep step = failure == null ? null : exchange.getProperty(FailedStep.PROPERTY, FailedStep.class);
            if (failure != null && step != null) {
                step.note(failure, isInFile(definition) ? describe(definition) : null);
            }
            next.done(doneSync);
        }
    }

    /** A step of a word that Java defines is no place to mend something; the step that used the word is. */
    private static boolean isInFile(NamedNode definition) {
        return String.valueOf(definition.getLocation()).startsWith("file:");
    }

    /** File, line and id of a step. */
    static String describe(NamedNode definition) {
        return String.valueOf(definition.getLocation()).replaceFirst("^file:", "") + ":" + definition.getLineNumber()
                + " (" + definition.getId() + ")";
    }
}
