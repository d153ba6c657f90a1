package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.routes.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a destination may have, and better has not: a repeat that counts twice, and options that have no effect. */
@SuppressWarnings("NullAway.Init")
class WarningsTest {
    private static final String SECOND_ROW =
            ": an event that is sent again would become a second row - make event_id the"
                    + " key of the table, and write on conflict do nothing, on duplicate key update, merge or where not exists";
    private static final String SECOND_RECORD = "an event that is sent again would become a second record"
            + " - write salesforce:compositeUpsertSObjectCollections, with an external id that has event.id";
    private static final String TWICE = "nothing that is sent says which event it is, and an event that is sent again"
            + " would count twice - set the header Idempotency-Key to ${body.first.key}, or ${body.id} for a batch; or"
            + " send event.id where the far side takes an id";

    @TempDir
    Path root;

    private Path directory;

    @BeforeEach
    void make() throws IOException {
        directory = Files.createDirectory(root.resolve("destinations"));
    }

    // repeats

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into crm (id) values (:?id) on conflict do nothing",
                "insert into crm (id) values (:?id)\nON DUPLICATE  KEY update id = crm.id",
                "merge into crm using dual on (id = :?id) when not matched then insert (id) values (:?id)",
                "insert into crm (id) select :?id where not exists (select 1 from crm where id = :?id)",
                "insert /*+ ignore_row_on_dupkey_index(crm, pk) */ into crm (id) values (:?id)",
                "update crm set opted_out = true where id = :?id",
                "select insert('a', 1, 2, :?id)",
                "-- insert into\nupdate crm set a = 'insert into' where id = :?id"
            })
    void aStatementThatRecognisesARowIsRight(String sql) throws IOException {
        assertThat(ofStatement(sql)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"insert into crm (id) values (:?id)", "/* on conflict */ INSERT crm values (:?id, 'merge')"})
    void anInsertThatRecognisesNothingIsNamedInItsLine(String sql) throws IOException {
        assertThat(ofStatement("-- a row for each event\n" + sql)).containsExactly("crm.sql:2" + SECOND_ROW);
    }

    @Test
    void aStatementInTheAddressCountsToo() throws IOException {
        assertThat(of("uri: \"sql:insert into crm (id) values (:#id)?dataSource=#archive\""))
                .contains("crm.camel.yaml:11" + SECOND_ROW);
    }

    @ParameterizedTest
    @CsvSource({
        "salesforce:createSObject, true",
        "salesforce-eu:compositeCreateSObjectCollections, true",
        "salesforce:composite-tree, true",
        "salesforce:compositeUpsertSObjectCollections?sObjectName=A__c&sObjectIdName=B__c, false",
        "salesforce:updateSObject, false"
    })
    void aRecordThatIsCreatedComesTwice(String uri, boolean warns) throws IOException {
        assertThat(of("uri: " + uri)).isEqualTo(warns ? List.of("crm.camel.yaml:11: " + SECOND_RECORD) : List.of());
    }

    @Test
    void aPlatformEventCannotBeUpserted() throws IOException {
        assertThat(of("""
                uri: salesforce:createSObject
                parameters:
                  sObjectName: Bounce__e""")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://crm.example.com/notes | body.map { event, payload -> [who: event.email] }.first() | true",
                "https://crm.example.com/notes?httpMethod=POST | body.map { e, p -> [a: e.text('data.id')] } | true",
                "https://crm.example.com/notes?httpMethod=PUT | body.map { event, payload -> [who: event.email] } | false",
                "https://crm.example.com/notes | body.map { event, payload -> [id: event.id] }.first() | false",
                "https://crm.example.com/notes | body.map { e, p -> [key: \"x-${e.id}\"] }.first() | false",
                "https://crm.example.com/notes | body.map { event, payload -> [id: event.text('id')] } | false",
                "mail:team | body.map { event, payload -> [who: event.email] } | false",
            })
    void aPostSaysWhichEventItIs(String uri, String mapping, boolean warns) throws IOException {
        String step = "uri: " + uri;
        String text = file(step).replace("body.map { event, payload -> [a: event.type] }", mapping);

        assertThat(findings(text)).isEqualTo(warns ? List.of("crm.camel.yaml:11: " + TWICE) : List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Idempotency-Key", "X-Request-Id"})
    void aHeaderSaysItToo(String header) throws IOException {
        String text = file("uri: https://crm.example.com")
                .replace(
                        "- setBody:",
                        """
                        - setHeader:
                            name: %s
                            simple: ${body.size}
                        - setBody:""".formatted(header).indent(8).stripTrailing().stripLeading());

        assertThat(findings(text)).isEmpty();
    }

    // time limits and options

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "responseTimeout: 0 | \"responseTimeout\" is off, and only outbox.call-timeout ends the call, after 540 s"
                        + " - write milliseconds, such as 20000",
                "soTimeout: \"0\" | \"soTimeout\" is off, and only outbox.call-timeout ends the call, after 540 s"
                        + " - write milliseconds, such as 20000",
                "connect-timeout: -1 | \"connect-timeout\" is off, and only outbox.call-timeout ends the call, after 540 s"
                        + " - write milliseconds, such as 20000",
                "httpClient.responseTimeout: 900000 | \"httpClient.responseTimeout\" is 900 s, and the call ends after"
                        + " 540 s all the same - write less, or raise outbox.call-timeout: a call has nine tenths of it",
                "connectionRequestTimeout: 0 | \"connectionRequestTimeout\" is 0, and the call fails at once when all"
                        + " connections are in use - write milliseconds, such as 5000",
                "connectTimout: 5000 | \"connectTimout\" is no option of http:, and is sent as a parameter of the query"
                        + " - write connectTimeout; a parameter for the far side belongs into the header CamelHttpQuery",
            })
    void anOptionThatDoesNotDoWhatItSaysIsNamedInItsLine(String option, String said) throws IOException {
        assertThat(of("uri: https://crm.example.com\nparameters:\n  httpMethod: PUT\n  " + option))
                .containsExactly("crm.camel.yaml:14: " + said);
    }

    @Test
    void theQueryOfTheAddressCountsToo() throws IOException {
        assertThat(of("uri: \"{{CRM_URL:https://crm.example.com}}?httpMethod=PUT&responseTimout=5&soTimeout=0\""))
                .hasSize(2)
                .allMatch(each -> each.startsWith("crm.camel.yaml:11: "));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "responseTimeout: 540000",
                "response-timeout: 20000",
                "connectTimeout: \"{{CRM_TIMEOUT:0}}\"",
                "campaign: 7",
                "api-version: 2"
            })
    void anOptionThatIsRightIsNotNamed(String option) throws IOException {
        assertThat(of("uri: https://crm.example.com\nparameters:\n  httpMethod: PUT\n  " + option))
                .isEmpty();
    }

    @Test
    void theBoundIsTheOneThatIsConfigured() throws IOException {
        Config config = Config.shipped().with(Map.of("outbox.call-timeout", "20m"));
        String text = file("uri: https://crm.example.com\nparameters:\n  httpMethod: PUT\n  responseTimeout: 900000");

        assertThat(findings(text, config)).isEmpty();
    }

    // the way there

    private List<String> ofStatement(String sql) throws IOException {
        Files.writeString(directory.resolve("crm.sql"), sql);
        return findings(file("uri: jdbc:archive")
                .replace(
                        "groovy: \"body.map { event, payload -> [a: event.type] }\"",
                        "constant: resource:file:{{routes.directory}}/destinations/crm.sql"));
    }

    private List<String> of(String step) throws IOException {
        return findings(file(step));
    }

    private static String file(String step) {
        return """
                - route:
                    id: crm
                    description: A test.
                    from:
                      uri: outbox:crm
                      steps:
                        - setBody:
                            expression:
                              groovy: "body.map { event, payload -> [a: event.type] }"
                        - to:
                """ + step.indent(12);
    }

    private List<String> findings(String text) throws IOException {
        return findings(text, Config.shipped());
    }

    /** The warnings about the content; how the file is written does not matter here. */
    private List<String> findings(String text, Config config) throws IOException {
        Files.writeString(directory.resolve("crm.camel.yaml"), text);
        return new RouteLint(root, config, Families.SHIPPED.from(config))
                .check().stream()
                        .filter(each -> each.severity() == Finding.Severity.WARNING)
                        .filter(each -> !each.reason().contains("has no id")
                                && !each.reason().contains("in short"))
                        .map(each -> each.toString().replace(directory + "/", ""))
                        .toList();
    }
}
