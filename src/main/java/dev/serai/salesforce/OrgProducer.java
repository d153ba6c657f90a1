package dev.serai.salesforce;

import dev.serai.outbox.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.jspecify.annotations.Nullable;

/** One operation of camel-salesforce, for those who may call; an upsert takes any list. */
final class OrgProducer extends DefaultAsyncProducer {
    private static final String OUTBOX = "outbox://";

    private final AsyncProducer operation;
    private final Budget budget;
    private final SalesforceClient calls;
    private final Relocation relocation;
    private final @Nullable Upsert upsert;

    /** @param upsert null if it is another operation */
    OrgProducer(
            Endpoint endpoint,
            Producer operation,
            Budget budget,
            SalesforceClient calls,
            Relocation relocation,
            @Nullable Upsert upsert) {
        super(endpoint);
        this.operation = AsyncProcessorConverterHelper.convert(operation);
        this.budget = budget;
        this.calls = calls;
        this.relocation = relocation;
        this.upsert = upsert;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            Optional<String> destination = destination(exchange);
            if (destination.isPresent()) {
                budget.check(destination.get(), calls::ask);
            }
            List<Map<?, ?>> records = records(exchange.getMessage().getBody());
            if (upsert != null && upsert.isNeeded(records)) {
                exchange.getMessage().setBody(upsert.results(records, exchange));
                callback.done(true);
                return true;
            }
        } catch (Exception e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        return operation.process(exchange, synchronous -> {
            relocation.onFailure(exchange.getException());
            UnavailableException bound = AnswerSizes.exceeded(exchange.getException());
            if (bound != null) {
                exchange.setException(bound);
            }
            callback.done(synchronous);
        });
    }

    /** Nothing if it is nothing that collections would understand; they say so. */
    private static List<Map<?, ?>> records(@Nullable Object body) {
        List<Map<?, ?>> records = new ArrayList<>();
        if (body instanceof List<?> all && all.stream().allMatch(Map.class::isInstance)) {
            all.forEach(each -> records.add((Map<?, ?>) each));
        }
        return records;
    }

    /** Which route it is; none if it is a call that Serai makes for itself. */
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
