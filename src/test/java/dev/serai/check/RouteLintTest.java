package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.optimizely.Families;
import dev.serai.receive.Family;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each test takes route files that keep every rule, breaks exactly one thing, and reads what the lint says. */
class RouteLintTest {
    private static final Config CONFIG = Config.shipped();
    private static final List<Family> FAMILIES = Families.SHIPPED.from(CONFIG);
    private static final String ROUTER = "routes/cmp.camel.yaml";
    private static final String DESTINATION = "routes/destinations/crm.camel.yaml";
    private static final String HIDES = ":\" can end a route normally after a failure, and the event would count as"
            + " delivered - take it out; a call that fails is tried again";
    private static final String SHORT_STEP =
            " is written in short, where no id has room - write its fields below it, id: first";

    private final Path root;

    RouteLintTest(@TempDir Path root) {
        this.root = root;
    }

    @BeforeEach
    void valid() throws IOException {
        write(ROUTER, """
                # Where CMP events go.
                - route:
                    id: cmp
                    description: Decides where each event goes.
                    from:
                      id: event
                      uri: direct:cmp
                      steps:
                        - choice:
                            id: by-type
                            when:
                              - id: image
                                expression:
                                  simple:
                                    expression: ${body?[asset]?[type]} == 'image'
                                steps:
                                  - to:
                                      id: to-crm
                                      uri: outbox:crm
                            otherwise:
                              id: the-rest
                              steps:
                                - log:
                                    id: kept-only
                                    message: kept only
                """);
        write(DESTINATION, """
                # A row, and a call.
                - route:
                    id: crm
                    description: Writes a row and tells the CRM.
                    from:
                      id: waiting
                      uri: outbox:crm
                      parameters:
                        batchSize: 1
                      steps:
                        - removeHeaders:
                            id: nothing-leaks
                            pattern: "*"
                        - setBody:
                            id: statement
                            expression:
                              constant:
                                expression: resource:file:{{routes.directory}}/destinations/crm.sql
                        - to:
                            id: row
                            uri: jdbc:archive
                        - to:
                            id: outcome
                            uri: outcome:records
                        - filter:
                            id: if-important
                            expression:
                              groovy:
                                expression: body[0].size() > 0
                            steps:
                              - removeHeaders:
                                  id: nothing-leaks-either
                                  pattern: "*"
                              - setHeader:
                                  id: who
                                  name: Authorization
                                  expression:
                                    simple:
                                      expression: Bearer {{CRM_TOKEN}}
                              - to:
                                  id: tell
                                  uri: https://crm.example.com/api
                                  parameters:
                                    authUsername: serai
                                    authPassword: "{{CRM_PASSWORD}}"
                                    httpMethod: PUT
                """);
        write("routes/cmp.test.yaml", "- name: an image\n");
        write("routes/destinations/crm.test.yaml", "- name: an image\n");
        write("routes/destinations/crm.sql", "select 1\n");
        write("routes/destinations/crm.txt", "${body.table}\n");
        write("routes/destinations/archive.ddl.sql", "create table crm (id uuid)\n");
    }

    @Test
    void findsNothingInTheShippedRoutes() throws IOException {
        assertThat(new RouteLint(Path.of("routes"), CONFIG, FAMILIES).check()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"json, mariadb", "json, sqlserver", "oracle, oracle"})
    void findsNothingInTheVariantsForOtherDatabases(String routes, String sql) throws IOException {
        for (Path from : List.of(
                Path.of("docs/databases", routes), Path.of("docs/databases", sql), Path.of("routes/destinations"))) {
            try (Stream<Path> files = Files.list(from)) {
                for (Path file : files.filter(each -> each.toString().contains("archive"))
                        .toList()) {
                    Path copy = root.resolve("routes/destinations").resolve(file.getFileName());
                    if (!from.startsWith("routes") || file.toString().endsWith(".test.yaml")) {
                        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                    }
                }
            }
        }
        finds();
    }

    @Test
    void findsNothingInRoutesThatKeepEveryRule() throws IOException {
        finds();
    }

    // how a route file is written

    @Test
    void wantsYaml() throws IOException {
        given(ROUTER, "id: by-type", "id: [by-type");
        finds(ROUTER + ":11: is no YAML: expected ',' or ']', but got : - mend it here or in the line above");
    }

    @Test
    void wantsARoute() throws IOException {
        write(ROUTER, "# later\n");
        finds(ROUTER + ":1: holds no route - begin with \"- route:\"");
    }

