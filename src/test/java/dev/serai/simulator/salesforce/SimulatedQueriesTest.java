package dev.serai.simulator.salesforce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a query finds, and which queries are none. */
class SimulatedQueriesTest {
    private static final SalesforceSimulator SIMULATOR = SalesforceSimulator.start(0);
    private static final Rest REST = Rest.loggedIn(SIMULATOR);

    @BeforeAll
    static void seed() {
        SIMULATOR.insert("Contact", Map.of("LastName", "a", "Email", "o'neil@x.de", "HasOptedOutOfEmail", true));
        SIMULATOR.insert("Contact", Map.of("LastName", "b", "Email", "B@x.de", "EmailBouncedReason", "100% \\ _gone_"));
        SIMULATOR.insert("Contact", Map.of("LastName", "c", "EmailBouncedDate", "2026-11-21T17:00:00Z"));
        String gone = SIMULATOR.insert("Contact", Map.of("LastName", "d"));
        SIMULATOR.delete("Contact", gone);
        IntStream.range(0, 5)
                .forEach(number -> SIMULATOR.insert("Email_Event__c", Map.of("Event_Key__c", "Key" + number)));
    }

    @AfterAll
    static void stop() {
        SIMULATOR.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Email = 'O\\'NEIL@x.de'                              | a
            Email IN ('b@X.de', 'o\\'neil@x.de')                 | a b
            Email != 'b@x.de'                                    | a c
            Email = null                                         | c
            Email <> NULL                                        | a b
            HasOptedOutOfEmail = true                            | a
            HasOptedOutOfEmail = false AND Email LIKE '%@X.DE'   | b
            EmailBouncedReason LIKE '100\\% \\\\\\\\ \\_gone_'   | b
            EmailBouncedReason = '100% \\\\\\\\ _gone_'          | b
            LastName LIKE '_'                                    | a b c
            LastName LIKE '%\\%%'                                |
            EmailBouncedDate = 2026-11-21T18:00:00.000+01:00     | c
            EmailBouncedDate < 2026-11-21T17:00:01Z              | c
            EmailBouncedDate >= 2026-11-21T17:00:01+0000         |
            LastName > 'a' AND LastName <= 'b'                   | b
            Name = 'A'                                           | a
            """)
    void aConditionFindsWhatItSays(String condition, String names) {
        assertThat(names("SELECT LastName FROM Contact WHERE " + condition.replace("\\\\\\\\", "\\\\")))
                .isEqualTo(names == null ? "" : names);
    }

    private static String names(String soql) {
        Rest.Reply reply = REST.query(soql);
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
        return String.join(" ", reply.json().path("records").findValuesAsText("LastName"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            SELECT Id FROM Contact WHERE Email = 'o'neil@x.de'          | 400 MALFORMED_QUERY
            SELECT Id FROM Contact WHERE Email = 'x\\'                  | 400 MALFORMED_QUERY
            SELECT Id FROM Contact WHERE Email = 'x\\y'                 | 400 MALFORMED_QUERY
            SELECT Id FROM Contact WHERE Email = 'x' OR Name LIKE '%'   | 400 MALFORMED_QUERY
            SELECT Id FROM Contact WHERE Email IN ()                    | 400 MALFORMED_QUERY
            SELECT Id FROM Contact WHERE Email                          | 400 MALFORMED_QUERY
            SELECT Id FROM Contact LIMIT x                              | 400 MALFORMED_QUERY
            SELECT FROM Contact                                         | 400 MALFORMED_QUERY
            SELECT * FROM Contact                                       | 400 MALFORMED_QUERY
            DELETE FROM Contact                                         | 400 MALFORMED_QUERY
            SELECT Nope__c FROM Contact                                 | 400 INVALID_FIELD
            SELECT Id FROM Contact WHERE Nope__c = 'x'                  | 400 INVALID_FIELD
            SELECT Id FROM Contact ORDER BY Nope__c                     | 400 INVALID_FIELD
            SELECT Id FROM Contact WHERE Email = 5                      | 400 INVALID_FIELD
            SELECT Id FROM Contact WHERE HasOptedOutOfEmail = 'true'    | 400 INVALID_FIELD
            SELECT Id FROM Contact WHERE Id = 'soon'                    | 400 INVALID_QUERY_FILTER_OPERATOR
            SELECT Id FROM Nothing__c                                   | 400 INVALID_TYPE
            """)
    void whatIsNoQueryIsRefused(String soql, String refusal) {
        assertThat(REST.query(soql).refusal()).isEqualTo(refusal);
    }

    @Test
    void anAnswerSaysOfWhatItsRecordsAre() {
        Rest.Reply reply = REST.query("SELECT Id, Email FROM Contact WHERE LastName = 'c'");

        String id = reply.json().at("/records/0/Id").asText();
        assertThat(reply.json().at("/records/0/attributes/type").asText()).isEqualTo("Contact");
        assertThat(reply.json().at("/records/0/attributes/url").asText())
                .isEqualTo("/services/data/v60.0/sobjects/Contact/" + id);
        assertThat(reply.json().at("/records/0/Email").isNull()).isTrue();
        assertThat(reply.json().path("done").asBoolean()).isTrue();
    }

    @Test
    void recordsAreSortedAndLimited() {
        assertThat(names("SELECT LastName FROM Contact ORDER BY Email")).isEqualTo("c b a");
        assertThat(names("SELECT LastName FROM Contact ORDER BY LastName DESC LIMIT 2"))
                .isEqualTo("c b");
    }

    @Test
    void recordsAreCounted() {
        Rest.Reply reply = REST.query("SELECT COUNT() FROM Contact WHERE Email != null");

        assertThat(reply.json().path("totalSize").asInt()).isEqualTo(2);
        assertThat(reply.json().path("records")).isEmpty();
    }

    @Test
    void aKeyThatTellsCasesApartDoesSoInQueries() {
        assertThat(REST.query("SELECT Id FROM Email_Event__c WHERE Event_Key__c = 'Key1'")
                        .json()
                        .path("totalSize")
                        .asInt())
                .isEqualTo(1);
        assertThat(REST.query("SELECT Id FROM Email_Event__c WHERE Event_Key__c = 'key1'")
                        .json()
                        .path("totalSize")
                        .asInt())
                .isZero();
    }

    @Test
    void deletedRecordsAreFoundByQueryAllOnly() {
        Rest.Reply all = REST.get("queryAll?q=" + Rest.encoded("SELECT LastName FROM Contact WHERE IsDeleted = true"));

        assertThat(all.json().at("/records/0/LastName").asText()).isEqualTo("d");
        assertThat(names("SELECT LastName FROM Contact WHERE LastName = 'd'")).isEmpty();
    }

    @Test
    void pagesFollowEachOther() {
        SIMULATOR.pageSize(2);
        try {
            Rest.Reply first = REST.query("SELECT Event_Key__c FROM Email_Event__c");
            Rest.Reply second = next(first);
            Rest.Reply third = next(second);

            assertThat(first.json().path("totalSize").asInt()).isEqualTo(5);
            assertThat(List.of(first, second, third))
                    .extracting(page -> page.json().path("records").findValuesAsText("Event_Key__c"))
                    .containsExactly(List.of("Key0", "Key1"), List.of("Key2", "Key3"), List.of("Key4"));
            assertThat(third.json().path("done").asBoolean()).isTrue();
            assertThat(REST.get("query/01gxx-2000").refusal()).isEqualTo("400 INVALID_QUERY_LOCATOR");
        } finally {
            SIMULATOR.pageSize(2_000);
        }
    }

    private static Rest.Reply next(Rest.Reply page) {
        return REST.get(page.json().path("nextRecordsUrl").asText().replace("/services/data/v60.0/", ""));
    }
}
