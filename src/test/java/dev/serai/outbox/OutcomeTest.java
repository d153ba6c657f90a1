package dev.serai.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dispatch.Delivery;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Event;
import dev.serai.journal.DeliveryQueue.DueDelivery;
import dev.serai.journal.DeliveryState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.Test;

/** The words {@code outcome:…}, as a destination's route uses them. */
class OutcomeTest extends CamelTestSupport {
    private static final ErrorClassifiers ERRORS = new ErrorClassifiers(List.of());

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.addComponent("outcome", new OutcomeComponent(ERRORS));
        return context;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from("direct:one-by-one")
                        .split(body())
                        .choice()
                        .when(simple("${body.subject} == '1'"))
                        .to("outcome:dead?reason=unwanted")
                        .when(simple("${body.subject} == '2'"))
                        .setBody(constant("something else"))
                        .to("outcome:retry?reason=later");
                from("direct:records").to("outcome:records");
                from("direct:all").setBody(constant("")).to("outcome:dead");
            }
        };
    }

    @Test
    void anOutcomeInsideASplitIsOfItsEvent() {
        Batch batch = batch(4);

        send("direct:one-by-one", batch, batch);

        assertThat(outcomes(batch))
                .isEqualTo(Map.of("1", new Outcome.Dead("unwanted"), "2", new Outcome.Retry("later")));
    }

    @Test
    void recordsHaveTheResultsInTheirOrderAndSkippedEventsHaveNone() {
        Batch batch = batch(3);
        batch.map((event, payload) -> "1".equals(event.getSubject()) ? null : Map.of("n", 1));

        send("direct:records", batch, List.of(Map.of("success", true, "id", "x"), Map.of("success", false)));

        assertThat(outcomes(batch))
                .isEqualTo(Map.of(
                        "0", new Outcome.Delivered(Map.of("id", "x")),
                        "2", new Outcome.Dead("refused without a code")));
    }

    @Test
    void anAnswerThatIsNoListIsNoAnswer() {
        Batch batch = batch(2);
        batch.map((event, payload) -> Map.of("n", 1));

        Exchange exchange = send("direct:records", batch, "<html>");

        assertThat(batch.outcomes()).isEmpty();
        assertThat(ERRORS.ofCall(exchange.getException()))
                .isEqualTo(new Outcome.Retry("an answer that cannot be read"));
    }

    @Test
    void anOutcomeForNobodyIsAMistake() {
        Exchange exchange = send("direct:all", batch(2), "");

        assertThat(exchange.getException())
                .isInstanceOf(MisconfiguredException.class)
                .hasMessage("outcome: needs one event; split the body, or set batchSize: 1");
    }

    private Exchange send(String uri, Batch batch, Object body) {
        return template.send(uri, exchange -> {
            exchange.setProperty(Batch.class.getName(), batch);
            exchange.getMessage().setBody(body);
        });
    }

    private static Map<String, Outcome> outcomes(Batch batch) {
        return batch.outcomes().entrySet().stream()
                .collect(Collectors.toMap(entry -> String.valueOf(entry.getKey().getSubject()), Map.Entry::getValue));
    }

    private static Batch batch(int size) {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        return new Batch(
                IntStream.range(0, size)
                        .mapToObj(i -> new Event(
                                UUID.randomUUID(), "test", "happened", Integer.toString(i), null, null, now, "{}"))
                        .map(event -> new Delivery(new DueDelivery(event, 0, now, DeliveryState.WAITING)))
                        .toList(),
                () -> true);
    }
}