    @Test
    void wantsRoutesOnly() throws IOException {
        given(ROUTER, "# Where CMP events go.", "- beans: []");
        finds(ROUTER + ":1: \"- beans:\" is no route, and would change routes of other files"
                + " - write only \"- route:\" with \"from:\" inside");
    }

    @Test
    void wantsTheStepsInsideFrom() throws IOException {
        write(ROUTER, """
                - route:
                    id: cmp
                    description: Decides.
                    from:
                      id: event
                      uri: direct:cmp
                    steps:
                      - log:
                          id: kept-only
                          message: kept only
                """);
        finds(
                ROUTER
                        + ":7: a route has no \"steps:\" here, since it can change what becomes of a failure - take it out",
                ROUTER + ":4: from has no steps - write steps: inside from:, beside uri:");
    }

    @Test
    void wantsStepsSpeltOut() throws IOException {
        given(
                ROUTER,
                "- log:\n                    id: kept-only\n                    message: kept only",
                "- log: kept");
        finds(ROUTER + ":23: \"log\"" + SHORT_STEP);
    }

    @Test
    void wantsExpressionsSpeltOut() throws IOException {
        given(DESTINATION, "constant:\n                expression: resource", "constant: resource");
        finds(DESTINATION + ":17: \"constant\" is written in short, which Kaoto does not read"
                + " - write expression: {constant: {expression: ...}}, a line each");
    }

    @Test
    void wantsExpressionsUnderTheirName() throws IOException {
        given(
                ROUTER,
                "expression:\n                  simple:\n                    expression:",
                "simple:\n                    expression:");
        finds(ROUTER + ":13: \"simple\" is written in short, which Kaoto does not read"
                + " - write expression: {simple: {expression: ...}}, a line each");
    }

    @ParameterizedTest
    @CsvSource({
        "event, 5, from",
        "by-type, 9, choice",
        "image, 12, when",
        "the-rest, 20, otherwise",
        "kept-only, 23, log"
    })
    void wantsAnIdOnEveryStep(String id, int line, String step) throws IOException {
        given(ROUTER, "id: " + id + "\n", "note: " + id + "\n");
        finds(ROUTER + ":" + line + ": \"" + step
                + "\" has no id - give every step an id, it is how logs and Kaoto name it");
    }

    @Test
    void wantsEachIdOnce() throws IOException {
        given(DESTINATION, "id: outcome", "id: row");
        finds(DESTINATION + ":23: id \"row\" is there twice - give each step a name of its own");
    }

    @Test
    void wantsADescription() throws IOException {
        given(ROUTER, "description: Decides where each event goes.", "autoStartup: true");
        finds(ROUTER + ":2: route has no description"
                + " - say in one sentence what it does, it stands beside the route in every picture");
    }

    @Test
    void wantsTheRouteCalledLikeItsFile() throws IOException {
        given(ROUTER, "id: cmp", "id: cmp-router");
        finds(ROUTER + ":3: route is called \"cmp-router\", and logs name the route, not the file - write id: cmp");
    }

    @Test
    void wantsTheFileOnOneScreen() throws IOException {
        given(ROUTER, "# Where", "#\n".repeat(37) + "# Where");
        finds(ROUTER + ":61: has 62 lines, and no screen shows more than 60 - split it in two files");
    }

    // what a router may do

    @Test
    void wantsARouterToStartFromItsFamily() throws IOException {
        given(ROUTER, "uri: direct:cmp", "uri: direct:graph");
        finds(ROUTER + ":7: starts from \"direct:graph\""
                + " - a router starts from what its file is called, uri: direct:cmp");
    }

    @Test
    void wantsARouterToBeOfAFamily() throws IOException {
        String router = Files.readString(root.resolve(ROUTER));
        write("routes/shop.camel.yaml", router.replace("id: cmp", "id: shop").replace("direct:cmp", "direct:shop"));
        write("routes/shop.test.yaml", "- name: a sale\n");
        finds(
                "routes/shop.camel.yaml:7: no family is called \"shop\", so that no event comes here - name the file and uri:"
                        + " after a family (campaign, cmp, experimentation, graph, serai), or move the file out of the routes");
    }

    @Test
    void wantsARouterOnlyToChoose() throws IOException {
        given(ROUTER, "- log:\n                    id: kept-only\n                    message: kept only", """
                - setBody:
                    id: kept-only
                    expression:
                      constant:
                        expression: kept
                """.indent(
                16).strip());
        finds(ROUTER + ":23: a router only chooses, and \"setBody\" does more"
                + " - keep to choice, filter, split, log, to, setHeader, setHeaders, setVariable, setVariables, stop;"
                + " move it into a destination");
    }

