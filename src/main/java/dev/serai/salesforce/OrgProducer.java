package dev.serai.salesforce;

import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.StringHelper;

/** One operation of camel-salesforce, for those who may call. */
final class OrgProducer extends DefaultAsyncProducer {
    private static final String OUTBOX = "outbox://";

    private final AsyncProducer operation;
    private final Budget budget;
    private final Calls calls;

    OrgProducer(Endpoint endpoint, Producer operation, Budget budget, Calls calls) {
        super(endpoint);
        this.operation = AsyncProcessorConverterHelper.convert(operation);
        this.budget = budget;
        this.calls = calls;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Optional<String> destination = destination(exchange);
            if (destination.isPresent()) {
                budget.check(destination.get(), calls::ask);
            }
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        return operation.process(exchange, callback);
    }

    /** Whose route it is; nobody's if it is a call that Serai makes for itself. */
    private static Optional<String> destination(Exchange exchange) {
        Endpoint from = exchange.getFromEndpoint();
        return Optional.ofNullable(from).map(Endpoint::getEndpointBaseUri).map(uri -> StringHelper.after(uri, OUTBOX));
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        ServiceHelper.startService(operation);
    }

    @Override
    protected void doStop() throws Exception {
        ServiceHelper.stopService(operation);
        super.doStop();
    }
}
