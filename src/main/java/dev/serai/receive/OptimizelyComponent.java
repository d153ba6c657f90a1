package dev.serai.receive;

import java.util.List;
import java.util.Map;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/** {@code from("optimizely:<family>")}: one exchange for each request of a family, its body a {@link Receipt}. */
public final class OptimizelyComponent extends DefaultComponent {
    private final List<Family> families;
    private final WebhookServer server;

    public OptimizelyComponent(List<Family> families, WebhookServer server) {
        this.families = families;
        this.server = server;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) {
        Family family = families.stream()
                .filter(each -> each.name().equals(remaining))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no family named " + remaining));
        return new OptimizelyEndpoint(uri, family);
    }

    private final class OptimizelyEndpoint extends DefaultEndpoint {
        private final Family family;

        OptimizelyEndpoint(String uri, Family family) {
            super(uri, OptimizelyComponent.this);
            this.family = family;
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            return new OptimizelyConsumer(this, processor, family, server);
        }

        @Override
        public Producer createProducer() {
            throw new UnsupportedOperationException("optimizely: only receives");
        }
    }
}
