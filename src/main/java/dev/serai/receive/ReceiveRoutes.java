package dev.serai.receive;

import dev.serai.event.ReceiptItem;
import dev.serai.journal.CommitAnswer;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.support.AsyncProcessorSupport;

/** The way of a receipt, the same for each family: decide, keep, and only then answer. */
public final class ReceiveRoutes extends RouteBuilder {
    private final List<Family> families;
    private final Router router;
    private final Keep keep;

    /** Keeps a receipt and then answers once, on any thread. */
    @FunctionalInterface
    public interface Keep {
        void commit(List<ReceiptItem> receipt, CommitAnswer answer);
    }

    public ReceiveRoutes(List<Family> families, Router router, Keep keep) {
        this.families = families;
        this.router = router;
        this.keep = keep;
    }

    @Override
    public void configure() {
        for (Family family : families) {
            from("optimizely:" + family.name())
                    .routeId("receive-" + family.name())
                    .description("Receives " + family.name() + " webhooks and answers when they are kept.")
                    .transform()
                    .body(Receipt.class, (Receipt receipt) -> router.decide(receipt))
                    .id("decide-" + family.name())
                    .process(new Keeping())
                    .id("keep-" + family.name());
        }
    }

    /** Hands the receipt to the committer and gives the thread back; the exchange goes on when it is kept. */
    private final class Keeping extends AsyncProcessorSupport {
        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            @SuppressWarnings("unchecked")
            List<ReceiptItem> elements = exchange.getMessage().getBody(List.class);
            keep.commit(elements, (kept, failure) -> {
                exchange.getMessage().setBody(kept);
                exchange.setException(failure);
                callback.done(false);
            });
            return false;
        }
    }
}
