package dev.serai.salesforce;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.AsyncCallback;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.component.salesforce.SalesforceEndpoint;
import org.apache.camel.component.salesforce.SalesforceEndpointConfig;
import org.apache.camel.component.salesforce.internal.OperationName;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.StringHelper;
import org.jspecify.annotations.Nullable;

/** One operation of camel-salesforce, for those who may call; a long list is upserted in bulk. */
final class OrgProducer extends DefaultAsyncProducer {
    private static final String OUTBOX = "outbox://";

    private final SalesforceEndpoint endpoint;
    private final AsyncProducer operation;
    private final Budget budget;
    private final Calls calls;
    private final Bulk bulk;

    OrgProducer(SalesforceEndpoint endpoint, Producer operation, Budget budget, Calls calls, Bulk bulk) {
        super(endpoint);
        this.endpoint = endpoint;
        this.operation = AsyncProcessorConverterHelper.convert(operation);
        this.budget = budget;
        this.calls = calls;
        this.bulk = bulk;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Optional<String> destination = destination(exchange);
            if (destination.isPresent()) {
                budget.check(destination.get(), calls::ask);
            }
            List<Map<?, ?>> records = records(exchange);
            if (records.size() > Bulk.MOST_OF_A_CALL) {
                exchange.getMessage().setBody(upserted(exchange, records));
                callback.done(true);
                return true;
            }
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        return operation.process(exchange, callback);
    }

    private List<@Nullable Map<String, Object>> upserted(Exchange exchange, List<Map<?, ?>> records) throws Exception {
        SalesforceEndpointConfig asked = endpoint.getConfiguration();
        return bulk.upsert(
                asked.getSObjectName(),
                asked.getSObjectIdName(),
                records,
                () -> !exchange.getContext().isStopping() && !exchange.isRouteStop());
    }

    /** What is to be upserted; nothing if it is another operation, or nothing that collections would understand. */
    private List<Map<?, ?>> records(Exchange exchange) {
        SalesforceEndpointConfig asked = endpoint.getConfiguration();
        List<Map<?, ?>> records = new ArrayList<>();
        if (endpoint.getOperationName() == OperationName.COMPOSITE_UPSERT_SOBJECT_COLLECTIONS
                && asked.getSObjectName() != null
                && asked.getSObjectIdName() != null
                && exchange.getMessage().getBody() instanceof List<?> all
                && all.stream().allMatch(Map.class::isInstance)) {
            all.forEach(each -> records.add((Map<?, ?>) each));
        }
        return records;
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
