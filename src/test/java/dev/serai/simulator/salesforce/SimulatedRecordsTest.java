package dev.serai.simulator.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Single records: what is saved, and what the platform does by itself. */
class SimulatedRecordsTest extends Simulated {
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
