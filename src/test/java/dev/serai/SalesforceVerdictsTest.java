package dev.serai;

import static dev.serai.Crm.NOON;
import static dev.serai.Crm.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.http.Request;
import dev.serai.testing.HostilePeer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What heals by time, or by a smaller call, costs no opt-out: one gateway lives through all. */
@SuppressWarnings("NullAway.Init")
class SalesforceVerdictsTest {
    private static final int FEW = 15;
    private static Crm crm;

    @BeforeAll
    static void start() {
        crm = new Crm().with("outbox.poll", "50ms");
    }

    @AfterAll
    static void close() {
        crm.close();
    }

    @BeforeEach
    void begin() {
        crm.begin();
    }

    private static void sendOptOuts(int count) {
        List<Map<String, Object>> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            crm.contact("person" + i + "@example.com");
            events.add(event("campaign/unsubscribe", "person" + i + "@example.com", NOON.plusSeconds(i)));
        }
        crm.send(events);
    }

    private static void allAreOptedOut(int count) {
        crm.settled();
        assertThat(crm.deliveries()).hasSize(count).allMatch(each -> each.startsWith("delivered"));
        assertThat(crm.events()).hasSize(count);
        assertThat(crm.salesforce.records("Contact"))
                .hasSize(count)
                .allMatch(each -> Boolean.TRUE.equals(each.get("HasOptedOutOfEmail")));
    }

    @ParameterizedTest
    @CsvSource({"Email_Event__c, 4", "Contact, 1"})
    void recordsThatAreTooManyForATriggerAreWrittenByFewerAtATime(String sobject, int most) {
        crm.salesforce.trigger(sobject, most);

        sendOptOuts(FEW);

        allAreOptedOut(FEW);
    }

    @ParameterizedTest
    @CsvSource({
        "ENTITY_IS_LOCKED, the entity is locked for editing",
        "UNKNOWN_EXCEPTION, 'An unexpected error occurred. ErrorId: 12345-678 (9)'",
        "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY, 'Sync: System.CalloutException: read timed out'",
        "CANNOT_EXECUTE_FLOW_TRIGGER, The flow failed",
        "INACTIVE_OWNER_OR_USER, operation performed with inactive user",
        "A_CODE_OF_NEXT_YEAR, who knows"
    })
    void aRecordThatIsRefusedForNowIsTriedAgain(String code, String message) {
        crm.salesforce.faults().records("Contact", record -> true).fail(code, message);

        sendOptOuts(1);

        allAreOptedOut(1);
        assertThat(crm.deliveries()).containsExactly("delivered 2");
    }

    @ParameterizedTest
    @CsvSource({
        "query, 400, QUERY_TIMEOUT",
        "query, 400, A_CODE_OF_NEXT_YEAR",
        "collections upsert, 400, UNABLE_TO_LOCK_ROW",
        "collections update, 400, REQUEST_RUNNING_TOO_LONG",
        "collections upsert, 400, SERVER_UNAVAILABLE",
        "collections update, 400, EXCEEDED_ID_LIMIT"
    })
    void aCallThatIsRefusedForNowIsMadeAgain(String call, int status, String code) {
        crm.salesforce
                .faults()
                .on(call)
                .times(2)
                .answer(status, "[{\"errorCode\":\"" + code + "\",\"message\":\"not now\"}]");

        sendOptOuts(3);

        allAreOptedOut(3);
    }

    /** How many addresses a look-up asks for. */
    private static int addresses(Request request) {
        return request.query().getOrDefault("q", "").split("@", -1).length - 1;
    }

    @Test
    void aLookUpThatIsTooLargeAsksForFewerAddresses() {
        crm.salesforce
                .faults()
                .on(request -> addresses(request) > 4)
                .always()
                .answer(400, "[{\"errorCode\":\"OPERATION_TOO_LARGE\",\"message\":\"exceeded 100000 distinct ids\"}]");

        sendOptOuts(FEW);

        allAreOptedOut(FEW);
    }

    @ParameterizedTest
    @CsvSource({"404, NOT_FOUND", "400, INVALID_QUERY_LOCATOR"})
    void aPageThatIsGoneIsAskedForFromTheFirst(int status, String code) {
        crm.salesforce.pageSize(2);
        crm.salesforce
                .faults()
                .on(request -> request.path().contains("/query/01g"))
                .answer(status, "[{\"errorCode\":\"" + code + "\",\"message\":\"gone\"}]");

        sendOptOuts(5);

        allAreOptedOut(5);
        assertThat(crm.deliveries()).as("within the first attempt").containsOnly("delivered 1");
    }

    @Test
    void pagesWithoutEndSuspendTheDestinationAndNameTheBound() {
        HostilePeer[] org = new HostilePeer[1];
        org[0] = new HostilePeer((line, out) -> {
            String body = line.contains("/oauth2/")
                    ? "{\"access_token\":\"00D!x\",\"instance_url\":\"" + org[0].url() + "\",\"id\":\"" + org[0].url()
                            + "/id/00Dxx0000001gPLEAY/005xx000001SwiUAAS\"}"
                    : "{\"totalSize\":9,\"done\":false,\"nextRecordsUrl\":\"/services/data/v60.0/query/01g-"
                            + System.nanoTime()
                            + "\",\"records\":["
                            + "{\"Id\":\"003xx0000000001AAA\",\"Email\":\"person0@example.com\"},".repeat(1_999)
                            + "{}]}";
            HostilePeer.say(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                            + body);
        });
        try (HostilePeer endless = org[0];
                Crm other = new Crm().with("salesforce.login-url", endless.url())) {
            other.send(event("campaign/unsubscribe", "person0@example.com", NOON));

            assertThat(other.suspension()).startsWith("a look-up finds more than 20004 records");
            assertThat(other.deliveries()).containsExactly("waiting 0");
        }
    }
}
