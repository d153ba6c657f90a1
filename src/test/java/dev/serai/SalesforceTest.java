package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.event;
import static dev.serai.Crm.hardBounce;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.event.Json;
import dev.serai.simulator.http.Request;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Salesforce gets, by the shipped routes and through camel-salesforce: one gateway lives through all. */
@SuppressWarnings("NullAway.Init")
class SalesforceTest {
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
    void aHardBounceBecomesARecordAndMarksItsContact() {
        String contact = crm.contact("Jane@Example.com");

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.events()).singleElement().satisfies(record -> assertThat(record)
                .containsEntry("Type__c", "bounce")
                .containsEntry("Address__c", "jane@example.com")
                .containsEntry("Occurred_At__c", "2026-03-01T12:00:00.000+0000")
                .containsEntry("Bounce_Category__c", "hardbounce")
                .containsEntry("Reason__c", "other")
                .containsEntry("Threshold_Exceeded__c", false)
                .containsEntry("Mailing_Id__c", "10230355206")
                .containsEntry("Contact__c", contact));
        assertThat(crm.person("Contact", contact))
                .containsEntry("EmailBouncedReason", "Optimizely: hardbounce/other")
                .containsEntry("EmailBouncedDate", "2026-03-01T12:00:00.000+0000")
                .containsEntry("HasOptedOutOfEmail", false);
        assertThat(crm.receipts().get(0).toString())
                .isEqualTo("{\"id\":\"%s\",\"created\":true,\"matched\":[\"%s\"],\"marked\":[\"%s\"]}"
                        .formatted(crm.events().get(0).get("Id"), contact, contact));
    }

    @Test
    void aSoftBounceMarksNobodyUnlessTheThresholdIsExceeded() {
        String soft = crm.contact("soft@example.com");
        String exceeded = crm.lead("exceeded@example.com");
        Map<String, Object> tooOften = event("campaign/bounce", "exceeded@example.com", NOON);
        tooOften.put("thresholdExceeded", true);

        crm.send(event("campaign/bounce", "soft@example.com", NOON), tooOften).settled();

        assertThat(crm.person("Contact", soft)).containsEntry("EmailBouncedDate", null);
        assertThat(crm.person("Lead", exceeded)).containsEntry("EmailBouncedReason", "Optimizely: softbounce/other");
        assertThat(crm.record("Email_Event__c", "Address__c", "exceeded@example.com"))
                .containsEntry("Lead__c", exceeded)
                .containsEntry("Threshold_Exceeded__c", true);
    }

    @ParameterizedTest
    @ValueSource(strings = {"campaign/unsubscribe", "campaign/spamcomplaint"})
    void whoUnsubscribesOrComplainsIsOptedOut(String sample) {
        String contact = crm.contact("jane@example.com");
        String lead = crm.lead("jane@example.com");

        crm.send(event(sample, "jane@example.com", NOON)).settled();

        assertThat(crm.person("Contact", contact)).containsEntry("HasOptedOutOfEmail", true);
        assertThat(crm.person("Lead", lead)).containsEntry("HasOptedOutOfEmail", true);
        assertThat(crm.events()).singleElement().satisfies(record -> assertThat(record)
                .containsEntry("Type__c", sample.replace("campaign/", ""))
                .containsEntry("Contact__c", contact)
                .containsEntry("Lead__c", lead));
    }

    @Test
    void whoIsOptedOutIsNotWrittenAgain() {
        crm.contact("jane@example.com", "HasOptedOutOfEmail", true);

        crm.send(event("campaign/unsubscribe", "jane@example.com", NOON)).settled();

        assertThat(crm.events()).hasSize(1);
        assertThat(crm.marks()).isEmpty();
    }

    @Test
    void anOlderBounceDoesNotOverwriteANewerOne() {
        String contact = crm.contact(
                "jane@example.com",
                "EmailBouncedReason",
                "somebody else's",
                "EmailBouncedDate",
                "2026-03-02T00:00:00.000+0000");

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.person("Contact", contact)).containsEntry("EmailBouncedReason", "somebody else's");
        assertThat(crm.marks()).isEmpty();
    }

    @Test
    void theNewestOfABatchWinsAndEachPersonIsWrittenOnce() {
        String contact = crm.contact("jane@example.com");
        Map<String, Object> newest = hardBounce("jane@example.com", NOON.plusSeconds(60));
        newest.put("reason", "spam-related");

        crm.send(hardBounce("jane@example.com", NOON.plusSeconds(30)), newest, hardBounce("jane@example.com", NOON))
                .settled();

        assertThat(crm.person("Contact", contact))
                .containsEntry("EmailBouncedReason", "Optimizely: hardbounce/spam-related")
                .containsEntry("EmailBouncedDate", "2026-03-01T12:01:00.000+0000");
        assertThat(crm.marks()).singleElement().extracting(Request::status).isEqualTo(200);
        assertThat(crm.events()).hasSize(3).allSatisfy(record -> assertThat(record)
                .containsEntry("Contact__c", contact));
    }

    @Test
    void aLetterThatOnlyLooksTheSameIsSomebodyElses() {
        String contact = crm.contact("kate@example.com");

        crm.send(hardBounce("\u212Aate@example.com", NOON)).settled();

        assertThat(crm.person("Contact", contact)).containsEntry("IsEmailBounced", false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SMS", "sms", "PUSH", "FAX", "LETTER", "PRINT"})
    void anotherMediumLeavesTheEMailFieldsAlone(String medium) {
        String contact = crm.contact("jane@example.com");
        Map<String, Object> addresses = Map.of("EMAIL", "jane@example.com", medium, "+49 170 1234567");
        Map<String, Object> bounce = hardBounce("jane@example.com", NOON);
        Map<String, Object> unsubscribe = event("campaign/unsubscribe", "jane@example.com", NOON);
        for (Map<String, Object> event : List.of(bounce, unsubscribe)) {
            event.put("mediaType", medium);
            event.put("mediaTypesToAddresses", addresses);
        }

        crm.send(bounce, unsubscribe).settled();

        assertThat(crm.person("Contact", contact))
                .containsEntry("IsEmailBounced", false)
                .containsEntry("HasOptedOutOfEmail", false);
        assertThat(crm.marks()).isEmpty();
        assertThat(crm.calls("GET", "query")).as("nobody is looked for").isEmpty();
        assertThat(crm.events()).hasSize(2).allSatisfy(record -> assertThat(record)
                .containsEntry("Medium__c", medium.toUpperCase(Locale.ROOT))
                .containsEntry("Address__c", "+49 170 1234567")
                .containsEntry("Contact__c", null));
        assertThat(crm.deliveries()).containsOnly("delivered 1");
        assertThat(crm.receipts())
                .allSatisfy(
                        receipt -> assertThat(receipt.get("medium").asText()).isEqualToIgnoringCase(medium));
    }

    /** It may be e-mail in another word: it opts nobody out, and somebody has to look at it. */
    @Test
    void anUnknownMediumIsVisiblyUnmatched() {
        String contact = crm.contact("jane@example.com");
        Map<String, Object> event = event("campaign/unsubscribe", "jane@example.com", Instant.now());
        event.put("mediaType", "E-Mail");

        crm.send(event).settled();

        assertThat(crm.person("Contact", contact)).containsEntry("HasOptedOutOfEmail", false);
        assertThat(crm.deliveries()).singleElement().asString().startsWith("waiting 0 unmatched: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uFEFFJane@Example.com",
                "jane@example.com\u00A0",
                "\u200Bjane@example.com\u200B",
                "Jane Doe <jane@example.com>",
                "\"jane@example.com\"",
                "mailto:jane@example.com",
                "jane@example.com.",
                "jane@example.com; JANE@example.com"
            })
    void anOptOutFindsItsPersonHoweverTheAddressIsWritten(String address) {
        String contact = crm.contact("jane@example.com");

        crm.send(event("campaign/unsubscribe", address, NOON)).settled();

        assertThat(crm.person("Contact", contact)).containsEntry("HasOptedOutOfEmail", true);
        assertThat(crm.events().get(0)).containsEntry("Address__c", "jane@example.com");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jane@müller.example", "JANE@MÜLLER.example", "jane@xn--mller-kva.example"})
    void aDomainIsLookedForInBothNotations(String address) {
        String lead = crm.lead("Jane@XN--mller-kva.example");

        crm.send(event("campaign/unsubscribe", address, NOON)).settled();

        assertThat(crm.person("Lead", lead)).containsEntry("HasOptedOutOfEmail", true);
        assertThat(crm.salesforce.requests().stream()
                        .map(request -> request.query().getOrDefault("q", ""))
                        .filter(query -> query.startsWith("SELECT")))
                .isNotEmpty()
                .allMatch(
                        query -> query.contains("jane@müller.example") && query.contains("jane@xn--mller-kva.example"));
    }

    @Test
    void twoAddressesInOneTextMarkNeither() {
        String jane = crm.contact("jane@example.com");
        crm.contact("joe@example.com");

        crm.send(event("campaign/unsubscribe", "jane@example.com, joe@example.com", Instant.now()))
                .settled();

        assertThat(crm.person("Contact", jane)).containsEntry("HasOptedOutOfEmail", false);
        assertThat(crm.marks()).isEmpty();
        assertThat(crm.deliveries()).singleElement().asString().startsWith("waiting 0 unmatched: ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theRecipientsIdIsTheAddressWhereItIsOne(boolean isAddress) {
        String contact = crm.contact("jane@example.com");
        Map<String, Object> event = event("campaign/unsubscribe", null, Instant.now());
        event.remove("mediaTypesToAddresses");
        event.put("recipientId", isAddress ? "Jane@Example.com" : "4711");

        crm.send(event).settled();

        assertThat(crm.person("Contact", contact)).containsEntry("HasOptedOutOfEmail", isAddress);
        assertThat(crm.deliveries())
                .singleElement()
                .asString()
                .startsWith(isAddress ? "delivered 1" : "waiting 0 unmatched: ");
    }

    /** Not understood, or of a time that has not come: in the same batch, and in the next one. */
    @ParameterizedTest
    @ValueSource(strings = {"yesterday", "4070908800000", "1e400", "1617108575391.5", ""})
    void aTimeThatIsNoneNeverWins(String created) {
        String contact = crm.contact("jane@example.com");
        Map<String, Object> timeless = hardBounce("jane@example.com", NOON);
        timeless.put("id", "timeless");
        timeless.put("reason", "timeless");
        timeless.put("created", created);

        crm.send(timeless, hardBounce("jane@example.com", NOON)).settled();
        timeless.put("id", "timeless too");
        crm.send(timeless).settled();

        assertThat(crm.person("Contact", contact))
                .containsEntry("EmailBouncedReason", "Optimizely: hardbounce/other")
                .containsEntry("EmailBouncedDate", "2026-03-01T12:00:00.000+0000");
        assertThat(crm.events()).hasSize(3);
    }

    @Test
    void aTimeInTheOrgThatHasNotComeYetLoses() {
        String contact = crm.contact(
                "jane@example.com", "EmailBouncedReason", "wrong", "EmailBouncedDate", "2099-01-01T00:00:00.000+0000");

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.person("Contact", contact))
                .containsEntry("EmailBouncedReason", "Optimizely: hardbounce/other")
                .containsEntry("EmailBouncedDate", "2026-03-01T12:00:00.000+0000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1.7723664E12", "1772366400000.0"})
    void aTimeInAnotherNotationIsOldOrNewLikeAnyOther(String created) {
        String contact = crm.contact("jane@example.com");
        Map<String, Object> older = hardBounce("jane@example.com", NOON);
        older.put("id", "older");
        older.put("reason", "older");
        older.put("created", new BigDecimal(created));

        crm.send(hardBounce("jane@example.com", NOON.plusSeconds(60))).settled();
        crm.send(older).settled();

        assertThat(crm.person("Contact", contact))
                .containsEntry("EmailBouncedReason", "Optimizely: hardbounce/other")
                .containsEntry("EmailBouncedDate", "2026-03-01T12:01:00.000+0000");
    }

    @Test
    void whoWasMarkedWithoutItsBeingHeardIsStillNamed() {
        String contact = crm.contact("jane@example.com");
        crm.salesforce.faults().on("collections update").commitThenHtml();

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.receipts().get(0).get("marked").get(0).asText()).isEqualTo(contact);
    }

    @Test
    void everyRecordWithTheAddressIsMarkedAndTheFirstIsNamed() {
        List<String> contacts = List.of(crm.contact("jane@example.com"), crm.contact("jane@example.com"));
        String lead = crm.lead("JANE@example.com");

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        for (String contact : contacts) {
            assertThat(crm.person("Contact", contact)).containsEntry("IsEmailBounced", true);
        }
        assertThat(crm.person("Lead", lead)).containsEntry("IsEmailBounced", true);
        assertThat(crm.events().get(0))
                .containsEntry("Contact__c", contacts.get(0))
                .containsEntry("Lead__c", lead);
    }

    @Test
    void aConvertedLeadIsLeftAlone() {
        crm.lead("jane@example.com", "IsConverted", true);

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.marks()).isEmpty();
        assertThat(crm.receipts().get(0).get("unmatched").asBoolean()).isTrue();
    }

    @Test
    void aLeadKeepsItsOwner() {
        String lead = crm.lead("jane@example.com");
        Object owner = crm.person("Lead", lead).get("OwnerId");

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.person("Lead", lead))
                .containsEntry("IsEmailBounced", true)
                .containsEntry("OwnerId", owner);
    }

    @Test
    void whomNobodyKnowsLeavesARecordWithoutPeople() {
        crm.send(
                        hardBounce("nobody@example.com", NOON),
                        event("campaign/bounce", null, NOON.plusSeconds(1)),
                        hardBounce("no address", NOON.plusSeconds(2)))
                .settled();

        assertThat(crm.events()).hasSize(3).allSatisfy(record -> assertThat(record)
                .containsEntry("Contact__c", null)
                .containsEntry("Lead__c", null));
        assertThat(crm.receipts())
                .allSatisfy(receipt ->
                        assertThat(receipt.get("unmatched").asBoolean()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"o'neil@x.de", "\\' OR Name LIKE '%@x.de", "x\\@x.de", "a\"b@x.de", "%@x.de"})
    void anAddressIsNeverPartOfTheQuery(String address) {
        crm.contact("bystander@x.de");
        // an address that Salesforce would not take can stand in no record, and must find nobody
        String contact =
                address.contains(" ") || address.contains("\\") || address.contains("\"") ? null : crm.contact(address);

        crm.send(hardBounce(address, NOON)).settled();

        assertThat(crm.events()).singleElement().satisfies(record -> assertThat(record)
                .containsEntry("Address__c", address.toLowerCase(Locale.ROOT))
                .containsEntry("Contact__c", contact));
        assertThat(crm.record("Contact", "Email", "bystander@x.de")).containsEntry("IsEmailBounced", false);
    }

    @Test
    void aBatchOf201IsTwoCallsAndNobodyIsForgotten() {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < 201; i++) {
            events.add(hardBounce("person" + i + "@example.com", NOON.plusSeconds(i)));
            crm.contact("person" + i + "@example.com");
        }

        crm.send(events).settled();

        assertThat(crm.events()).hasSize(201);
        assertThat(crm.salesforce.records("Contact"))
                .allSatisfy(contact -> assertThat(contact).containsEntry("IsEmailBounced", true));
        // one person is never in two calls at once: two lanes, and what is left over
        assertThat(crm.upserts()).hasSizeBetween(2, 3);
        assertThat(crm.calls("GET", "query").stream().filter(each -> each.status() == 200))
                .hasSizeLessThanOrEqualTo(2 * crm.upserts().size());
    }

    @Test
    void pagesOfALookUpAreReadToTheEnd() {
        crm.salesforce.pageSize(2);
        for (int i = 0; i < 5; i++) {
            crm.contact("jane@example.com");
        }

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.salesforce.records("Contact")).hasSize(5).allSatisfy(contact -> assertThat(contact)
                .containsEntry("IsEmailBounced", true));
    }

    @Test
    void noHeaderOfARequestReachesSalesforce() {
        crm.gateway()
                .send(crm.gateway()
                        .request("campaign")
                        .header("sObjectName", "Account")
                        .header("CamelSalesforceSObjectName", "Account")
                        .header("sObjectQuery", "SELECT Id FROM Account")
                        .header("allOrNone", "true")
                        .header("Sforce-Auto-Assign", "TRUE")
                        .header("Sforce-Call-Options", "client=evil")
                        .header("X-SFDC-Session", "evil")
                        .POST(HttpRequest.BodyPublishers.ofString(Json.write(hardBounce("jane@example.com", NOON)))));
        crm.settled();

        assertThat(crm.events()).hasSize(1);
        assertThat(crm.salesforce.requests()).allSatisfy(request -> {
            assertThat(request.path()).doesNotContain("Account");
            assertThat(request.body()).doesNotContain("\"allOrNone\":true");
            assertThat(request.headers())
                    .doesNotContainKeys("Sforce-Auto-Assign", "Sforce-Call-Options", "X-SFDC-Session", "allOrNone");
        });
    }

    @Test
    void theSameEventAgainChangesNothing() {
        crm.contact("jane@example.com");
        crm.send(hardBounce("jane@example.com", NOON)).settled();
        int calls = crm.salesforce.requests().size();

        crm.send(hardBounce("jane@example.com", NOON)).settled();

        assertThat(crm.salesforce.requests()).hasSize(calls);
        assertThat(crm.events()).hasSize(1);
    }
}
