package dev.serai.simulator.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.http.StrictJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Up to 200 records in one call. */
class SimulatedCollectionsTest extends Simulated {
    private static final String UPSERT = "composite/sobjects/Email_Event__c/Event_Key__c";

    private static Map<String, Object> record(String type, String field, Object value) {
        return Map.of("attributes", Map.of("type", type), field, value);
    }

    private static Map<String, Object> event(String key) {
        return record("Email_Event__c", "Event_Key__c", key);
    }

    private static String body(boolean allOrNone, List<?> records) {
        return StrictJson.write(Map.of("allOrNone", allOrNone, "records", records));
    }

    private static String body(Object... records) {
        return body(false, List.of(records));
    }

    @Test
    void aRepeatedUpsertChangesAndSaysSo() {
        Rest.Reply first = rest.patch(UPSERT, body(event("k1"), event("k2")));
        Rest.Reply second = rest.patch(UPSERT, body(event("k2"), event("k3")));

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.json().findValuesAsText("created")).containsExactly("true", "true");
        assertThat(second.json().findValuesAsText("created")).containsExactly("false", "true");
        assertThat(second.json().path(0).path("id"))
                .isEqualTo(first.json().path(1).path("id"));
        assertThat(simulator.records("Email_Event__c"))
                .extracting(each -> each.get("Event_Key__c"))
                .containsExactly("k1", "k2", "k3");
    }

    @Test
    void resultsAreInTheOrderOfTheRecordsAndOneFailureIsItsOwn() {
        Object tooLong = event("k".repeat(65));

        Rest.Reply reply = rest.patch(UPSERT, body(event("k1"), tooLong, event("k2")));

        assertThat(reply.results()).isEqualTo("ok STRING_TOO_LONG ok");
        assertThat(reply.json().path(1).has("created")).isFalse();
        assertThat(reply.json().path(1).at("/errors/0/fields/0").asText()).isEqualTo("Event_Key__c");
    }

    @Test
    void allOrNoneIsNoneIfOneFails() {
        simulator.insert("Email_Event__c", Map.of("Event_Key__c", "k1", "Type__c", "before"));
        Object changed =
                Map.of("attributes", Map.of("type", "Email_Event__c"), "Event_Key__c", "k1", "Type__c", "after");

        Rest.Reply reply = rest.patch(UPSERT, body(true, List.of(changed, event("k2"), event("k".repeat(65)))));

        assertThat(reply.results())
                .isEqualTo("ALL_OR_NONE_OPERATION_ROLLED_BACK ALL_OR_NONE_OPERATION_ROLLED_BACK STRING_TOO_LONG");
        assertThat(simulator.records("Email_Event__c")).singleElement().satisfies(each -> assertThat(each)
                .containsEntry("Type__c", "before"));
        assertThat(rest.patch(UPSERT, body(event("k2"))).results()).isEqualTo("ok");
    }

    @Test
    void aKeyTwiceInOneCallFailsForBoth() {
        Rest.Reply reply = rest.patch(UPSERT, body(event("k1"), event("k2"), event("k1"), event("K1")));

        assertThat(reply.results()).isEqualTo("DUPLICATE_VALUE ok DUPLICATE_VALUE ok");
        assertThat(reply.body()).contains("Duplicate external id specified: k1");
    }

    @Test
    void aRecordTwiceInOneUpdateFailsForBoth() {
        String id = simulator.insert("Contact", Map.of("LastName", "x"));

        Rest.Reply reply =
                rest.patch("composite/sobjects", body(record("Contact", "id", id), record("Contact", "Id", id)));

        assertThat(reply.results()).isEqualTo("DUPLICATE_VALUE DUPLICATE_VALUE");
    }

    @Test
    void twoHundredAreAcceptedAndOneMoreIsNot() {
        List<Map<String, Object>> records = new ArrayList<>(
                IntStream.range(0, 200).mapToObj(number -> event("k" + number)).toList());
        Rest.Reply most = rest.patch(UPSERT, body(false, records));
        records.add(event("more"));

        assertThat(most.json()).hasSize(200);
        assertThat(rest.patch(UPSERT, body(false, records)).refusal()).isEqualTo("400 EXCEEDED_ID_LIMIT");
        assertThat(simulator.records("Email_Event__c")).hasSize(200);
    }

    @Test
    void typesMayBeMixedInTenChunks() {
        Object contact = record("Contact", "LastName", "x");
        Object account = record("Account", "Name", "x");
        List<Object> ten = List.of(
                contact, contact, account, contact, account, contact, account, contact, account, contact, account);
        List<Object> eleven = new ArrayList<>(ten);
        eleven.add(contact);

        assertThat(rest.post("composite/sobjects", body(false, ten)).status()).isEqualTo(200);
        assertThat(rest.post("composite/sobjects", body(false, eleven)).refusal())
                .isEqualTo("400 LIMIT_EXCEEDED");
    }

    @Test
    void everyRecordHasTheTypeOfThePath() {
        assertThat(rest.patch(UPSERT, body(record("Contact", "LastName", "x"))).refusal())
                .isEqualTo("400 INVALID_TYPE");
        assertThat(rest.patch(UPSERT, body(Map.of("Event_Key__c", "k1"))).refusal())
                .isEqualTo("400 INVALID_TYPE");
    }

    @Test
    void anUpsertNeedsItsKey() {
        assertThat(rest.patch(UPSERT, body(record("Email_Event__c", "Type__c", "bounce")))
                        .results())
                .isEqualTo("REQUIRED_FIELD_MISSING");
    }

    @Test
    void aFieldThatIsNotThereRefusesTheCall() {
        assertThat(rest.patch(UPSERT, body(event("k1"), record("Email_Event__c", "X__c", "y")))
                        .refusal())
                .isEqualTo("400 INVALID_FIELD");
        assertThat(simulator.records("Email_Event__c")).isEmpty();
    }

    @Test
    void recordsAreCreatedUpdatedReadAndDeletedTogether() {
        Rest.Reply created = rest.post(
                "composite/sobjects", body(record("Contact", "LastName", "x"), record("Contact", "FirstName", "x")));
        String id = created.json().path(0).path("id").asText();
        Object change = Map.of("attributes", Map.of("type", "Contact"), "id", id, "LastName", "y");
        Object nobody = Map.of("attributes", Map.of("type", "Contact"), "id", RecordId.of("003", 99));
        Object malformed = Map.of("attributes", Map.of("type", "Contact"), "id", "soon");

        Rest.Reply updated =
                rest.patch("composite/sobjects", body(change, nobody, malformed, record("Contact", "LastName", "z")));
        Rest.Reply read =
                rest.get("composite/sobjects/Contact?ids=" + id + "," + RecordId.of("003", 99) + "&fields=LastName");
        Rest.Reply deleted = rest.delete("composite/sobjects?ids=" + id + "," + id);

        assertThat(created.results()).isEqualTo("ok REQUIRED_FIELD_MISSING");
        assertThat(created.json().path(0).has("created")).isFalse();
        assertThat(updated.results()).isEqualTo("ok INVALID_CROSS_REFERENCE_KEY MALFORMED_ID MISSING_ARGUMENT");
        assertThat(read.json().at("/0/LastName").asText()).isEqualTo("y");
        assertThat(read.json().path(1).isNull()).isTrue();
        assertThat(deleted.results()).isEqualTo("ok ENTITY_IS_DELETED");
    }

    @Test
    void eventsAreEnqueuedTogether() {
        simulator.define(SObjectType.of("Email_Event__e", "E-mail event", Field.text("Type__c", 40)));
        Object event = record("Email_Event__e", "Type__c", "bounce");

        Rest.Reply reply = rest.post("composite/sobjects", body(event, event));

        assertThat(reply.results()).isEqualTo("OPERATION_ENQUEUED OPERATION_ENQUEUED");
        assertThat(reply.json().findValuesAsText("success")).containsExactly("true", "true");
    }
}
