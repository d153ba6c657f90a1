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

/** What has piled up while Salesforce was down goes out by Bulk API 2.0, as the shipped routes are. */
class SalesforceBacklogTest {
    private static final int BULK = 600;

    private final Crm crm = new Crm().with("destination.salesforce-bounces.bulk", Integer.toString(BULK));

    @AfterEach
    void close() {
        crm.close();
    }

    @Test
    void aBacklogGoesInBulkAndItsFailuresComeBack() {
        String contact = crm.contact("person3@example.com");
        crm.salesforce.rule(
                "Email_Event__c", record -> "person7@example.com".equals(record.get("Address__c")), "not this one");
        crm.salesforce.down();
        crm.send(bounces());
        crm.rests();

        crm.salesforce.up();

        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> crm.deliveries().stream()
                .noneMatch(each -> each.startsWith("waiting")));
        assertThat(crm.deliveries())
                .filteredOn(each -> each.startsWith("delivered"))
                .hasSize(2 * BULK + 9);
        assertThat(crm.deliveries().get(7)).startsWith("dead 1 FIELD_CUSTOM_VALIDATION_EXCEPTION");
        assertThat(crm.events()).hasSize(2 * BULK + 9);
        assertThat(crm.person("Contact", contact)).containsEntry("IsEmailBounced", true);
        assertThat(crm.calls("PUT", "jobs/ingest")).isNotEmpty();
        assertThat(crm.upserts().size())
                .as("what is not in bulk: the probe, and the last few of each lane")
                .isLessThanOrEqualTo(10);
    }

    private static List<Map<String, Object>> bounces() {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < 2 * BULK + 10; i++) {
            events.add(hardBounce("person" + i + "@example.com", NOON.plusSeconds(i)));
        }
        return events;
    }
}
