package dev.serai.outbox;

import dev.serai.dispatch.Outcome;
import java.util.List;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.DefaultProducer;

/**
 * {@code outcome:records}, {@code outcome:dead?reason=…}, {@code outcome:retry?reason=…}: what became of each event, when
 * a destination knows better than "the route ended".
 */
public final class OutcomeComponent extends DefaultComponent {
    private final Results results;

    /** @param errors what the refusal of a record means */
    public OutcomeComponent(ErrorClassifiers errors) {
        this.results = new Results(errors);
    }

    /** The words behind {@code outcome:}. */
    private enum Word {
        RECORDS,
        DEAD,
        RETRY
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Word word = List.of(Word.values()).stream()
                .filter(each -> each.name().equalsIgnoreCase(remaining))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "outcome:" + remaining + " is none of outcome:records, outcome:dead, outcome:retry"));
        String reason = getAndRemoveParameter(parameters, "reason", String.class, "no reason given");
        return new OutcomeEndpoint(uri, word, reason);
    }

    private final class OutcomeEndpoint extends DefaultEndpoint {
        private final Word word;
        private final String reason;

        OutcomeEndpoint(String uri, Word word, String reason) {
            super(uri, OutcomeComponent.this);
            this.word = word;
            this.reason = reason;
        }

        @Override
        public boolean isRemote() {
            return false;
        }

        @Override
        public Producer createProducer() {
            return new OutcomeProducer(this, word, reason);
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("outcome: is only for to:");
        }
    }

    private final class OutcomeProducer extends DefaultProducer {
        private final Word word;
        private final String reason;

        OutcomeProducer(Endpoint endpoint, Word word, String reason) {
            super(endpoint);
            this.word = word;
            this.reason = reason;
        }

        @Override
        public void process(Exchange exchange) throws Exception {
            Batch batch = Batch.of(exchange);
            switch (word) {
                case DEAD -> batch.settle(batch.current(exchange), new Outcome.Dead(reason));
                case RETRY -> batch.settle(batch.current(exchange), new Outcome.Retry(reason));
                case RECORDS -> results.settle(batch, exchange.getMessage().getBody());
            }
        }
    }
}
