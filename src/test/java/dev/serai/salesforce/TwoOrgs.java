package dev.serai.salesforce;

import dev.serai.config.Secret;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.MovingClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.direct.DirectComponent;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;

/** The components of two orgs, over the wire, with routes that are called like destinations and a clock that can be moved. */
final class TwoOrgs implements AutoCloseable {
    static final String HERE = "salesforce";
    static final Duration TIMEOUT = Duration.ofSeconds(3);
    static final String THERE = "salesforce-eu";

    final MovingClock clock = new MovingClock();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    final SalesforceSimulator here = SalesforceSimulator.start(0);
    final SalesforceSimulator there = SalesforceSimulator.start(0);
    final CamelContext context = new DefaultCamelContext();

    TwoOrgs() {
        context.addComponent("outbox", new DirectComponent());
        org(HERE, here.url());
        org(THERE, there.url());
        context.start();
    }

    void org(String name, String url) {
        OrgSettings org = new OrgSettings(
                name,
                name,
                url,
                SalesforceSimulator.CLIENT_ID,
                Secret.of(SalesforceSimulator.CLIENT_SECRET),
                "",
                "",
                Secret.of(""),
                "",
                "60.0",
                List.of("Contact"),
                new BudgetThresholds(0.20, 0.05, List.of(name + "-optouts")),
                TIMEOUT);
        context.addComponent(name, org.component(clock, metrics));
    }

    /** A destination with one step. */
    void destination(String name, String step) {
        try {
            RouteBuilder.addRoutes(context, route -> route.from("outbox:" + name)
                    .errorHandler(route.noErrorHandler())
                    .to(step));
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** What its route makes of a body. */
    Exchange send(String destination, @Nullable Object body) {
        return context.createProducerTemplate()
                .send("outbox:" + destination, exchange -> exchange.getMessage().setBody(body));
    }

    @Override
    public void close() {
        context.stop();
        here.close();
        there.close();
    }
}
