package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.event;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.sandbox.salesforce.SalesforceSimulator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What Salesforce refuses, and whom: through camel-salesforce, over the wire. */
class SalesforceFaultsTest {
    private final Crm crm = new Crm();

    @AfterEach
    void close() {
        crm.close();
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
        crm.salesforce.rule(
                "Email_Event__c", record -> "joe@example.com".equals(record.get("Address__c")), "Not this one");

        crm.send(hardBounce("jane@example.com", NOON), hardBounce("joe@example.com", NOON.plusSeconds(1)))
                .settled();

        assertThat(crm.deliveries())
                .containsExactly("delivered 1", "dead 1 FIELD_CUSTOM_VALIDATION_EXCEPTION: Not this one");
    }

    @Test
    void aPersonWhoCannotBeMarkedIsADeadLetterThatNamesTheRecord() {
        String contact = crm.contact("jane@example.com");
        crm.salesforce.rule("Contact", record -> true, "Contacts are closed");

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
    void aFieldThatIsNotThereRestsTheDestinationAndNothingDies() {
        crm.salesforce.hide("Email_Event__c", "Reason__c");

        crm.send(bounces(30));

        assertThat(crm.rests()).contains("INVALID_FIELD", "Reason__c").endsWith("(misconfigured)");
        assertThat(crm.deliveries()).allMatch(each -> each.startsWith("waiting 0"));

        crm.salesforce.show("Email_Event__c", "Reason__c");
        crm.settled();

        assertThat(crm.events()).hasSize(30);
    }

    @Test
    void aFieldOfAPersonThatMayNotBeSeenNamesFileLineAndField() {
        crm.contact("jane@example.com");
        crm.salesforce.hide("Contact", "HasOptedOutOfEmail");

        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON));

        assertThat(crm.rests())
                .startsWith("routes/destinations/salesforce-optouts.camel.yaml:20 (who-is-it): INVALID_FIELD")
                .contains("HasOptedOutOfEmail")
                .doesNotContain("jane")
                .endsWith("(misconfigured)");
    }

    @Test
    void theDailyLimitRestsAndTheNextDayGoesOn() {
        crm.salesforce.dailyLimit(0);

        crm.send(bounces(3));

        assertThat(crm.rests()).startsWith("REQUEST_LIMIT_EXCEEDED").doesNotContain("misconfigured");
        assertThat(crm.deliveries()).allMatch(each -> each.startsWith("waiting 0"));

        crm.salesforce.dailyLimit(1_000);
        crm.settled();

        assertThat(crm.events()).hasSize(3);
    }

    @Test
    void aRefusedLoginRestsWithoutStorm() {
        crm.salesforce.clientSecret("rotated");

        crm.send(bounces(3));

        assertThat(crm.rests()).startsWith("login refused: invalid_").doesNotContain("misconfigured");
        assertThat(crm.deliveries()).allMatch(each -> each.startsWith("waiting 0"));
    }

    @Test
    void aSessionThatEndsWhileTheSecretHasChangedRestsAndRecoversWithTheSecret() {
        crm.send(hardBounce("jane@example.com", NOON)).settled();
        crm.salesforce.clientSecret("rotated");
        crm.salesforce.expireTokens();

        crm.send(hardBounce("joe@example.com", NOON.plusSeconds(1)));

        assertThat(crm.rests()).startsWith("login refused: invalid_");

        crm.salesforce.clientSecret(SalesforceSimulator.CLIENT_SECRET);
        crm.settled();

        assertThat(crm.events()).hasSize(2);
    }

    @Test
    void startsWhileSalesforceIsDownAndDeliversOnceItIsUp() {
        crm.salesforce.down();

        crm.send(bounces(3));

        assertThat(crm.rests()).startsWith("unreachable: ConnectException");
        assertThat(crm.deliveries()).allMatch(each -> each.startsWith("waiting 0"));

        crm.salesforce.up();
        crm.settled();

        assertThat(crm.events()).hasSize(3);
    }

    @Test
    void withoutCredentialsItRestsAndSaysWhichKeysAreMissing() {
        crm.with("salesforce.client-id", "").with("salesforce.client-secret", "");

        crm.send(bounces(3));

        assertThat(crm.rests())
                .isEqualTo("salesforce.client-id, salesforce.client-secret not set; see docs/salesforce.md");
        JsonNode health = crm.gateway().health();
        assertThat(health.get("status").asText()).isEqualTo("UP");
        assertThat(health.toString()).contains("salesforce.client-secret not set");
    }

    @Test
    void aTokenAnswerWithoutIdRestsAndRecovers() {
        crm.salesforce.faults().on("login").tokenWithoutId();

        crm.send(hardBounce("jane@example.com", NOON));

        assertThat(crm.rests()).startsWith("logged in, but the answer has no id");
        crm.settled();

        assertThat(crm.events()).hasSize(1);
    }

    @Test
    void aSlowAnswerIsWaitedFor() {
        crm.with("salesforce.timeout", "10s");
        crm.salesforce.faults().on("collections upsert").delay(Duration.ofSeconds(3));

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.deliveries()).containsExactly("delivered 1");
    }

    @Test
    void compressedAnswersAreRead() {
        crm.salesforce.gzip(true);
        String contact = crm.contact("jane@example.com");

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.person("Contact", contact)).containsEntry("IsEmailBounced", true);
    }

    @Test
    void stopsWithinItsTimeWhileACallHangs() {
        crm.with("salesforce.timeout", "60s");
        crm.salesforce.faults().on("collections upsert").commitThenHang();
        crm.send(hardBounce("jane@example.com", NOON));
        await().until(() -> !crm.upserts().isEmpty() || !crm.events().isEmpty());

        long begun = System.nanoTime();
        crm.gateway().close();

        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(45));
    }

    private static List<Map<String, Object>> bounces(int count) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            events.add(hardBounce("person" + i + "@example.com", NOON.plusSeconds(i)));
        }
        return events;
    }
}
