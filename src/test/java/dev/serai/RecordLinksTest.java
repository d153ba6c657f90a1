package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.testing.ApiDocumentation;
import org.junit.jupiter.api.Test;

/** An event leads to the records that Salesforce has of it. */
class RecordLinksTest {
    private static JsonNode delivery(Crm crm, String destination) {
        Object id = crm.gateway().query("select id from event").get(0).get("id");
        JsonNode event =
                ApiDocumentation.json(crm.gateway().ask("/api/v1/events/" + id).body());
        for (JsonNode each : event.path("deliveries")) {
            if (each.path("name").asText().equals(destination)) {
                return each;
            }
        }
        throw new AssertionError("not sent to " + destination + ": " + event);
    }

    @Test
    void aRecordHasAnAddressAsSoonAsTheOrgHasToldItsOwn() {
        try (Crm crm = new Crm()) {
            String contact = crm.contact("jane@example.com");
            crm.send(hardBounce("jane@example.com", NOON)).settled();
            String record = String.valueOf(crm.events().get(0).get("Id"));

            JsonNode records = delivery(crm, "salesforce-bounces").path("records");

            assertThat(records).hasSize(2);
            assertThat(records.at("/0/id").asText()).isEqualTo(record);
            assertThat(records.at("/0/url").asText()).isEqualTo(crm.salesforce.url() + "/" + record);
            assertThat(records.at("/1/id").asText()).isEqualTo(contact);

            crm.stop();
            JsonNode before = delivery(crm, "salesforce-bounces").path("records");
            assertThat(before.at("/0/id").asText()).isEqualTo(record);
            assertThat(before.path(0).has("url")).isFalse();
        }
    }

    @Test
    void aDestinationThatIsNoOrgHasNone() {
        try (Crm crm = new Crm()) {
            crm.contact("jane@example.com");
            crm.send(hardBounce("jane@example.com", NOON)).settled();

            Object id = crm.gateway().query("select id from event").get(0).get("id");
            JsonNode event = ApiDocumentation.json(
                    crm.gateway().ask("/api/v1/events/" + id).body());
            assertThat(event.path("deliveries"))
                    .filteredOn(each -> !each.path("name").asText().startsWith("salesforce"))
                    .allMatch(each -> !each.has("records"));
        }
    }
}
