package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.event;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.salesforce.Field;
import dev.serai.simulator.salesforce.FieldType;
import dev.serai.testing.Routes;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users make of the two destinations of Salesforce, on purpose or by mistake. */
class SalesforceEditsTest {
    private static final String BOUNCES = "destinations/salesforce-bounces.camel.yaml";
    private static final String OPTOUTS = "destinations/salesforce-optouts.camel.yaml";
    private static final String MARK = "[ HasOptedOutOfEmail: true ]";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final Crm crm = new Crm();

    @AfterEach
    void close() {
        crm.close();
    }

    private void edit(String file, String text, String by) {
        Routes.copyTo(directory).edit(file, text, by).settings().forEach(crm::with);
    }

    @Test
    void aMarkThatIsMisspeltSuspendsTheDestinationAndNothingIsForgotten() {
        edit(OPTOUTS, "name: mark\n", "name: marks\n");

        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON));

        assertThat(crm.suspension())
                .contains("(mark-people): to mark people, set the variable mark")
                .endsWith("(misconfigured)");
        assertThat(crm.deliveries()).containsExactly("waiting 0");
    }

    @Test
    void withoutALookUpNobodyIsMarkedAndThatIsToldAsAMistake() {
        edit(OPTOUTS, "uri: direct:salesforce-find-people", "uri: log:nothing");

        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON));

        assertThat(crm.suspension()).contains("and then look them up").endsWith("(misconfigured)");
    }

    @Test
    void aWordThatDoesNotExistCostsNoEvent() {
        edit(BOUNCES, "event.text('category', 40)", "event.gothic('category', 40)");

        crm.send(hardBounce("jane@example.com", NOON));

        assertThat(crm.suspension())
                .contains("the mapping calls gothic, which is no word it has")
                .endsWith("(misconfigured)");
        assertThat(crm.deliveries()).containsExactly("waiting 0");
    }

    @Test
    void anOptOutIsNeverUndone() {
        edit(OPTOUTS, MARK, "[ hasOptedOutOfEmail: false ]");
        String contact = crm.contact("jane@example.com", "HasOptedOutOfEmail", true);

        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON));

        assertThat(crm.suspension())
                .contains("HasOptedOutOfEmail is only ever set to true")
                .endsWith("(misconfigured)");
        assertThat(crm.person("Contact", contact)).containsEntry("HasOptedOutOfEmail", true);
    }

    @Test
    void anOptOutIsNotHeldBackByAnOlderDateBesideIt() {
        edit(OPTOUTS, MARK, "[ HasOptedOutOfEmail: true, EmailBouncedDate: event.occurredAt ]");
        String contact = crm.contact("jane@example.com", "EmailBouncedDate", "2026-03-02T00:00:00.000+0000");

        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON)).settled();

        assertThat(crm.person("Contact", contact))
                .containsEntry("HasOptedOutOfEmail", true)
                .containsEntry("EmailBouncedDate", "2026-03-02T00:00:00.000+0000");
    }

    /** As docs/salesforce.md has it. */
    @Test
    void aFieldPerListInsteadOfTheGlobalOptOut() {
        for (String type : new String[] {"Contact", "Lead"}) {
            crm.salesforce.define(type, Field.of("Newsletter_Opt_Out__c", FieldType.CHECKBOX));
        }
        edit(OPTOUTS, "body.map { event, payload -> " + MARK + " }", """
                body.map { event, payload ->
                                    def lists = ['10180860009': 'Newsletter_Opt_Out__c']
                                    event.type == 'spamcomplaint' ? [HasOptedOutOfEmail: true]
                                        : lists[payload.userListId as String]?.with { [(it): true] } }""");
        String contact = crm.contact("jane@example.com");
        Map<String, Object> fromAnotherList = event("campaign/unsubscribe", "joe@example.com", NOON.plusSeconds(1));
        fromAnotherList.put("userListId", 1);

        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON), fromAnotherList)
                .settled();

        assertThat(crm.person("Contact", contact))
                .containsEntry("Newsletter_Opt_Out__c", true)
                .containsEntry("HasOptedOutOfEmail", false);
        assertThat(crm.events()).hasSize(2);
    }

    @Test
    void anEmptyTextClearsNothing() {
        edit(
                BOUNCES,
                "EmailBouncedReason: \"Optimizely: ${[bounce.category, bounce.reason].findAll().join('/')}\"",
                "EmailBouncedReason: \"${bounce.reason}\"");
        String contact = crm.contact("jane@example.com", "EmailBouncedReason", "as it was");
        Map<String, Object> bounce = hardBounce("jane@example.com", NOON);
        bounce.put("reason", " ");

        crm.send(bounce).settled();

        assertThat(crm.person("Contact", contact))
                .containsEntry("EmailBouncedReason", "as it was")
                .containsEntry("EmailBouncedDate", "2026-03-01T12:00:00.000+0000");
    }

    @Test
    void whatIsMappedToNullIsNotSent() {
        edit(BOUNCES, "body.map { event, bounce -> [\n", "body.map { event, bounce -> if (event.person) [\n");

        crm.send(hardBounce("nobody@example.com", NOON)).settled();

        assertThat(crm.deliveries()).containsExactly("delivered 1");
        assertThat(crm.upserts()).isEmpty();
    }
}
