package dev.serai.salesforce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Config;
import dev.serai.outbox.UnavailableException;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import dev.serai.testing.HostilePeer;
import dev.serai.testing.HostilePeer.Way;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an org is asked about its objects, over the wire. */
class OrgQuestionsTest {
    private final SalesforceSimulator simulator = SalesforceSimulator.start(0);
    private final Map<String, String> settings = new HashMap<>(Map.of(
            "salesforce.login-url", simulator.url(),
            "salesforce.client-id", SalesforceSimulator.CLIENT_ID,
            "salesforce.client-secret", SalesforceSimulator.CLIENT_SECRET));

    private OrgQuestions questions() {
        return new OrgQuestions(OrgSettings.all(Config.shipped().with(settings)).get(0));
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void describesAnObjectAsItsUserSeesIt() {
        simulator.hide("Email_Event__c", "Reason__c");
        try (OrgQuestions questions = questions()) {
            SObjectDescription event = questions.describe("email_event__c").orElseThrow();

            assertThat(event.name()).isEqualTo("Email_Event__c");
            assertThat(event.createable()).isTrue();
            assertThat(event.field("event_key__c").orElseThrow())
                    .isEqualTo(new SObjectDescription.Field("Event_Key__c", true, true, true, false));
            assertThat(event.field("Id").orElseThrow().createable()).isFalse();
            assertThat(event.field("Reason__c")).isEmpty();
            assertThat(questions.describe("Contact").orElseThrow().required())
                    .extracting(SObjectDescription.Field::name)
                    .containsExactly("LastName");
        }
        assertThat(simulator.requests())
                .extracting(Request::method)
                .as("one login and one question each; nothing else but the logout")
                .containsSubsequence("POST", "GET", "GET");
    }

    @Test
    void anObjectThatIsNotThereHasNoDescription() {
        try (OrgQuestions questions = questions()) {
            assertThat(questions.describe("Nothing__c")).isEmpty();
            assertThat(questions.describe("../limits")).isEmpty();
            assertThat(questions.describe("Lead")).isPresent();
        }
    }

    @Test
    void aLoginThatIsRefusedIsTold() {
        settings.put("salesforce.client-secret", "another");
        try (OrgQuestions questions = questions()) {
            assertThatThrownBy(() -> questions.describe("Contact"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageStartingWith("login failed");
        }
    }

    @Test
    void anOrgThatIsAwayIsTold() {
        simulator.down();
        try (OrgQuestions questions = questions()) {
            assertThatThrownBy(() -> questions.describe("Contact"))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("unreachable");
        }
    }

    @Test
    void credentialsThatAreMissingAreNamed() {
        settings.remove("salesforce.client-id");
        assertThatThrownBy(this::questions).hasMessage("salesforce.client-id not set; see docs/salesforce.md");
    }

    @Test
    void anAnswerWithoutEndEndsAtItsBound() {
        settings.put("salesforce.timeout", "1s");
        for (Way way : List.of(Way.BODY, Way.HEAD_BIT_BY_BIT)) {
            try (HostilePeer peer = new HostilePeer(way)) {
                settings.put("salesforce.login-url", peer.url());
                try (OrgQuestions questions = questions()) {
                    assertThatThrownBy(() -> questions.describe("Contact")).isInstanceOf(UnavailableException.class);
                }
            }
        }
    }
}
