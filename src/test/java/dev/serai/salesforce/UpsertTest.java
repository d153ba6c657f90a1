package dev.serai.salesforce;

import static dev.serai.salesforce.TwoOrgs.HERE;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.simulator.http.Request;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.component.salesforce.api.SalesforceException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An upsert of more than 200 records, through the step that carries 200 as well. */
class UpsertTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String UPSERT =
            ":compositeUpsertSObjectCollections?sObjectName=Email_Event__c&sObjectIdName=Event_Key__c";

    private final TwoOrgs orgs = new TwoOrgs();

    UpsertTest() {
        orgs.destination("here", HERE + UPSERT);
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
                .mapToObj(i -> i + " " + error(results, i).path("errorCode").asText())
                .toList();
    }

    private static JsonNode error(JsonNode results, int index) {
        return results.path(index).path("errors").path(0);
    }

    private List<Request> calls() {
        return orgs.here.requests().stream()
                .filter(each -> each.path().contains("/composite/sobjects"))
                .toList();
    }

    private static boolean isOf(Request request, int record) {
        return request.body().contains("\"k" + record + "\"");
    }

    @Test
    void aCallTakes200AndMoreAreSeveralCalls() {
        upserted("here", events(200));
        assertThat(calls()).hasSize(1);

        upserted("here", events(201));
        assertThat(calls()).hasSize(3);
        assertThat(orgs.here.records("Email_Event__c")).hasSize(201);
    }

    @Test
    void eachOfThousandsHasItsResultInItsPlace() {
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
        assertThat(calls()).hasSize(15);
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
        assertThat(calls()).hasSize(2);
        assertThat(orgs.here.records("Email_Event__c")).hasSize(2).first().satisfies(each -> assertThat(each)
                .containsEntry("Reason__c", "second")
                .containsEntry("Type__c", "bounce"));
    }

    @Test
    void aRecordWithoutAKeyIsRefusedAlone() {
        List<Map<String, @Nullable Object>> events = events(250);
        events.get(5).remove("Event_Key__c");
        events.get(6).put("Event_Key__c", "");

        JsonNode results = upserted("here", events);

        assertThat(refused(results)).containsExactly("5 REQUIRED_FIELD_MISSING", "6 REQUIRED_FIELD_MISSING");
        assertThat(orgs.here.records("Email_Event__c")).hasSize(248);
    }

    @Test
    void aCallThatIsRefusedKeepsItsCodeAndNoFurtherOneIsMade() {
        orgs.here
                .faults()
                .on(request -> isOf(request, 200))
                .answer(403, "[{\"errorCode\":\"REQUEST_LIMIT_EXCEEDED\",\"message\":\"no\"}]");

        SalesforceException failure = orgs.send("here", events(601)).getException(SalesforceException.class);

        assertThat(failure.getStatusCode()).isEqualTo(403);
        assertThat(failure.getErrors().get(0).getErrorCode()).isEqualTo("REQUEST_LIMIT_EXCEEDED");
        assertThat(calls()).hasSize(2);
        assertThat(orgs.here.records("Email_Event__c")).hasSize(200);
    }

    @Test
    void aFieldThatIsNotThereIsNamed() {
        orgs.here.hide("Email_Event__c", "Reason__c");
        List<Map<String, @Nullable Object>> events = events(201);
        events.get(200).put("Reason__c", "x");

        JsonNode results = upserted("here", events);

        assertThat(refused(results)).containsExactly("200 INVALID_FIELD_FOR_INSERT_UPDATE");
        assertThat(error(results, 200).path("fields").path(0).asText()).isEqualTo("Reason__c");
    }

    @Test
    void theLastCallsOfTheDayAreKeptAlsoInTheMiddle() {
        orgs.here.dailyLimit(100);
        orgs.here.othersCall(78);
        upserted("here", events(1));

        assertThat(orgs.send("here", events(601)).getException()).hasMessageContaining("of the day's calls are used");

        assertThat(orgs.here.records("Email_Event__c")).hasSizeBetween(200, 400);
    }
}
