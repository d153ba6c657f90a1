package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.serai.simulator.salesforce.Fault;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trouble at each call of a job. Either nobody notices, or all is repeated by what the exception says; and then everything
 * is there once.
 */
@SuppressWarnings("NullAway.Init")
class BulkTroublesTest {
    private static final int RECORDS = 201;
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

    private record Trouble(String name, String call, Consumer<Fault> fault) {
        @Override
        public String toString() {
            return name + ", " + call;
        }
    }

    static Stream<Trouble> troubles() {
        List<Map.Entry<String, Consumer<Fault>>> everywhere = List.of(
                Map.entry("503 with a page", Fault::unavailable),
                Map.entry("a connection that ends though it is done", Fault::commitThenDrop),
                Map.entry("200 with a page", Fault::commitThenHtml),
                Map.entry("200 with nothing", Fault::commitThenEmpty),
                Map.entry("a session that has ended", Fault::sessionExpired));
        List<String> calls =
                List.of("post ingest", "put batches", "patch ingest", "get ingest", "get successfulResults");
        return Stream.concat(
                calls.stream().flatMap(call -> everywhere.stream()
                        .map(fault -> new Trouble(fault.getKey(), call, fault.getValue()))),
                Stream.of(
                        new Trouble("500", "patch ingest", Fault::serverError),
                        new Trouble("a connection that ends", "put batches", Fault::drop),
                        new Trouble("no answer though it is done", "patch ingest", Fault::commitThenHang),
                        new Trouble("no answer though it is done", "get successfulResults", Fault::commitThenHang)));
    }

    @ParameterizedTest
    @MethodSource("troubles")
    void loseNothingAndDoubleNothing(Trouble trouble) {
        orgs.here.reset();
        trouble.fault().accept(orgs.here.faults().on(trouble.call()));

        @Nullable Throwable failure = failure();
        if (failure != null) {
            assertThat(failure)
                    .isInstanceOfAny(SalesforceException.class, JsonProcessingException.class, TimeoutException.class);
            if (failure instanceof SalesforceException salesforce) {
                assertThat(salesforce.getStatusCode()).isIn(0, 500, 503);
            }
            assertThat(failure()).isNull();
        }

        assertThat(orgs.here.records("Email_Event__c")).hasSize(RECORDS);
    }

    private static @Nullable Throwable failure() {
        List<Map<String, String>> records = IntStream.range(0, RECORDS)
                .mapToObj(i -> Map.of("Event_Key__c", "k" + i))
                .toList();
        return orgs.send("bounces", records).getException();
    }
}
