package dev.serai.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

    @ParameterizedTest
    @CsvSource({
        "sample, lets only some batches through",
        "resequence, holds events in memory",
        "idempotentConsumer, leaves out what it has seen",
        "idempotent-consumer, leaves out what it has seen",
        "pollEnrich, waits for a message",
        "poll, waits for a message",
        "circuitBreaker, goes on without the call",
        "circuit-breaker, goes on without the call",
        "kamelet, is no step of a destination here",
        "dynamicRouter, is no step of a destination here",
        "tooo, is no step of a destination here"
    })
    void aStepThatIsNotListedIsRefused(String step, String reason) throws IOException {
        assertThat(problems(ROUTE.replace("- to:", "- " + step + ":")))
                .singleElement()
                .asString()
                .contains(":12: \"")
                .contains(":\" " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"- sample", "- log: {message: x}\n                    sample: {}"})
    void aStepIsFoundHoweverItIsWritten(String step) throws IOException {
        assertThat(problems(ROUTE.replace("- to:\n                      uri: log:one", step)))
                .singleElement()
                .asString()
                .contains("\"sample:\" lets only some batches through");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "split: {simple: x, timeout: 5000, steps: []} | timeout",
                "multicast: {timeout: 1, steps: []} | timeout",
                "recipientList: {simple: x, timeout: 1} | timeout",
                "recipient-list: {simple: x, timeout: 1} | timeout",
                "split: {simple: x, parallelProcessing: true, steps: []} | parallelProcessing",
                "multicast: {parallel-processing: 'true', steps: []} | parallelProcessing",
                "multicast: {executorService: pool, steps: []} | executorService",
                "toD: {uri: 'http://a', ignoreInvalidEndpoint: true} | ignoreInvalidEndpoint",
                "to-d: {uri: 'http://a', ignore-invalid-endpoint: true} | ignoreInvalidEndpoint",
                "enrich: {simple: x, ignoreInvalidEndpoint: true} | ignoreInvalidEndpoint",
                "recipientList: {simple: x, ignoreInvalidEndpoints: true} | ignoreInvalidEndpoints",
                "convertBodyTo: {type: int, mandatory: false} | mandatory",
                "convertHeaderTo: {name: a, type: int, mandatory: false} | mandatory",
                "convertVariableTo: {name: a, type: int, mandatory: false} | mandatory",
                "loop: {constant: 2, breakOnShutdown: true, steps: []} | breakOnShutdown",
                "to: {uri: 'https://a', disabled: true} | disabled",
                "filter: {header: any, disabled: 'true', steps: []} | disabled",
                "loadBalance: {failoverLoadBalancer: {}, steps: []} | failoverLoadBalancer",
                "to: {uri: 'https://a', parameters: {throwExceptionOnFailure: false}} | throwExceptionOnFailure",
                "to: {uri: 'https://a', parameters: {throw-exception-on-failure: 'false'}} | throwExceptionOnFailure",
                "to: {uri: 'https://a', parameters: {throwexceptiononfailure: false}} | throwExceptionOnFailure",
                "to: {uri: 'https://a?throwExceptionOnFailure=false'} | throwExceptionOnFailure",
                "to: {uri: 'https://a?httpMethod=PUT&throw-exception-on-failure=false'} | throwExceptionOnFailure",
                "to: 'https://a?throwExceptionOnFailure=false' | throwExceptionOnFailure",
                "toD: {uri: 'https://a?throwExceptionOnFailure=false'} | throwExceptionOnFailure",
                "enrich: {constant: 'https://a?throwExceptionOnFailure=false'} | throwExceptionOnFailure",
                "to: {uri: 'https://a', parameters: {okStatusCodeRange: 200-599}} | okStatusCodeRange",
                "to: {uri: 'https://a', parameters: {okStatusCodeRange: '200-299,404'}} | okStatusCodeRange",
                "to: {uri: 'https://a?okStatusCodeRange=100-299'} | okStatusCodeRange",
                "to: {uri: 'direct:a', parameters: {failIfNoConsumers: false}} | failIfNoConsumers",
                "to: {uri: 'direct:a?fail-if-no-consumers=false'} | failIfNoConsumers"
            })
    void anOptionThatHidesFailuresIsRefused(String step, String option) throws IOException {
        assertThat(problems(ROUTE.replace("- to:\n                      uri: log:one", "- " + step)))
                .singleElement()
                .asString()
                .contains(":12: \"" + option + "\" ")
                .doesNotContain("https://a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "enrich: {simple: x, aggregateOnException: true}",
                "split: {simple: x, streaming: true, stopOnException: true, shareUnitOfWork: true, steps: []}",
                "multicast: {parallelProcessing: false, timeout: 0, steps: []}",
                "recipientList: {simple: x, ignoreInvalidEndpoints: false}",
                "convertBodyTo: {type: int, mandatory: true}",
                "loop: {constant: 2, copy: true, steps: []}",
                "throttle: {constant: 2, rejectExecution: true}",
                "to: {uri: 'https://a', parameters: {throwExceptionOnFailure: true}}",
                "to: {uri: 'https://a', parameters: {okStatusCodeRange: 200-206}}",
                "to: {uri: 'https://a', parameters: {okStatusCodeRange: '200, 204-206'}}",
                "to: {uri: 'https://a?okStatusCodeRange=200,201&httpMethod=PUT'}",
                "toD: {uri: 'https://a?x=${body.id}'}",
                "log: {message: 'seda:later'}",
                "stop: {}",
                "set-body: {constant: x}",
                "setVariable: {name: mark, constant: x}"
            })
    void whatHidesNothingPasses(String step) throws IOException {
        assertThat(problems(ROUTE.replace("- to:\n                      uri: log:one", "- " + step)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "to: {uri: 'seda:later'} | seda: holds events in memory",
                "to: 'seda:later' | seda: holds events in memory",
                "toD: {uri: 'seda:${body.id}'} | seda: holds events in memory",
                "enrich: {constant: 'stub:later'} | stub: holds events in memory",
                "to: {uri: 'controlbus:route?routeId=other&action=stop'} | controlbus: stops and starts routes of other files",
                "setVariable: {name: 'global:mark', constant: x} | a variable \"global:mark\" is shared by all batches",
                "set-variable: {name: 'route:crm:mark', constant: x} | a variable \"route:crm:mark\" is shared",
                "setVariables: {variables: [{name: 'global:mark', constant: x}]} | a variable \"global:mark\" is shared",
                "to: {uri: 'https://a', variableReceive: 'global:mark'} | a variable \"global:mark\" is shared"
            })
    void whatReachesBeyondItsBatchIsRefused(String step, String reason) throws IOException {
        assertThat(problems(ROUTE.replace("- to:\n                      uri: log:one", "- " + step)))
                .singleElement()
                .asString()
                .contains(":12: " + reason);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "setBody: {constant: x} | a router only chooses, and \"setBody\" does more",
                "toD: {uri: 'outbox:crm'} | a router only chooses, and \"toD\" does more",
                "enrich: {constant: 'https://a'} | a router only chooses, and \"enrich\" does more",
                "to: {uri: 'https://user:sesame@a'} | a router that calls \"https:\" would call it again",
                "to: 'jdbc:archive' | a router that calls \"jdbc:\" would call it again",
                "to: {uri: '{{CRM}}'} | a router that calls \"{{CRM}}\" would call it again"
            })
    void aRouterThatDoesMoreThanChooseIsRefused(String step, String reason) throws IOException {
        assertThat(problems(ROUTE.replace("outbox:crm\n      parameters:\n        batchSize: 1", "direct:crm")
                        .replace("- to:\n                      uri: log:one", "- " + step)))
                .singleElement()
                .asString()
                .contains(":10: " + reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "to: {uri: 'outbox:other'}",
                "to: 'direct:other'",
                "to: {uri: 'log:kept'}",
                "log: kept",
                "setHeader: {name: a, constant: x}",
                "setVariable: {name: a, constant: x}",
                "stop: {}"
            })
    void aRouterThatChoosesPasses(String step) throws IOException {
        assertThat(problems(ROUTE.replace("outbox:crm\n      parameters:\n        batchSize: 1", "direct:crm")
                        .replace("- to:\n                      uri: log:one", "- " + step)))
                .isEmpty();
    }

    /** Not what reaches into other files, nor a key of which only the last would count. */
    @Test
    void anUncheckedFileIsWarnedOfAndLetThrough() throws IOException {
        RouteRule validator = new Validator().except(Set.of("crm"));
        assertThat(validator.check(file(ROUTE.replace("- to:", "- wireTap:"))))
                .hasSize(2)
                .allMatch(finding -> !finding.isError())
                .extracting(Finding::what)
                .satisfies(reasons ->
                        assertThat(reasons.get(0)).startsWith("is unchecked, so that its events can be lost"))
                .satisfies(reasons -> assertThat(reasons.get(1)).startsWith("\"wireTap:\" can end a route normally"));
        assertThat(validator.check(file(ROUTE))).singleElement().matches(finding -> !finding.isError());
        assertThat(validator.check(file(ROUTE + "- onException: {}\n"))).anyMatch(Finding::isError);
        assertThat(validator.check(file(ROUTE.replace("batchSize: 1", "batchSize: 1\n        batchSize: 2"))))
                .anyMatch(Finding::isError);
    }

    private RouteFile file(String text) throws IOException {
        return RouteFile.read(Files.writeString(directory.resolve("crm.camel.yaml"), text));
    }

    private List<Finding> problems(String text) throws IOException {
        return new Validator().check(file(text)).toList();
    }
}
