package dev.serai.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import dev.serai.dispatch.Delivery;
import dev.serai.event.Event;
import dev.serai.journal.DeliveryQueue.DueDelivery;
import dev.serai.journal.DeliveryState;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a far side answers must not become a part of the next request, against a real HTTP server. */
@SuppressWarnings("NullAway.Init")
class HeadersEndWithCallTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final List<Headers> received = new CopyOnWriteArrayList<>();
    private HttpServer farSide;
    private String url;

    @BeforeEach
    void start() throws IOException {
        farSide = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        farSide.createContext("/", exchange -> {
            received.add(exchange.getRequestHeaders());
            exchange.getResponseHeaders().set("sObjectName", "Contact");
            exchange.getResponseHeaders().set("Sforce-Auto-Assign", "TRUE");
            exchange.getResponseHeaders().set("X-Sfdc-Division", "other");
            exchange.sendResponseHeaders(201, -1);
            exchange.close();
        });
        farSide.start();
        url = "http://localhost:" + farSide.getAddress().getPort();
        context.getCamelContextExtension().addInterceptStrategy(new HeadersEndWithCall());
    }

    @AfterEach
    void stop() {
        context.stop();
        farSide.stop(0);
    }

    @Test
    void theNextCallHasOnlyTheHeadersThatAreSetForIt() throws Exception {
        Exchange ended = run(true, new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:route")
                        .setHeader("First", constant("1"))
                        .to("log:between?level=DEBUG")
                        .to(url + "/one")
                        .setHeader("Second", constant("2"))
                        .toD(url + "/two");
            }
        });

        assertThat(received).hasSize(2);
        assertThat(received.get(0)).as("what is local ends no headers").containsKey("First");
        assertThat(received.get(1))
                .containsKey("Second")
                .doesNotContainKeys("First", "Sobjectname", "Sforce-auto-assign", "X-sfdc-division");
        assertThat(ended.getMessage().getHeaders())
                .as("for the receipt")
                .isEqualTo(Map.of("CamelHttpResponseCode", 201));
    }

    @Test
    void theNextStepSeesTheStatus() throws Exception {
        Exchange ended = run(true, new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:route").to(url).setBody(simple("${header.CamelHttpResponseCode} ${header.sObjectName}"));
            }
        });

        assertThat(ended.getMessage().getBody(String.class)).isEqualTo("201 ");
    }

    @Test
    void aRouteThatRemovesHeadersItselfWorksAsBefore() throws Exception {
        run(true, new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:route")
                        .removeHeaders("*")
                        .to(url)
                        .removeHeaders("*")
                        .setHeader("Second", constant("2"))
                        .to(url);
            }
        });

        assertThat(received).hasSize(2);
        assertThat(received.get(1)).containsKey("Second").doesNotContainKey("Sobjectname");
    }

    /** The control: without the mechanism, the second request carries what the first was answered. */
    @Test
    void aRouteThatIsNoDestinationKeepsItsHeaders() throws Exception {
        run(false, new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:route").to(url).to(url);
            }
        });

        assertThat(received.get(1)).containsKeys("Sobjectname", "Sforce-auto-assign");
    }

    private Exchange run(boolean destination, RouteBuilder route) throws Exception {
        context.addRoutes(route);
        context.start();
        Exchange ended = context.createProducerTemplate().send("direct:route", exchange -> {
            if (destination) {
                exchange.setProperty(Batch.class.getName(), batch());
            }
        });
        if (ended.getException() != null) {
            throw ended.getException();
        }
        return ended;
    }

    private static Batch batch() {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        Event event = new Event(UUID.randomUUID(), "test", "happened", null, null, null, now, "{}");
        return new Batch(List.of(new Delivery(new DueDelivery(event, 0, now, DeliveryState.WAITING))), () -> true);
    }
}