    @ParameterizedTest
    @ValueSource(strings = {"outbox:cmr", "direct:shop"})
    void wantsARouterToNameWhatIsThere(String uri) throws IOException {
        given(ROUTER, "uri: outbox:crm", "uri: " + uri);
        finds(ROUTER + ":19: \"" + uri + "\" is no destination and no router here"
                + " - write outbox:<a file in routes/destinations> or direct:<a file in routes>");
    }

    @ParameterizedTest
    @CsvSource({"https://crm.example.com, https:", "crm, crm", "jdbc:archive, jdbc:"})
    void wantsARouterToCallNothing(String uri, String named) throws IOException {
        given(ROUTER, "uri: outbox:crm", "uri: " + uri);
        finds(ROUTER + ":19: a router that calls \"" + named
                + "\" would call it again whenever an event is decided again"
                + " - write outbox:<a file in routes/destinations> or direct:<a file in routes>");
    }

    @Test
    void letsARouterAskAnother() throws IOException {
        given(ROUTER, "uri: outbox:crm", "uri: direct:cmp");
        finds();
    }

    // what a destination may do

    @Test
    void wantsADestinationToStartFromItsOutbox() throws IOException {
        given(DESTINATION, "uri: outbox:crm", "uri: outbox:cmr");
        finds(DESTINATION + ":7: starts from \"outbox:cmr\""
                + " - a destination starts from what its file is called, uri: outbox:crm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wireTap", "aggregate", "doTry"})
    void wantsNoStepThatHidesAFailure(String step) throws IOException {
        given(DESTINATION, "- setBody:", "- " + step + ":");
        finds(DESTINATION + ":14: \"" + step + HIDES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"aggregationStrategy", "doCatch", "onException", "handled"})
    void wantsNoWordThatHidesAFailure(String word) throws IOException {
        given(DESTINATION, "pattern: \"*\"\n", "pattern: \"*\"\n            " + word + ": 1\n");
        finds(DESTINATION + ":14: \"" + word + HIDES);
    }

    @Test
    void warnsOfWhatAFileHidesThatIsUnchecked() throws IOException {
        given(DESTINATION, "pattern: \"*\"\n", "pattern: \"*\"\n            handled: 1\n");
        assertThat(new RouteLint(root.resolve("routes"), CONFIG.with(Map.of("routes.unchecked", "crm")), FAMILIES)
                        .check())
                .allMatch(finding -> !finding.isError())
                .extracting(finding -> finding.toString().replace(root + "/", ""))
                .containsExactly(
                        DESTINATION + ":1: is unchecked, so that its events can be lost without a trace"
                                + " - take crm out of routes.unchecked when the file is mended",
                        DESTINATION + ":14: \"handled" + HIDES);
    }

    // what must not be said

    @Test
    void wantsNothingKeptInMemory() throws IOException {
        given(DESTINATION, "uri: outcome:records", "uri: seda:later");
        finds(DESTINATION
                + ":24: seda: holds events in memory, and they die with the process - write outbox: or direct:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into crm values (1)",
                "update crm set a = 1",
                "delete from crm where a = 1",
                "SELECT a FROM crm",
                "merge into crm key (id) values (1)"
            })
    void wantsNoSql(String sql) throws IOException {
        given(DESTINATION, "resource:file:{{routes.directory}}/destinations/crm.sql", sql);
        finds(
                DESTINATION + ":18: SQL in YAML is not checked"
                        + " - put it into crm.sql beside this file, and write resource:file:{{routes.directory}}/destinations/crm.sql");
    }

