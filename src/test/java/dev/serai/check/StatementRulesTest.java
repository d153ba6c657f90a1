package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.routes.FarSide.Answer;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A mapping and its statement have the same names. */
@SuppressWarnings("NullAway.Init")
class StatementRulesTest {
    private static final String MAPPING = """
            body.map { event, payload -> [
                event_id: event.id,
                title:    event.text('title') ] }.columns()""";
    private static final String SQL = """
            insert into crm (event_id, title)
            values (:?event_id, :?title)
            """;

    @TempDir
    Path root;

    private Path directory;

    @BeforeEach
    void make() throws IOException {
        directory = Files.createDirectory(root.resolve("destinations"));
    }

    @Test
    void theSameNamesPass() throws IOException {
        assertThat(problems(MAPPING, SQL)).isEmpty();
    }

    @Test
    void aKeyThatTheStatementDropsIsNamedInItsLine() throws IOException {
        assertThat(problems(MAPPING, SQL.replace(", :?title", ", null")))
                .containsExactly(
                        "crm.camel.yaml:16: \"title\" stands nowhere in crm.sql, and its values would be dropped"
                                + " - use it there as a parameter, or take it out here");
    }

    @Test
    void aParameterThatTheMappingDoesNotGiveIsNamedInItsLine() throws IOException {
        assertThat(problems(MAPPING, SQL.replace(":?title", ":?title, :?Title")))
                .containsExactly(
                        "crm.sql:2: the parameter \"Title\" is nothing that the mapping gives in crm.camel.yaml,"
                                + " and no event could be sent - add it there, or take it out here");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"-- not :?title", "/* not :?title */", "/* ' */ -- :?title", "'it''s :?title'", "\":?title\""})
    void aParameterInACommentOrInQuotesShiftsTheOthers(String quoted) throws IOException {
        assertThat(problems(MAPPING, "insert into crm\n" + quoted + "\nvalues (:?event_id, :?title)"))
                .containsExactly(
                        "crm.sql:2: \":?title\" stands in a comment or in quotes, and would be filled in there:"
                                + " each parameter after it would get the value of another one - take the \":?\" out of it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-- a comment without parameters: it's ?\n",
                "/* ? */",
                "'--' || ",
                "\"a:b\" || ",
                "-- 'a quote\n"
            })
    void whatShiftsNothingPasses(String text) throws IOException {
        assertThat(problems(MAPPING, SQL.replace("values (", "values (" + text)))
                .isEmpty();
    }

    @Test
    void aParameterInACommentAfterTheLastOneShiftsNothing() throws IOException {
        assertThat(problems(MAPPING, SQL + "-- not :?title\n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "body.map { event, payload -> [event_id: event.id, (payload.x): 1] }.columns()",
                "body.map { event, payload -> [event_id: event.id, *: payload] }.columns()",
                "body.map { event, payload -> [event_id: event.id] + payload }.columns()",
                "body.map { event, payload -> payload.x ? [event_id: event.id] : [title: 1] }.columns()",
                "body.map { event, payload -> if (payload.x) { return [title: 1] }; [event_id: 1] }.columns()",
                "body.map { event, payload -> def row = [event_id: event.id]; row.title = 1; row }.columns()",
                "body.map(headers.mapping).columns()",
                "[event_id: ['1'] as String[], title: ['2'] as String[]]",
                "body.map { event, payload -> [ }.columns()"
            })
    void nothingIsSaidOfKeysThatAreNotKnown(String mapping) throws IOException {
        assertThat(problems(mapping, SQL)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "body.map { event, payload -> payload.x ? [event_id: event.id] : null }.columns()",
                "body.map { event, payload -> if (!payload.x) { return null }; return [event_id: 1] }.columns()",
                "body.map { event, payload -> def a = payload.l.collect { return [b: it] }; [event_id: a] }.columns()"
            })
    void aMappingWithOneRecordIsKnown(String mapping) throws IOException {
        assertThat(problems(mapping, SQL)).singleElement().asString().contains("the parameter \"title\" is nothing");
    }

    @Test
    void parametersThatCamelWouldNotFillInAreNamed() throws IOException {
        String route = route(MAPPING).replace("useHeadersAsParameters: true", "resetAutoCommit: false");
        assertThat(check(route, SQL))
                .containsExactly(
                        "crm.camel.yaml:24: the parameters of crm.sql would not be filled in, and no event could be"
                                + " sent - write useHeadersAsParameters: true below parameters:");
    }

    @Test
    void withoutColumnsAParameterIsAHeader() throws IOException {
        String route = route(MAPPING).replace("CamelJdbcParameters", "rows").replace("}.columns()", "}.toString()");
        assertThat(check(route, "insert into crm select * from json(:?rows)")).isEmpty();
        assertThat(check(route, "insert into crm select * from json(:?row)"))
                .containsExactly(
                        "crm.sql:1: the parameter \"row\" is nothing that a setHeader sets in crm.camel.yaml, and no"
                                + " event could be sent - add it there, or take it out here");
    }

    @Test
    void aBatchOfCamelSqlIsComparedToo() throws IOException {
        String route = """
                - route:
                    id: crm
                    from:
                      uri: outbox:crm
                      steps:
                        - setBody:
                            expression:
                              groovy:
                                expression: "body.map { event, payload -> [event_id: event.id, title: 1] }"
                        - to:
                            uri: sql:file:{{routes.directory}}/destinations/crm.sql
                            parameters: {dataSource: "#archive", batch: true}
                """;
        assertThat(check(route, "insert into crm values (:#event_id, :#title)")).isEmpty();
        assertThat(check(route, "insert into crm values (:#event_id, :#titel)"))
                .containsExactly(
                        "crm.camel.yaml:9: \"title\" stands nowhere in crm.sql, and its values would be dropped"
                                + " - use it there as a parameter, or take it out here",
                        "crm.sql:1: the parameter \"titel\" is nothing that the mapping gives in crm.camel.yaml, and no event"
                                + " could be sent - add it there, or take it out here");
    }

    @ParameterizedTest
    @CsvSource({"json, mariadb", "json, sqlserver", "oracle, oracle"})
    void theVariantsForOtherDatabasesPass(String routes, String sql) throws IOException {
        for (String from : List.of(routes, sql)) {
            try (Stream<Path> files = Files.list(Path.of("docs/databases", from))) {
                for (Path file : files.toList()) {
                    Files.write(directory.resolve(file.getFileName()), Files.readAllBytes(file));
                }
            }
        }
        for (String name : List.of("asset-archive", "content-archive")) {
            assertThat(StatementRules.check(RouteFile.read(directory.resolve(name + ".camel.yaml"))))
                    .isEmpty();
        }
    }

    @Test
    void aFileThatIsRefusedIsAProblem() throws Exception {
        Files.writeString(directory.resolve("crm.camel.yaml"), route(MAPPING));
        Files.writeString(directory.resolve("crm.sql"), "insert into crm values (:?event_id)");
        try (RouteRuntime runtime =
                RouteRuntime.offline(root, Config.shipped(), new Validator(), call -> new Answer(Map.of(), null))) {
            assertThat(runtime.problems())
                    .extracting(Finding::reason)
                    .containsExactly("\"title\" stands nowhere in crm.sql, and its values would be dropped");
            assertThat(runtime.context.getRoute("crm")).isNull();
        }
    }

    private List<String> problems(String mapping, String sql) throws IOException {
        return check(route(mapping), sql);
    }

    private List<String> check(String route, String sql) throws IOException {
        Files.writeString(directory.resolve("crm.sql"), sql);
        Path file = Files.writeString(directory.resolve("crm.camel.yaml"), route);
        return StatementRules.check(RouteFile.read(file))
                .map(finding -> finding.toString().replace(directory + "/", ""))
                .toList();
    }

    private static String route(String mapping) {
        return """
                - route:
                    id: crm
                    from:
                      uri: outbox:crm
                      parameters:
                        batchSize: 1
                      steps:
                        - setHeader:
                            id: columns
                            name: CamelJdbcParameters
                            expression:
                              groovy:
                                expression: |-
                """ + mapping.indent(18) + """
                        - setBody:
                            id: statement
                            expression:
                              constant:
                                expression: resource:file:{{routes.directory}}/destinations/crm.sql
                        - to:
                            id: row
                            uri: jdbc:archive
                            parameters:
                              useHeadersAsParameters: true
                """;
    }
}
