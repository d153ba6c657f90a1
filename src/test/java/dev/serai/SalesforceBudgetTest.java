package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.event;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of the events when the day's calls run low. */
class SalesforceBudgetTest {
    private final Crm crm = new Crm();

    @AfterEach
    void close() {
        crm.close();
    }

    @Test
    void optOutsStillGoWhileBouncesAreSuspendedAndTheirAnswersTellOfTheNewDay() {
        String contact = crm.contact("jane@example.com");
        crm.salesforce.dailyLimit(100);
        crm.salesforce.othersCall(77);
        crm.send(hardBounce("joe@example.com", NOON)).settled();

        crm.send(
                hardBounce("jack@example.com", NOON.plusSeconds(1)),
                event("campaign/unsubscribe", "jane@example.com", NOON.plusSeconds(2)));

        await().until(() -> crm.person("Contact", contact).get("HasOptedOutOfEmail"), Boolean.TRUE::equals);
        assertThat(crm.suspension())
                .matches("salesforce: 8\\d% of the day's calls are used, the rest is kept for salesforce-optouts");
        assertThat(crm.gateway().health().toString()).contains("the rest is kept for salesforce-optouts");
        assertThat(crm.gateway().metrics()).contains("serai_salesforce_remaining{org=\"salesforce\"} 0.1");
        assertThat(crm.deliveries().get(1)).isEqualTo("waiting 0");

        crm.salesforce.newDay();
        crm.send(event("campaign/unsubscribe", "jim@example.com", NOON.plusSeconds(3)))
                .settled();

        assertThat(crm.deliveries().subList(0, 3)).containsOnly("delivered 1");
        assertThat(crm.events()).hasSize(4);
    }

    @Test
    void belowTheSecondShareBothAreSuspendedAndNoEventCountsAnAttempt() {
        crm.salesforce.dailyLimit(100);
        crm.salesforce.othersCall(96);

        crm.send(hardBounce("joe@example.com", NOON), event("campaign/unsubscribe", "jane@example.com", NOON));

        await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> crm.gateway().health().get("checks").toString(),
                        health -> health.split("is left to others").length == 3);
        assertThat(crm.deliveries()).containsExactly("waiting 0", "waiting 0");
        assertThat(crm.suspension()).doesNotContain("misconfigured");
        int calls = crm.salesforce.requests().size();
        assertThat(calls)
                .as("whoever was the first has heard it, and nobody has called since")
                .isLessThan(6);
    }

    @Test
    void aStepOfARouteFileIsHeldBackLikeAWord() {
        crm.salesforce.dailyLimit(100);
        crm.salesforce.othersCall(79);

        crm.send(hardBounce("joe@example.com", NOON));

        assertThat(crm.suspension()).startsWith("salesforce: 81% of the day's calls are used, the rest is kept");
        assertThat(crm.calls("GET", "query")).hasSize(2);
        assertThat(crm.upserts()).isEmpty();
        assertThat(crm.deliveries()).containsExactly("waiting 0");
    }

    @Test
    void sharesAndThoseWhoComeFirstAreConfigured() {
        crm.with("salesforce.reserve-below", "50%").with("salesforce.priority", "salesforce-bounces");
        crm.salesforce.dailyLimit(100);
        crm.salesforce.othersCall(60);
        crm.send(hardBounce("joe@example.com", NOON)).settled();

        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON.plusSeconds(1)));

        assertThat(crm.suspension()).endsWith("the rest is kept for salesforce-bounces");
        crm.send(hardBounce("jack@example.com", NOON.plusSeconds(2)));
        await().until(() -> crm.events().size() == 2);
    }
}
