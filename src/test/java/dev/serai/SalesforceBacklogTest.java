package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What has piled up while Salesforce was down goes out in full batches, by the shipped routes. */
class SalesforceBacklogTest {
    private static final int EVENTS = 1_210;

    private final Crm crm = new Crm();

    @AfterEach
    void close() {
        crm.close();
    }

    @Test
    void aBacklogGoesInFullBatchesAndItsFailuresComeBack() {
        String contact = crm.contact("person3@example.com");
        crm.salesforce.rule(
                "Email_Event__c", record -> "person7@example.com".equals(record.get("Address__c")), "not this one");
        crm.salesforce.down();
        crm.send(bounces());
        crm.suspension();

        crm.salesforce.up();

        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> crm.deliveries().stream()
                .noneMatch(each -> each.startsWith("waiting")));
        assertThat(crm.deliveries())
                .filteredOn(each -> each.startsWith("delivered"))
                .hasSize(EVENTS - 1);
        assertThat(crm.deliveries().get(7)).startsWith("dead 1 FIELD_CUSTOM_VALIDATION_EXCEPTION");
        assertThat(crm.events()).hasSize(EVENTS - 1);
        assertThat(crm.person("Contact", contact)).containsEntry("IsEmailBounced", true);
        assertThat(crm.upserts().size())
                .as("7 full batches, and what is less in the probe and in the last of each lane")
                .isLessThanOrEqualTo(10);
    }

    private static List<Map<String, Object>> bounces() {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
            events.add(hardBounce("person" + i + "@example.com", NOON.plusSeconds(i)));
        }
        return events;
    }
}
