package dev.serai.outbox;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.AsyncProducer;
import org.apache.camel.Exchange;
import org.apache.camel.Producer;
import org.apache.camel.StreamCache;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.ExchangeHelper;
import org.apache.camel.support.service.ServiceHelper;

/**
 * Lets the producer of an endpoint make its request as ever. Only its last step, which would write the request to the network,
 * is another one: the step notes the request.
 */
public abstract class DryRun {
    private static final long MAX_SECONDS = 30;

    private final ConcurrentLinkedQueue<OutgoingRequest> requests = new ConcurrentLinkedQueue<>();

    /** An endpoint that has a dry run of its own. */
    public interface Capable {
        DryRun dryRun();
    }

    /** @return a producer of the endpoint that notes its request by {@link #note} and sends nothing */
    protected abstract Producer producer() throws Exception;

    protected final void note(OutgoingRequest request) {
        requests.add(request);
    }

    /**
     * The requests of one call.
     *
     * @param call stays as it is
     * @throws Exception that the call fails with before it has made a request
     */
    public final List<OutgoingRequest> requests(Exchange call) throws Exception {
        Exchange copy = ExchangeHelper.createCopy(call, true);
        AsyncProducer producer = AsyncProcessorConverterHelper.convert(producer());
        requests.clear();
        ServiceHelper.startService(producer);
        try {
            run(producer, copy);
        } finally {
            ServiceHelper.stopAndShutdownService(producer);
            if (call.getMessage().getBody() instanceof StreamCache body) {
                body.reset();
            }
        }
        // the answer is made up, so what the producer makes of it does not matter
        if (requests.isEmpty() && copy.getException() != null) {
            throw copy.getException();
        }
        return List.copyOf(requests);
    }

    private static void run(AsyncProducer producer, Exchange exchange)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Boolean> end = new CompletableFuture<>();
        producer.process(exchange, end::complete);
        end.get(MAX_SECONDS, TimeUnit.SECONDS);
    }
}
