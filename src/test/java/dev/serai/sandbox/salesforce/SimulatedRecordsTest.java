package dev.serai.sandbox.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single records: what is saved, and what is refused with which words. */
class SimulatedRecordsTest {
    private SalesforceSimulator simulator;
    private Rest rest;

    @BeforeEach
    void start() {
        simulator = SalesforceSimulator.start(0);
        rest = Rest.loggedIn(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aRecordIsCreatedReadChangedAndDeleted() {
        JsonNode created = rest.post("sobjects/Contact", "{\"FirstName\":\"Ada\",\"LastName\":\"Löwe\"}")
                .json();
        String path = "sobjects/Contact/" + created.path("id").asText();

        int changed = rest.patch(path, "{\"Email\":\"a@x.de\"}").status();
        JsonNode read = rest.get(path + "?fields=Name,Email").json();
        int deleted = rest.delete(path).status();

        assertThat(created.path("id").asText()).matches("003\\w{15}");
        assertThat(List.of(changed, deleted)).containsExactly(204, 204);
        assertThat(read.path("Name").asText()).isEqualTo("Ada Löwe");
        assertThat(read.path("Email").asText()).isEqualTo("a@x.de");
        assertThat(rest.get(path).refusal()).isEqualTo("404 ENTITY_IS_DELETED");
        assertThat(simulator.records("Contact")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Contact        | {"FirstName":"x"}                            | 400 REQUIRED_FIELD_MISSING
            Lead           | {"LastName":"x"}                             | 400 REQUIRED_FIELD_MISSING
            Contact        | {"LastName":"x","Nope__c":"y"}               | 400 INVALID_FIELD
            Contact        | {"LastName":"x","IsEmailBounced":true}       | 400 INVALID_FIELD_FOR_INSERT_UPDATE
            Contact        | {"LastName":"x","CreatedDate":"2026-11-21T17:00:00Z"} | 400 INVALID_FIELD_FOR_INSERT_UPDATE
            Contact        | {"LastName":"x","Id":"003xx0000000001AAA"}   | 400 INVALID_FIELD_FOR_INSERT_UPDATE
            Lead           | {"LastName":"x","Company":"y","IsConverted":true} | 400 INVALID_FIELD_FOR_INSERT_UPDATE
            Contact        | {"LastName":"x","Email":"no address"}        | 400 INVALID_EMAIL_ADDRESS
            Contact        | {"LastName":"x","HasOptedOutOfEmail":null}   | 400 JSON_PARSER_ERROR
            Contact        | {"LastName":"x","HasOptedOutOfEmail":"true"} | 400 JSON_PARSER_ERROR
            Contact        | {"LastName":"x","EmailBouncedDate":"soon"}   | 400 JSON_PARSER_ERROR
            Contact        | {"LastName":5}                               | 400 JSON_PARSER_ERROR
            Contact        | {"LastName":"x"                              | 400 JSON_PARSER_ERROR
            Contact        | {"attributes":{"type":"Lead"},"LastName":"x"} | 400 INVALID_TYPE
            Contact        | {"LastName":"x","AccountId":"soon"}          | 400 MALFORMED_ID
            Contact        | {"LastName":"x","AccountId":"003xx0000000001AAA"} | 400 FIELD_INTEGRITY_EXCEPTION
            Contact        | {"LastName":"x","AccountId":"001xx0000000001AAA"} | 400 INVALID_CROSS_REFERENCE_KEY
            Nothing__c     | {"LastName":"x"}                             | 404 NOT_FOUND
            """)
    void whatARealOrgRefusesIsRefused(String sobject, String json, String refusal) {
        assertThat(rest.post("sobjects/" + sobject, json).refusal()).isEqualTo(refusal);
    }

    @Test
    void aTextThatIsTooLongNamesItsField() {
        String json = Json.write(Map.of("LastName", "x", "EmailBouncedReason", "r".repeat(256)));

        Rest.Reply reply = rest.post("sobjects/Contact", json);

        assertThat(reply.refusal()).isEqualTo("400 STRING_TOO_LONG");
        assertThat(reply.json().path(0).path("fields").path(0).asText()).isEqualTo("EmailBouncedReason");
        assertThat(reply.json().path(0).path("message").asText()).endsWith("(max length=255)");
    }

    @Test
    void aKeyIsThereOnce() {
        String first = simulator.insert("Email_Event__c", Map.of("Event_Key__c", "k1"));

        Rest.Reply reply = rest.post("sobjects/Email_Event__c", "{\"Event_Key__c\":\"k1\"}");
        Rest.Reply otherCase = rest.post("sobjects/Email_Event__c", "{\"Event_Key__c\":\"K1\"}");

        assertThat(reply.refusal()).isEqualTo("400 DUPLICATE_VALUE");
        assertThat(reply.json().path(0).path("message").asText())
                .isEqualTo("duplicate value found: Event_Key__c duplicates value on record with id: " + first);
        assertThat(otherCase.status()).isEqualTo(201);
    }

    @Test
    void timesLoseTheirFractionsAndNamesAreDerived() {
        simulator.insert(
                "Contact",
                Map.of(
                        "LastName", "x",
                        "EmailBouncedReason", "gone",
                        "EmailBouncedDate", "2026-11-21T18:00:00.987+01:00"));

        assertThat(simulator.records("Contact").get(0))
                .containsEntry("EmailBouncedDate", "2026-11-21T17:00:00.000+0000")
                .containsEntry("IsEmailBounced", true)
                .containsEntry("HasOptedOutOfEmail", false)
                .containsEntry("Name", "x");
    }

    @Test
    void anotherAddressHasNotBounced() {
        String id =
                simulator.insert("Contact", Map.of("LastName", "x", "Email", "a@x.de", "EmailBouncedReason", "gone"));

        rest.patch("sobjects/Contact/" + id, "{\"Email\":\"a@x.de\"}");
        Object same = simulator.records("Contact").get(0).get("IsEmailBounced");
        rest.patch("sobjects/Contact/" + id, "{\"Email\":\"b@x.de\"}");
        Object other = simulator.records("Contact").get(0).get("IsEmailBounced");

        assertThat(same).isEqualTo(true);
        assertThat(other).isEqualTo(false);
    }

    @Test
    void aConvertedLeadStaysAsItIs() {
        String id = simulator.insert("Lead", Map.of("LastName", "x", "Company", "y", "IsConverted", true));

        assertThat(rest.patch("sobjects/Lead/" + id, "{\"Email\":\"a@x.de\"}").refusal())
                .isEqualTo("400 CANNOT_UPDATE_CONVERTED_LEAD");
    }

    @Test
    void assignmentRulesTakeALeadUnlessTheyAreKeptOut() {
        String id = simulator.insert("Lead", Map.of("LastName", "x", "Company", "y"));
        Object before = simulator.records("Lead").get(0).get("OwnerId");

        rest.with("Sforce-Auto-Assign", "FALSE").patch("sobjects/Lead/" + id, "{\"Email\":\"a@x.de\"}");
        Object kept = simulator.records("Lead").get(0).get("OwnerId");
        rest.with("Sforce-Auto-Assign", "TRUE").patch("sobjects/Lead/" + id, "{\"Email\":\"b@x.de\"}");
        Object taken = simulator.records("Lead").get(0).get("OwnerId");

        assertThat(kept).isEqualTo(before);
        assertThat(taken).isNotEqualTo(before).asString().startsWith("00G");
    }

    @Test
    void anUpsertByKeyCreatesThenUpdates() {
        Rest.Reply first = rest.patch("sobjects/Email_Event__c/Event_Key__c/k%2F1%20a", "{\"Type__c\":\"bounce\"}");
        Rest.Reply second = rest.patch("sobjects/Email_Event__c/Event_Key__c/k%2F1%20a", "{\"Type__c\":\"other\"}");
        Rest.Reply read = rest.get("sobjects/Email_Event__c/Event_Key__c/k%2F1%20a");

        assertThat(first.status()).isEqualTo(201);
        assertThat(first.json().path("created").asBoolean()).isTrue();
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.json().path("created").asBoolean(true)).isFalse();
        assertThat(read.json().path("Event_Key__c").asText()).isEqualTo("k/1 a");
        assertThat(read.json().path("Type__c").asText()).isEqualTo("other");
    }

    @Test
    void anUpsertThatMayNotCreateDoesNot() {
        assertThat(rest.patch("sobjects/Email_Event__c/Event_Key__c/k1?updateOnly=true", "{}")
                        .refusal())
                .isEqualTo("404 NOT_FOUND");
        assertThat(rest.patch("sobjects/Email_Event__c/Type__c/k1", "{}").refusal())
                .isEqualTo("404 NOT_FOUND");
        assertThat(rest.patch("sobjects/Email_Event__c/Event_Key__c/k1", "{\"Event_Key__c\":\"k1\"}")
                        .refusal())
                .isEqualTo("400 INVALID_FIELD");
    }

    @Test
    void severalRecordsWithTheKeyAreListed() {
        simulator.define(
                SObjectType.of("Loose__c", "Loose", Field.text("Key__c", 9).with(Field.Trait.EXTERNAL_ID)));
        String one = simulator.insert("Loose__c", Map.of("Key__c", "k"));
        simulator.insert("Loose__c", Map.of("Key__c", "K"));

        Rest.Reply reply = rest.patch("sobjects/Loose__c/Key__c/k", "{}");

        assertThat(reply.status()).isEqualTo(300);
        assertThat(reply.json().path(0).asText()).isEqualTo("/services/data/v60.0/sobjects/Loose__c/" + one);
        assertThat(reply.json()).hasSize(2);
    }

    @Test
    void aHiddenFieldIsNeitherReadNorWritten() {
        simulator.hide("Contact", "HasOptedOutOfEmail");

        Rest.Reply written = rest.post("sobjects/Contact", "{\"LastName\":\"x\",\"HasOptedOutOfEmail\":true}");
        Rest.Reply read = rest.query("SELECT HasOptedOutOfEmail FROM Contact");

        assertThat(written.refusal()).isEqualTo("400 INVALID_FIELD_FOR_INSERT_UPDATE");
        assertThat(written.json().path(0).path("fields").path(0).asText()).isEqualTo("HasOptedOutOfEmail");
        assertThat(read.refusal()).isEqualTo("400 INVALID_FIELD");
        assertThat(rest.query("SELECT HasOptedOutOfEmail FROM Lead").status()).isEqualTo(200);
    }

    @Test
    void aValidationRuleRefusesWithItsMessage() {
        simulator.rule("Contact", record -> "x".equals(record.get("LastName")), "No x here");

        Rest.Reply reply = rest.post("sobjects/Contact", "{\"LastName\":\"x\"}");

        assertThat(reply.refusal()).isEqualTo("400 FIELD_CUSTOM_VALIDATION_EXCEPTION");
        assertThat(reply.body()).contains("No x here");
        assertThat(rest.post("sobjects/Contact", "{\"LastName\":\"y\"}").status())
                .isEqualTo(201);
    }

    @Test
    void anEventIsEnqueuedAndThatIsAll() {
        simulator.define(SObjectType.of("Email_Event__e", "E-mail event", Field.text("Type__c", 40)));

        Rest.Reply reply = rest.post("sobjects/Email_Event__e", "{\"Type__c\":\"bounce\"}");

        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("success").asBoolean()).isTrue();
        assertThat(reply.json().path("id").asText()).startsWith("e0");
        assertThat(reply.json().at("/errors/0/statusCode").asText()).isEqualTo("OPERATION_ENQUEUED");
        assertThat(simulator.records("Email_Event__e")).hasSize(1);
        assertThat(rest.delete("sobjects/Email_Event__e/"
                                + reply.json().path("id").asText())
                        .refusal())
                .isEqualTo("405 METHOD_NOT_ALLOWED");
    }

    @Test
    void aSeedIsValidatedToo() {
        assertThatThrownBy(() -> simulator.insert("Contact", Map.of("FirstName", "x")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("REQUIRED_FIELD_MISSING");
    }

    @Test
    void idsOf15CharactersAndWithAWrongEndAreToldApart() {
        String id = simulator.insert("Contact", Map.of("LastName", "x"));

        assertThat(rest.get("sobjects/Contact/" + id.substring(0, 15))
                        .json()
                        .path("Id")
                        .asText())
                .isEqualTo(id);
        assertThat(rest.get("sobjects/Contact/" + id.substring(0, 15) + "555").refusal())
                .isEqualTo("400 MALFORMED_ID");
        assertThat(rest.get("sobjects/Contact/" + RecordId.of("003", 99)).refusal())
                .isEqualTo("404 NOT_FOUND");
    }
}
