package dev.serai.salesforce;

import static dev.serai.salesforce.TwoOrgs.HERE;
import static dev.serai.salesforce.TwoOrgs.THERE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.simulator.salesforce.Field;
import dev.serai.simulator.salesforce.Request;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An upsert of more than 200 records, through the step that carries 200 as well. */
class BulkTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UPSERT =
            ":compositeUpsertSObjectCollections?sObjectName=Email_Event__c&sObjectIdName=Event_Key__c";

    private final TwoOrgs orgs = new TwoOrgs();

    BulkTest() {
        orgs.destination("here", HERE + UPSERT);
        orgs.destination("there", THERE + UPSERT);
    }

    @AfterEach
    void stop() {
        orgs.close();
    }

    private static Map<String, @Nullable Object> event(Object key) {
        Map<String, @Nullable Object> record = new LinkedHashMap<>();
        record.put("attributes", Map.of("type", "Email_Event__c"));
        record.put("Event_Key__c", key);
        return record;
    }

    private static List<Map<String, @Nullable Object>> events(int count) {
        return new ArrayList<>(
                IntStream.range(0, count).mapToObj(i -> event("k" + i)).toList());
    }

    private JsonNode upserted(String destination, List<?> records) {
        Exchange exchange = orgs.send(destination, records);
        assertThat(exchange.getException()).isNull();
        return JSON.valueToTree(exchange.getMessage().getBody());
    }

    /** The code of the refused records by their places. */
    private static List<String> refused(JsonNode results) {
        return IntStream.range(0, results.size())
                .filter(i -> !results.path(i).path("success").asBoolean())
                .mapToObj(i -> i + " " + error(results, i).path("statusCode").asText())
                .toList();
    }

    private static JsonNode error(JsonNode results, int index) {
        return results.path(index).path("errors").path(0);
    }

    private static List<Request> jobs(SalesforceSimulator salesforce) {
        return salesforce.requests().stream()
                .filter(each -> each.path().contains("/jobs/ingest"))
                .toList();
    }

    @Test
    void aCallTakes200AndAJobTakesMore() {
        upserted("here", events(200));
        assertThat(jobs(orgs.here)).isEmpty();

        upserted("here", events(201));
        assertThat(jobs(orgs.here)).isNotEmpty();
        assertThat(orgs.here.records("Email_Event__c")).hasSize(201);
    }

    @Test
    void thousandsCostAFewCallsAndEachHasItsResultInItsPlace() {
        orgs.here.insert("Email_Event__c", Map.of("Event_Key__c", "k7", "Reason__c", "as it was"));
        List<Map<String, @Nullable Object>> events = events(3_000);

        JsonNode results = upserted("here", events);

        assertThat(results).hasSize(3_000);
        assertThat(orgs.here.records("Email_Event__c")).hasSize(3_000);
        Map<Object, Object> ids = new LinkedHashMap<>();
        orgs.here.records("Email_Event__c").forEach(each -> ids.put(each.get("Event_Key__c"), each.get("Id")));
        for (int i = 0; i < 3_000; i++) {
            assertThat(results.path(i).path("id").asText()).isEqualTo(ids.get("k" + i));
            assertThat(results.path(i).path("created").asBoolean()).isEqualTo(i != 7);
        }
        assertThat(jobs(orgs.here)).hasSizeLessThan(10);
    }

    @Test
    void aRowThatIsRefusedSaysWhyInItsPlace() {
        List<Map<String, @Nullable Object>> events = events(300);
        events.get(11).put("Reason__c", "x".repeat(256));
        events.get(22).put("Contact__c", "no id");
        orgs.here
                .faults()
                .records("Email_Event__c", record -> "k33".equals(record.get("Event_Key__c")))
                .fail("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record: x");
        orgs.here
                .faults()
                .records("Email_Event__c", record -> "k44".equals(record.get("Event_Key__c")))
                .fail("INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST", "bad value: a, \"b\"\nc", "Type__c", "Reason__c");

        JsonNode results = upserted("here", events);

        assertThat(refused(results))
                .containsExactly(
                        "11 STRING_TOO_LONG",
                        "22 MALFORMED_ID",
                        "33 UNABLE_TO_LOCK_ROW",
                        "44 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST");
        assertThat(error(results, 44).path("message").asText()).isEqualTo("bad value: a, \"b\"\nc");
        assertThat(error(results, 44).path("fields").toString()).isEqualTo("[\"Type__c\",\"Reason__c\"]");
        assertThat(orgs.here.records("Email_Event__c")).hasSize(296);
    }

    @Test
    void theSameKeyAgainIsWrittenAfterwards() {
        List<Map<String, @Nullable Object>> events = events(250);
        Map<String, @Nullable Object> again = event("k3");
        again.put("Reason__c", "second");
        events.add(again);
        Map<String, @Nullable Object> thirdTime = event("K3");
        events.get(3).put("Reason__c", "first");
        events.get(3).put("Type__c", "bounce");
        events.add(thirdTime);

        JsonNode results = upserted("here", events);

        assertThat(results).hasSize(252);
        assertThat(refused(results)).isEmpty();
        assertThat(results.path(250).path("id")).isEqualTo(results.path(3).path("id"));
        assertThat(orgs.here.records("Email_Event__c"))
                .filteredOn(each -> "k3".equals(each.get("Event_Key__c")))
                .singleElement()
                .satisfies(each ->
                        assertThat(each).containsEntry("Reason__c", "second").containsEntry("Type__c", "bounce"));
    }

    @Test
    void theSameKeyAgainIsTwoCallsWhereThereAreFew() {
        Map<String, @Nullable Object> first = event("k1");
        first.put("Reason__c", "first");
        first.put("Type__c", "bounce");
        Map<String, @Nullable Object> second = event("k1");
        second.put("Reason__c", "second");

        JsonNode results = upserted("here", List.of(first, event("k2"), second));

        assertThat(refused(results)).isEmpty();
        assertThat(results.findValuesAsText("created")).containsExactly("true", "true", "false");
        assertThat(jobs(orgs.here)).isEmpty();
        assertThat(orgs.here.records("Email_Event__c")).hasSize(2).first().satisfies(each -> assertThat(each)
                .containsEntry("Reason__c", "second")
                .containsEntry("Type__c", "bounce"));
    }

    @Test
    void aRecordWithoutAKeyIsRefusedAloneAsByCollections() {
        List<Map<String, @Nullable Object>> events = events(250);
        events.get(5).remove("Event_Key__c");
        events.get(6).put("Event_Key__c", "");

        JsonNode results = upserted("here", events);

        assertThat(refused(results)).containsExactly("5 MISSING_ARGUMENT", "6 MISSING_ARGUMENT");
        assertThat(orgs.here.records("Email_Event__c")).hasSize(248);
    }

    /** What a mapping gives has the same effect, however many records there are. */
    @Test
    void aJobWritesWhatCollectionsWrite() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<@Nullable Object> texts = new ArrayList<>(List.of(
                "",
                "a,b",
                "\"",
                "two\nlines",
                "ü 🌷",
                "=1+1",
                "-",
                "'",
                "null",
                "true",
                "0",
                "a\tb",
                "x".repeat(255),
                "{}",
                "\\"));
        texts.add(null);
        List<Map<String, @Nullable Object>> events = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            Map<String, @Nullable Object> event = event("k" + i);
            for (String field : List.of("Reason__c", "Mail_Id__c", "Address__c", "Recipient_Id__c")) {
                if (random.nextBoolean()) {
                    event.put(field, texts.get(random.nextInt(texts.size())));
                }
            }
            event.put("Threshold_Exceeded__c", random.nextBoolean());
            event.put("Occurred_At__c", random.nextBoolean() ? null : "2026-03-01T12:00:0" + i % 10 + ".391Z");
            events.add(event);
            Map<String, Object> before = Map.of("Event_Key__c", "k" + i, "Reason__c", "before", "Mail_Id__c", "before");
            orgs.here.insert("Email_Event__c", before);
            orgs.there.insert("Email_Event__c", before);
        }

        upserted("here", events);
        upserted("there", events.subList(0, 200));
        upserted("there", events.subList(200, 400));

        assertThat(jobs(orgs.here)).isNotEmpty();
        assertThat(jobs(orgs.there)).isEmpty();
        assertThat(written(orgs.here)).as("seed " + seed).isEqualTo(written(orgs.there));
    }

    private static List<Map<String, Object>> written(SalesforceSimulator salesforce) {
        return salesforce.records("Email_Event__c").stream()
                .map(each -> {
                    Map<String, Object> fields = new LinkedHashMap<>(each);
                    fields.keySet().removeAll(List.of("CreatedDate", "SystemModstamp"));
                    return fields;
                })
                .toList();
    }

    @Test
    void whatIsTooMuchForOneFileIsSeveralJobs() {
        orgs.here.define("Email_Event__c", Field.text("Payload__c", 131_072));
        List<Map<String, @Nullable Object>> events = events(210);
        events.forEach(event -> event.put("Payload__c", "x".repeat(40_000)));

        JsonNode results = upserted("here", events);

        assertThat(refused(results)).isEmpty();
        assertThat(jobs(orgs.here).stream().filter(each -> each.method().equals("POST")))
                .hasSize(2);
    }

    @Test
    void aJobIsAskedAboutWithGrowingPausesAndTheResultsAreReadOnce() {
        orgs.here.bulkJobsTake(2);

        upserted("here", events(201));

        assertThat(jobs(orgs.here))
                .extracting(Request::method)
                .containsExactly("POST", "PUT", "PATCH", "GET", "GET", "GET", "GET");
    }

    @Test
    void aJobThatDoesNotEndIsAborted() {
        orgs.here.bulkJobsTake(1_000);

        Exchange exchange = orgs.send("here", events(201));

        assertThat(exchange.getException()).isInstanceOf(TimeoutException.class);
        Request last = jobs(orgs.here).get(jobs(orgs.here).size() - 1);
        assertThat(last.body()).contains("Aborted");
        assertThat(last.status()).isEqualTo(200);
    }

    @Test
    void aJobThatFailsIsTroubleOfSalesforce() {
        orgs.here.breakBulkJobsAfter(100);

        assertThat(orgs.send("here", events(201))
                        .getException(SalesforceException.class)
                        .getStatusCode())
                .isEqualTo(503);
        assertThat(orgs.here.records("Email_Event__c")).hasSize(100);
    }

    @Test
    void aFieldThatIsNotThereIsNamed() {
        orgs.here.hide("Email_Event__c", "Reason__c");
        List<Map<String, @Nullable Object>> events = events(201);
        events.get(200).put("Reason__c", "x");

        SalesforceException failure = orgs.send("here", events).getException(SalesforceException.class);

        assertThat(failure.getErrors().get(0).getErrorCode()).isEqualTo("INVALID_FIELD");
        assertThat(failure.getMessage()).contains("'Reason__c' on sobject of type Email_Event__c");
    }

    @Test
    void aRefusalOfTheJobKeepsItsCode() {
        orgs.here
                .faults()
                .on("post ingest")
                .answer(403, "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"no\"}]");

        SalesforceException failure = orgs.send("here", events(201)).getException(SalesforceException.class);

        assertThat(failure.getStatusCode()).isEqualTo(403);
        assertThat(failure.getErrors().get(0).getErrorCode()).isEqualTo("REQUEST_LIMIT_EXCEEDED");
    }

    @Test
    void aJobThatHasBegunIsEndedAlthoughTheCallsRunLow() {
        orgs.here.dailyLimit(100);
        orgs.here.othersCall(78);
        upserted("here", events(1));

        assertThat(upserted("here", events(201))).hasSize(201);

        assertThat(orgs.send("here", events(201)).getException()).hasMessageContaining("of the day's calls are used");
    }
}
