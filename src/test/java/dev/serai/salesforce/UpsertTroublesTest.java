package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.simulator.salesforce.Fault;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trouble at the second of four calls. Afterwards each record has a result, or has none, or the exception says that all are to be
 * sent again; what is sent again is there once.
 */
@SuppressWarnings("NullAway.Init")
class UpsertTroublesTest {
    private static final int RECORDS = 601;
    private static TwoOrgs orgs;

    @BeforeAll
    static void start() {
        orgs = new TwoOrgs();
        orgs.destination(
                "bounces",
                "salesforce:compositeUpsertSObjectCollections?sObjectName=Email_Event__c&sObjectIdName=Event_Key__c");
    }

    @AfterAll
    static void close() {
        orgs.close();
    }

    private record Trouble(String name, Consumer<Fault> fault) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Trouble> troubles() {
        return Stream.of(
                new Trouble("503 with a page", Fault::unavailable),
                new Trouble("500", Fault::serverError),
                new Trouble("a connection that ends", Fault::drop),
                new Trouble("a connection that ends though it is done", Fault::commitThenDrop),
                new Trouble("no answer though it is done", Fault::commitThenHang),
                new Trouble("200 with a page", Fault::commitThenHtml),
                new Trouble("200 with nothing", Fault::commitThenEmpty),
                new Trouble("a short list", Fault::commitThenShortList),
                new Trouble("a session that has ended", Fault::sessionExpired));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void loseNothingAndDoubleNothing(Trouble trouble) {
        orgs.here.reset();
        AtomicInteger calls = new AtomicInteger();
        trouble.fault()
                .accept(orgs.here
                        .faults()
                        .on(request -> request.method().equals("PATCH") && calls.incrementAndGet() == 2));

        Exchange exchange = upsert(IntStream.range(0, RECORDS).boxed().toList());
        List<Integer> again = withoutResult(exchange);
        if (!again.isEmpty()) {
            assertThat(withoutResult(upsert(again))).isEmpty();
        }

        assertThat(calls).as("the trouble was there").hasValueGreaterThan(1);
        assertThat(again.size()).as("all or none").isIn(0, RECORDS);
        assertThat(orgs.here.records("Email_Event__c")).hasSize(RECORDS);
    }

    /** The places of the records that have to be sent again. */
    private static List<Integer> withoutResult(Exchange exchange) {
        List<?> results = exchange.getException() == null
                ? exchange.getMessage().getBody(List.class)
                : Collections.nCopies(RECORDS, null);
        if (exchange.getException() != null) {
            assertThat(exchange.getException())
                    .isInstanceOfAny(SalesforceException.class, JsonProcessingException.class, TimeoutException.class);
        }
        if (exchange.getException() instanceof SalesforceException salesforce) {
            assertThat(salesforce.getStatusCode()).isIn(0, 500, 503);
        }
        return IntStream.range(0, results.size())
                .filter(i -> results.get(i) == null)
                .boxed()
                .toList();
    }

    private static Exchange upsert(List<Integer> keys) {
        return orgs.send(
                "bounces",
                keys.stream()
                        .map(key -> Map.of("attributes", Map.of("type", "Email_Event__c"), "Event_Key__c", "k" + key))
                        .toList());
    }
}
