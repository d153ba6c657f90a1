package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.event;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Records that Salesforce refuses, and who is concerned by it: one gateway lives through all. */
@SuppressWarnings("NullAway.Init")
class SalesforceRefusalsTest {
    private static Crm crm;

    @BeforeAll
    static void start() {
        crm = new Crm();
    }

    @AfterAll
    static void close() {
        crm.close();
    }

    @BeforeEach
    void begin() {
        crm.begin();
    }

    @Test
    void onlyTheRecordThatWasLockedIsTriedAgain() {
        crm.salesforce
                .faults()
                .records("Email_Event__c", record -> "joe@example.com".equals(record.get("Address__c")))
                .fail("UNABLE_TO_LOCK_ROW", "unable to obtain exclusive access to this record");

        crm.send(hardBounce("jane@example.com", NOON), hardBounce("joe@example.com", NOON.plusSeconds(1)))
                .settled();

        assertThat(crm.deliveries()).containsExactly("delivered 1", "delivered 2");
        assertThat(crm.upserts().get(crm.upserts().size() - 1).body()).doesNotContain("jane@example.com");
    }

    @Test
    void aPersonWhoIsLockedIsMarkedLater() {
        String contact = crm.contact("jane@example.com");
        crm.salesforce
                .faults()
                .records("Contact", record -> true)
                .fail("UNABLE_TO_LOCK_ROW", "unable to obtain access");

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.deliveries()).containsExactly("delivered 2");
        assertThat(crm.events()).hasSize(1);
        assertThat(crm.person("Contact", contact)).containsEntry("IsEmailBounced", true);
        assertThat(crm.receipts().get(0).get("created").asBoolean()).isFalse();
    }

    @Test
    void aRecordThatIsRefusedDiesAloneAndSaysWhyWithoutNamingAnybody() {
        crm.salesforce
                .faults()
                .records("Email_Event__c", record -> "joe@example.com".equals(record.get("Address__c")))
                .always()
                .fail("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Not this one");

        crm.send(hardBounce("jane@example.com", NOON), hardBounce("joe@example.com", NOON.plusSeconds(1)))
                .settled();

        assertThat(crm.deliveries())
                .containsExactly("delivered 1", "dead 1 FIELD_CUSTOM_VALIDATION_EXCEPTION: Not this one");
    }

    @Test
    void aReplayWritesNoSecondRecord() {
        crm.salesforce
                .faults()
                .records("Contact", record -> true)
                .fail("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Contacts are closed");
        String contact = crm.contact("jane@example.com");
        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON)).settled();
        assertThat(crm.deliveries().get(0)).startsWith("dead 1");

        for (String state : List.of("dead", "delivered")) {
            assertThat(crm.gateway()
                            .ask(
                                    "/api/v1/replay",
                                    "{\"destination\":\"salesforce-optouts\",\"state\":\"" + state
                                            + "\",\"since\":\"2020-01-01T00:00:00Z\"}")
                            .statusCode())
                    .isEqualTo(202);
            String earlier = "select 1 from earlier_delivery where state = '" + state + "'";
            await().until(() -> crm.gateway().query(earlier).size() == 1);
            await().until(crm::deliveries, all -> all.equals(List.of("delivered 1")));
        }

        assertThat(crm.events()).hasSize(1);
        assertThat(crm.person("Contact", contact)).containsEntry("HasOptedOutOfEmail", true);
    }

    @Test
    void aPersonWhoCannotBeMarkedIsADeadLetterThatNamesTheRecord() {
        String contact = crm.contact("jane@example.com");
        crm.salesforce
                .faults()
                .records("Contact", record -> true)
                .always()
                .fail("FIELD_CUSTOM_VALIDATION_EXCEPTION", "Contacts are closed");

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.deliveries())
                .containsExactly(
                        "dead 1 Contact " + contact + ": FIELD_CUSTOM_VALIDATION_EXCEPTION: Contacts are closed");
    }

    @Test
    void aLeadThatIsConvertedMeanwhileIsLookedUpAgain() {
        String lead = crm.lead("jane@example.com");
        crm.salesforce
                .faults()
                .records("Lead", record -> true)
                .fail("CANNOT_UPDATE_CONVERTED_LEAD", "cannot reference converted lead");

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.deliveries()).containsExactly("delivered 2");
        assertThat(crm.person("Lead", lead)).containsEntry("IsEmailBounced", true);
    }

    @Test
    void aRefusalThatIsNotSalesforcesKillsNothing() {
        crm.salesforce.faults().on("collections upsert").answer(400, "<html>Bad request, says the proxy</html>");

        crm.send(
                        hardBounce("jane@example.com", NOON),
                        hardBounce("joe@example.com", NOON.plusSeconds(1)),
                        hardBounce("jack@example.com", NOON.plusSeconds(2)))
                .settled();

        assertThat(crm.events()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVALID_CROSS_REFERENCE_KEY", "INSUFFICIENT_ACCESS_OR_READONLY"})
    void aPersonWhoCannotBeTouchedNowIsTriedAgain(String code) {
        String contact = crm.contact("jane@example.com");
        crm.salesforce.faults().records("Contact", record -> true).fail(code, "not now");

        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON)).settled();

        assertThat(crm.deliveries()).containsExactly("delivered 2");
        assertThat(crm.person("Contact", contact)).containsEntry("HasOptedOutOfEmail", true);
    }

    @Test
    void compressedAnswersAreRead() {
        crm.salesforce.gzip(true);
        String contact = crm.contact("jane@example.com");

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.person("Contact", contact)).containsEntry("IsEmailBounced", true);
    }
}