    @ParameterizedTest
    @ValueSource(strings = {"org.apache.camel.Exchange", "com.acme.Crm", "dev.serai.outbox.Batch", "java.time.Instant"})
    void wantsNoClasses(String type) throws IOException {
        given(DESTINATION, "body[0].size() > 0", type + ".now()");
        finds(DESTINATION + ":29: names the class " + type + ", and who edits routes reads no Java"
                + " - use a word of the route files, or add one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"password", "apiToken", "clientSecret", "Authorization"})
    void wantsNoSecretUnderAKey(String key) throws IOException {
        given(DESTINATION, "batchSize: 1", key + ": sesame");
        finds(DESTINATION + ":9: the value of \"" + key + "\" is in the file, and each reader of the file sees it"
                + " - write {{NAME}} and set NAME in the environment");
    }

    @Test
    void wantsNoSecretInAHeader() throws IOException {
        given(DESTINATION, "Bearer {{CRM_TOKEN}}", "Bearer sesame");
        finds(DESTINATION + ":39: the value of \"Authorization\" is in the file, and each reader of the file sees it"
                + " - write {{NAME}} and set NAME in the environment");
    }

    @Test
    void takesTheTokenOfASplitForNoSecret() throws IOException {
        given(
                DESTINATION,
                "groovy:\n                expression: body[0].size() > 0",
                "tokenize:\n                token: x");
        finds();
    }

    @Test
    void wantsNoSecretInAUri() throws IOException {
        given(DESTINATION, "uri: jdbc:archive", "uri: https://crm.example.com?httpMethod=PUT&access_token=sesame");
        finds(DESTINATION + ":21: the value of \"access_token\" is in the file, and each reader of the file sees it"
                + " - write {{NAME}} and set NAME in the environment");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${body[asset]?[type]} == 'image'",
                "${body?[asset][type]} == 'image'",
                "${body?[asset]} == ${body[title]}"
            })
    void wantsAQuestionMarkBeforeEveryBracket(String simple) throws IOException {
        given(ROUTER, "${body?[asset]?[type]} == 'image'", simple);
        finds(ROUTER + ":15: ${body[...]} throws when the field is absent"
                + " - put a ? before every bracket, ${body?[asset]?[type]}");
    }

    @Test
    void wantsEveryResourceToBeThere() throws IOException {
        given(DESTINATION, "destinations/crm.sql", "destinations/cmr.sql");
        finds(DESTINATION + ":18: there is no file routes/destinations/cmr.sql - mend the name, or write the file");
    }

    @Test
    void wantsEveryResourceBelowTheDirectoryOfTheRoutes() throws IOException {
        given(DESTINATION, "{{routes.directory}}/", "routes/");
        finds(DESTINATION + ":18: routes/destinations/crm.sql is looked for where Serai is started, not where the route"
                + " files are - begin it with resource:file:{{routes.directory}}/");
    }

    // what lies beside a route file

    @ParameterizedTest
    @ValueSource(strings = {"routes/notes.md", "routes/graph.yaml", "routes/destinations/crm.sql.orig"})
    void wantsNoFileThatNobodyReads(String file) throws IOException {
        write(file, "");
        finds(file + ":1: is no file that anything here reads - call a route file <name>.camel.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {".sql", ".txt", ".test.yaml"})
    void wantsARouteBesideEachSibling(String suffix) throws IOException {
        write("routes/destinations/cmr" + suffix, "- name: an image\n");
        finds("routes/destinations/cmr" + suffix + ":1: there is no routes/destinations/cmr.camel.yaml beside it"
                + " - call both the same, or delete this");
    }

    @Test
    void wantsRoutersAndDestinationsInTheirPlaces() throws IOException {
        Files.createDirectories(root.resolve("routes/old"));
        Files.move(root.resolve("routes/cmp.test.yaml"), root.resolve("routes/old/cmp.test.yaml"));
        Files.move(root.resolve(ROUTER), root.resolve("routes/old/cmp.camel.yaml"));
        finds("routes/old/cmp.camel.yaml:1: is neither a router nor a destination here"
                + " - move a router to routes/, a destination to routes/destinations/");
    }

    @ParameterizedTest
    @ValueSource(strings = {"routes/cmp", "routes/destinations/crm"})
    void wantsCasesBesideEachRoute(String stem) throws IOException {
        Files.delete(root.resolve(stem + ".test.yaml"));
        finds(stem + ".camel.yaml:1: has no cases that show what it does - write " + stem + ".test.yaml");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# later\n", "[]"})
    void wantsACaseAmongTheCases(String cases) throws IOException {
        write("routes/cmp.test.yaml", cases);
        finds("routes/cmp.test.yaml:1: has no case - begin one with \"- name:\"");
    }

    @Test
    void wantsCasesInYaml() throws IOException {
        write("routes/cmp.test.yaml", "- name: [");
        finds("routes/cmp.test.yaml:1: is no YAML: expected the node content, but found '<stream end>'"
                + " - mend it here or in the line above");
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    private void given(String file, String instead, String broken) throws IOException {
        String valid = Files.readString(root.resolve(file));
        assertThat(valid).contains(instead);
        int at = valid.indexOf(instead);
        write(file, valid.substring(0, at) + broken + valid.substring(at + instead.length()));
    }

    private void finds(String... messages) throws IOException {
        assertThat(new RouteLint(root.resolve("routes"), CONFIG, FAMILIES)
                        .check().stream().map(finding -> finding.toString().replace(root + "/", "")))
                .isEqualTo(List.of(messages));
    }
}
