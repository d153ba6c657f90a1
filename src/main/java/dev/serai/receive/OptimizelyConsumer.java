package dev.serai.receive;

import dev.serai.journal.CommitResult;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultConsumer;
import org.jspecify.annotations.Nullable;

/** Puts each request of a family on its route, and gives back what became of it. */
final class OptimizelyConsumer extends DefaultConsumer {
    /** What an element takes in memory until it is kept, however small it is in the body. */
    private static final long ELEMENT_BYTES = 600;

    private static final String MANY = "more elements than receive.max-in-flight has room for";

    private final Family family;
    private final WebhookServer server;

    OptimizelyConsumer(Endpoint endpoint, Processor processor, Family family, WebhookServer server) {
        super(endpoint, processor);
        this.family = family;
        this.server = server;
    }

    /**
     * @param account what the family has in flight
     * @param answer called once, on any thread: what was kept, and the problems by index; or the failure
     */
    void receive(
            byte[] body,
            Family.Transmission arrival,
            BodyBytes.Account account,
            BiConsumer<@Nullable Answer, @Nullable Throwable> answer) {
        Receipt read = Receipt.read(family, body, arrival);
        // a body for which there is never room would come again and again, and never be kept
        Receipt receipt =
                account.canHold(body.length + more(read, body)) ? read : Receipt.whole(family, MANY, body, arrival);
        long more = more(receipt, body);
        if (!account.reserve(more)) {
            answer.accept(null, new RejectedExecutionException("too much in flight"));
            return;
        }
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(receipt);
        // the receipt itself is large, and over as soon as it is decided
        List<Receipt.Complaint> problems = receipt.problems();
        getAsyncProcessor().process(exchange, doneSync -> {
            account.release(more);
            Throwable failure = exchange.getException();
            CommitResult kept = failure == null ? exchange.getMessage().getBody(CommitResult.class) : null;
            releaseExchange(exchange, false);
            if (kept != null) {
                answer.accept(new Answer(kept, problems), null);
            } else {
                answer.accept(null, failure == null ? new IllegalStateException("nothing was kept") : failure);
            }
        });
    }

    /** What the elements take beyond the body, whose bytes are counted since they have arrived. */
    private static long more(Receipt receipt, byte[] body) {
        return Math.max(0, receipt.elements().size() * ELEMENT_BYTES + receipt.bytes() - 2L * body.length);
    }

    /** Keeps a call that brings no event. Nobody waits for it. */
    void keep(String call, Instant at) {
        Exchange exchange = createExchange(false);
        exchange.getMessage().setBody(Receipt.ofCall(family, call, at));
        getAsyncProcessor().process(exchange, doneSync -> releaseExchange(exchange, false));
    }

    /** What became of a request that was kept. */
    record Answer(CommitResult kept, List<Receipt.Complaint> problems) {}

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        server.serve(family, this);
    }
}
