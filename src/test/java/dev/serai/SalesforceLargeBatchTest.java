package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.simulator.http.Request;
import dev.serai.testing.Routes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bounces in batches of more than 200: several calls of Salesforce, each of which may fail. No person is forgotten. */
class SalesforceLargeBatchTest {
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
                .edit(BOUNCES, "concurrency: 2", "concurrency: 1\n        batchSize: " + size)
                .settings()
                .forEach(crm::with);
        // so long that batches are full
        crm.with("outbox.max-linger", "5s").with("salesforce.timeout", "10s");
    }

    private static List<Map<String, Object>> bounces(int from, int to) {
        List<Map<String, Object>> bounces = new ArrayList<>();
        for (int i = from; i < to; i++) {
            bounces.add(hardBounce("person" + i + "@example.com", NOON.plusSeconds(i)));
        }
        return bounces;
    }

    /** Counts the requests that match, and matches the second. */
    private static Predicate<Request> second(Predicate<Request> which) {
        AtomicInteger count = new AtomicInteger();
        return request -> which.test(request) && count.incrementAndGet() == 2;
    }

    private static boolean upserts(Request request) {
        return request.path().endsWith("/Email_Event__c/Event_Key__c");
    }

    private static boolean marks(Request request) {
        return request.path().endsWith("/composite/sobjects");
    }

    @Test
    void thousandsAreFullCallsAndEveryPersonIsMarked() {
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
        assertThat(crm.upserts()).hasSizeBetween(20, 24);
        assertThat(crm.receipts().get(0).get("created").asBoolean()).isTrue();
        assertThat(crm.receipts().get(0).get("marked")).hasSize(1);
    }

    @Test
    void eachEventHasTheOutcomeOfItsRecord() {
        batchesOf(1_000);
        crm.salesforce.rule(
                "Email_Event__c", record -> "person207@example.com".equals(record.get("Address__c")), "Not this one");
        crm.salesforce
                .faults()
                .records("Email_Event__c", record -> "person208@example.com".equals(record.get("Address__c")))
                .fail("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");
        crm.salesforce
                .faults()
                .records("Email_Event__c", record -> "person809@example.com".equals(record.get("Address__c")))
                .fail(
                        "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
                        "bad value for restricted picklist field: hard",
                        "Type__c");

        crm.send(bounces(0, 1_000)).settled();

        assertThat(crm.upserts()).as("all, and one again").hasSize(6);
        assertThat(crm.deliveries().subList(207, 209))
                .containsExactly("dead 1 FIELD_CUSTOM_VALIDATION_EXCEPTION: Not this one", "delivered 2");
        assertThat(crm.deliveries().get(809)).isEqualTo("dead 1 INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST [Type__c]");
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
        crm.salesforce.faults().on(second(SalesforceLargeBatchTest::marks)).unavailable();

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

    @Test
    void anUpsertThatIsPartlyDoneIsRepeatedHarmlessly() {
        batchesOf(1_000);
        crm.salesforce.faults().on(second(SalesforceLargeBatchTest::upserts)).unavailable();

        crm.send(bounces(0, 1_000)).settled();

        assertThat(crm.deliveries()).hasSize(1_000).allMatch(each -> each.startsWith("delivered"));
        assertThat(crm.events()).hasSize(1_000);
    }

    @Test
    void anEventThatItsCallIsRefusedForIsFoundAndTheOthersAreDelivered() {
        batchesOf(1_000);
        crm.salesforce
                .faults()
                .on(request -> upserts(request) && request.body().contains("person321@example.com"))
                .always()
                .answer(400, "[{\"errorCode\":\"JSON_PARSER_ERROR\",\"message\":\"no\"}]");

        crm.send(bounces(0, 1_000)).settled();

        assertThat(crm.deliveries().get(321)).startsWith("dead 1 JSON_PARSER_ERROR");
        assertThat(crm.deliveries().stream().collect(Collectors.groupingBy(each -> each, Collectors.counting())))
                .containsEntry("delivered 1", 999L);
        assertThat(crm.events()).hasSize(999);
    }

    @Test
    void aFieldThatIsNotThereNamesFileLineAndFieldAndNothingDies() {
        batchesOf(500);
        crm.salesforce.hide("Email_Event__c", "Reason__c");

        crm.send(bounces(0, 500));

        assertThat(crm.suspension())
                .contains("salesforce-bounces.camel.yaml:", "INVALID_FIELD", "Reason__c")
                .endsWith("(misconfigured)");
        assertThat(crm.deliveries()).containsOnly("waiting 0");

        crm.salesforce.show("Email_Event__c", "Reason__c");
        crm.settled();

        assertThat(crm.events()).hasSize(500);
    }

    @Test
    void aStopInTheMiddleLosesNothingAndDoublesNothing() {
        batchesOf(1_000);
        crm.with("outbox.shutdown-timeout", "1s");
        crm.salesforce.faults().on(second(SalesforceLargeBatchTest::upserts)).delay(Duration.ofSeconds(4));
        crm.send(bounces(0, 1_000));
        await().atMost(Duration.ofSeconds(20)).until(() -> crm.upserts().size() == 2);

        crm.stop();
        crm.settled();

        assertThat(crm.events()).hasSize(1_000);
        assertThat(crm.deliveries()).as("nobody is to blame for a stop").containsOnly("delivered 1");
        assertThat(crm.upserts()).as("two before the stop, then all, together").hasSize(7);
    }
}
