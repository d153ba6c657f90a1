package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What keeps a route file out before Camel sees it. */
@SuppressWarnings("NullAway.Init")
class ValidatorTest {
    private static final String ROUTE = """
            - route:
                id: crm
                from:
                  uri: outbox:crm
                  parameters:
                    batchSize: 1
                  steps:
                    - choice:
                        when:
                          - simple: "${body} == 1"
                            steps:
                              - to:
                                  uri: log:one
            """;

    @TempDir
    Path directory;

    @Test
    void shippedFilesPass() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.filter(each -> each.toString().endsWith(".camel.yaml"))
                    .toList()) {
                assertThat(new Validator().check(RouteFile.read(file)))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    @Test
    void aRoutePasses() throws IOException {
        assertThat(problems(ROUTE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "errorHandler",
                "error-handler",
                "onException",
                "on-exception",
                "onCompletion",
                "intercept",
                "interceptFrom",
                "interceptSendToEndpoint",
                "routeConfiguration",
                "route-configuration",
                "rest",
                "restConfiguration",
                "routeTemplate",
                "templatedRoute",
                "beans",
                "from",
                "kamelet"
            })
    void anElementBesideRouteIsRefused(String element) throws IOException {
        assertThat(problems(ROUTE + "- " + element + ":\n    deadLetterChannel: {}\n"))
                .singleElement()
                .asString()
                .startsWith(directory.resolve("crm.camel.yaml") + ":14: \"- " + element + ":\" is no route");
    }

    @Test
    void aFileOfAnotherKindIsRefused() throws IOException {
        assertThat(problems("kind: Integration\nspec: {}\n"))
                .singleElement()
                .asString()
                .contains(":1: \"kind:\" is no list of routes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "errorHandler",
                "error-handler",
                "errorHandlerRef",
                "routeConfigurationId",
                "routePolicy",
                "onException",
                "templateParameters"
            })
    void whatARouteSaysOfFailuresIsRefused(String key) throws IOException {
        assertThat(problems(ROUTE.replace("    id: crm\n", "    id: crm\n    " + key + ": {}\n")))
                .singleElement()
                .asString()
                .contains(":3: ")
                .contains("\"" + key + ":\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "doTry",
                "do-try",
                "wireTap",
                "aggregate",
                "onFallback",
                "on-fallback",
                "removeProperties",
                "saga"
            })
    void aStepThatHidesFailuresIsRefused(String step) throws IOException {
        assertThat(problems(ROUTE.replace("- to:", "- " + step + ":")))
                .singleElement()
                .asString()
                .contains(":12: \"" + step + ":\" can end a route normally after a failure");
    }

    @Test
    void anOptionMayBeCalledLikeAWord() throws IOException {
        assertThat(problems(ROUTE.replace("batchSize: 1", "handled: 1"))).isEmpty();
    }

    @Test
    void aKeyThatStandsTwiceIsRefusedWithBothLines() throws IOException {
        String when = ROUTE.substring(ROUTE.indexOf("            when:"));
        assertThat(problems(ROUTE + when))
                .singleElement()
                .asString()
                .contains(":14: \"when:\" stands in line 9 already, and only the last one would count");
    }

    @Test
    void aKeyThatStandsTwiceInAnotherSpellingIsRefused() throws IOException {
        assertThat(problems(ROUTE.replace("        batchSize: 1\n", "        batchSize: 1\n        batch-size: 2\n")))
                .singleElement()
                .asString()
                .contains(":7: \"batch-size:\" stands in line 6 already");
    }

    @Test
    void aRouteThatStandsTwiceInOneElementIsRefused() throws IOException {
        assertThat(problems(ROUTE + "  " + ROUTE.substring(2)))
                .singleElement()
                .asString()
                .contains(":14: \"route:\" stands in line 1 already");
    }

    @Test
    void anOptionInTheUriAndBelowItIsRefused() throws IOException {
        assertThat(problems(ROUTE.replace("outbox:crm\n", "outbox:crm?batchSize=5\n")))
                .singleElement()
                .asString()
                .contains(":6: \"batchSize:\" stands in the uri of line 4 already");
    }

    private List<Finding> problems(String text) throws IOException {
        return new Validator()
                .check(RouteFile.read(Files.writeString(directory.resolve("crm.camel.yaml"), text)))
                .toList();
    }
}
