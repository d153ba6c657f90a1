package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.simulator.salesforce.Request;
import dev.serai.testing.Routes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bounces in large batches: as jobs of Bulk API 2.0, with whatever may become of them, and nobody is forgotten. */
class SalesforceBulkTest {
    private static final String BOUNCES = "destinations/salesforce-bounces.camel.yaml";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final Crm crm = new Crm();

    @AfterEach
    void close() {
        crm.close();
    }

    private void batchesOf(int size) {
        Routes.copyTo(directory)
                .edit(BOUNCES, "parallel: 2", "parallel: 1\n        batchSize: " + size)
                .settings()
                .forEach(crm::with);
        // so long that batches are full
        crm.with("outbox.longest-collect", "5s").with("salesforce.timeout", "10s");
    }

    private static List<Map<String, Object>> bounces(int from, int to) {
        List<Map<String, Object>> bounces = new ArrayList<>();
        for (int i = from; i < to; i++) {
            bounces.add(hardBounce("person" + i + "@example.com", NOON.plusSeconds(i)));
        }
        return bounces;
    }

    private List<Request> jobs() {
        return crm.calls("POST", "jobs/ingest");
    }

    @Test
    void thousandsAreAFewCallsAndEveryPersonIsMarked() {
        batchesOf(2_000);
        for (int i = 0; i < 4_000; i += 2) {
            crm.contact("person" + i + "@example.com");
        }

        for (int from = 0; from < 4_000; from += 1_000) {
            crm.send(bounces(from, from + 1_000));
        }
        crm.settled();

        assertThat(crm.deliveries()).hasSize(4_000).containsOnly("delivered 1");
        assertThat(crm.events()).hasSize(4_000);
        assertThat(crm.events().stream().filter(each -> each.get("Contact__c") != null))
                .hasSize(2_000);
        assertThat(crm.salesforce.records("Contact"))
                .allSatisfy(contact -> assertThat(contact).containsEntry("IsEmailBounced", true));
        assertThat(jobs()).hasSizeBetween(1, 4);
        // by twos, of 4,000: 20 calls of collections, and as many look-ups
        assertThat(crm.salesforce.requests()).hasSizeLessThan(120);
        assertThat(crm.receipts().get(0).get("created").asBoolean()).isTrue();
        assertThat(crm.receipts().get(0).get("marked")).hasSize(1);
    }

    @Test
    void eachEventHasTheOutcomeOfItsRow() {
        batchesOf(1_000);
        crm.salesforce.rule(
                "Email_Event__c", record -> "person7@example.com".equals(record.get("Address__c")), "Not this one");
        crm.salesforce
                .faults()
                .records("Email_Event__c", record -> "person8@example.com".equals(record.get("Address__c")))
                .fail("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
        crm.salesforce
                .faults()
                .records("Email_Event__c", record -> "person9@example.com".equals(record.get("Address__c")))
                .fail(
                        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                        "bad value for restricted picklist field: hard",
                        "Type__c");

        crm.send(bounces(0, 1_000)).settled();

        assertThat(jobs()).hasSize(1);
        assertThat(crm.deliveries().subList(7, 10))
                .containsExactly(
                        "dead 1 FIELD_CUSTOM_VALIDATION_EXCEPTION: Not this one",
                        "delivered 2",
                        "dead 1 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST [Type__c]");
        assertThat(crm.deliveries().stream().collect(Collectors.groupingBy(each -> each, Collectors.counting())))
                .containsEntry("delivered 1", 997L)
                .hasSize(4);
        assertThat(crm.events()).hasSize(998);
    }

    @Test
    void aMarkingThatIsPartlyDoneIsRepeatedHarmlessly() {
        batchesOf(1_000);
        for (int i = 0; i < 1_000; i++) {
            crm.contact("person" + i + "@example.com");
        }
        // the first call of five is answered, the second is not
        crm.salesforce.faults().on(new SecondCall()::is).unavailable();

        crm.send(bounces(0, 1_000)).settled();

        assertThat(crm.deliveries()).hasSize(1_000).allMatch(each -> each.startsWith("delivered"));
        assertThat(crm.events()).hasSize(1_000);
        assertThat(crm.salesforce.records("Contact"))
                .allSatisfy(contact -> assertThat(contact).containsEntry("IsEmailBounced", true));
        long marked = crm.marks().stream()
                .filter(call -> call.status() == 200)
                .mapToLong(call -> call.body().split("\"Id\"").length - 1)
                .sum();
        assertThat(marked).as("who bears the mark is not written again").isEqualTo(1_000);
    }

    private static final class SecondCall {
        private int calls;

        synchronized boolean is(Request request) {
            return request.path().endsWith("/composite/sobjects") && ++calls == 2;
        }
    }

    @Test
    void aJobThatFailsIsSentAgain() {
        batchesOf(1_000);
        crm.salesforce.breakBulkJobsAfter(300);

        crm.send(bounces(0, 1_000));
        await().atMost(Duration.ofSeconds(20)).until(() -> crm.events().size() >= 300);
        crm.salesforce.breakBulkJobsAfter(Integer.MAX_VALUE);
        crm.settled();

        assertThat(crm.deliveries()).hasSize(1_000).allMatch(each -> each.startsWith("delivered"));
        assertThat(crm.events()).hasSize(1_000);
    }

    @Test
    void aFieldThatIsNotThereNamesFileLineAndFieldAndNothingDies() {
        batchesOf(500);
        crm.salesforce.hide("Email_Event__c", "Reason__c");

        crm.send(bounces(0, 500));

        assertThat(crm.rests())
                .contains(
                        "salesforce-bounces.camel.yaml:",
                        "(upsert): INVALID_FIELD: no field Reason__c on Email_Event__c")
                .endsWith("(misconfigured)");
        assertThat(crm.deliveries()).containsOnly("waiting 0");

        crm.salesforce.show("Email_Event__c", "Reason__c");
        crm.settled();

        assertThat(crm.events()).hasSize(500);
    }

    @Test
    void anOrgThatTakesNoJobsGetsCallsOf200() {
        batchesOf(400);
        crm.salesforce
                .faults()
                .on("post ingest")
                .always()
                .answer(400, "[{\"errorCode\":\"FEATURENOTENABLED\",\"message\":\"Async API not enabled\"}]");

        crm.send(bounces(0, 400)).settled();

        assertThat(crm.deliveries()).containsOnly("delivered 1");
        assertThat(crm.events()).hasSize(400);
    }

    @Test
    void aStopInTheMiddleOfAJobLosesNothingAndDoublesNothing() {
        batchesOf(1_000);
        crm.salesforce.bulkJobsTake(1_000);
        crm.send(bounces(0, 1_000));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> crm.calls("GET", "jobs/ingest").size() > 1);

        crm.stop();
        crm.salesforce.bulkJobsTake(1);
        crm.settled();

        assertThat(crm.events()).hasSize(1_000);
        assertThat(crm.deliveries()).as("nobody is to blame for a stop").containsOnly("delivered 1");
        assertThat(jobs()).as("what was begun is sent again, all at once").hasSize(2);
    }
}
