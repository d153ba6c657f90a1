package dev.serai.check;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.config.Config;
import dev.serai.dispatch.Outcome;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.RoutingDecision;
import dev.serai.routes.FarSide;
import dev.serai.routes.FarSide.Answer;
import dev.serai.routes.Finding;
import dev.serai.routes.RouteRule;
import dev.serai.routes.RouteRuntime;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every step that a route may have is run with a failure inside it: no event is delivered then, and none is decided. */
@SuppressWarnings("NullAway.Init")
class StepRulesTest {
    private static final String AWAY = "http://away.example.com";
    private static final String CALL = "{to: {uri: '" + AWAY + "'}}";
    private static final String FINE = "{to: {uri: 'http://fine.example.com'}}";
    /** Divides by nothing if there is to be a failure. */
    private static final String BREAKS = "groovy: '1.intdiv(<0 or 1>)'";

    /** By each step of a destination: steps with a failure inside it, or after it if nothing in it can fail. */
    private static final Map<String, String> DESTINATIONS = Map.ofEntries(
            entry("bean", "{bean: {beanType: 'dev.serai.check.StepRulesTest$Division', method: 'divide(<0 or 1>)'}}"),
            entry("choice", "{choice: {when: [{simple: '${body.size} > 0', steps: [" + CALL + "]}]}}, " + FINE),
            entry("convertBodyTo", "{setBody: {constant: '<x or 1>'}}, {convertBodyTo: {type: java.lang.Integer}}"),
            entry(
                    "convertHeaderTo",
                    "{setHeader: {name: a, constant: '<x or 1>'}}, {convertHeaderTo: {name: a, type: java.lang.Integer}}"),
            entry(
                    "convertVariableTo",
                    "{setVariable: {name: a, constant: '<x or 1>'}},"
                            + " {convertVariableTo: {name: a, type: java.lang.Integer}}"),
            entry("delay", "{delay: {" + BREAKS + "}}"),
            entry("enrich", "{enrich: {constant: '" + AWAY + "'}}, " + FINE),
            entry("filter", "{filter: {simple: '${body.size} > 0', steps: [" + CALL + "]}}, " + FINE),
            entry("loadBalance", "{loadBalance: {roundRobinLoadBalancer: {}, steps: [" + CALL + "]}}, " + FINE),
            entry("log", "{log: {message: '${body.<nothing or size>}', loggingLevel: ERROR}}"),
            entry("loop", "{loop: {constant: 2, steps: [" + CALL + "]}}, " + FINE),
            entry("marshal", "{setBody: {groovy: '<0 or 1> == 0 ? new Object() : 1'}}, {marshal: {json: {}}}"),
            entry("multicast", "{multicast: {steps: [" + CALL + ", " + FINE + "]}}, " + FINE),
            entry("pipeline", "{pipeline: {steps: [" + CALL + ", " + FINE + "]}}"),
            entry("recipientList", "{recipientList: {constant: '" + AWAY + ",http://fine.example.com'}}, " + FINE),
            entry("removeHeader", "{removeHeader: {name: a}}, " + CALL),
            entry("removeHeaders", "{removeHeaders: {pattern: '*'}}, " + CALL),
            entry("removeVariable", "{removeVariable: {name: '*'}}, " + CALL),
            entry("script", "{script: {" + BREAKS + "}}"),
            entry("setBody", "{setBody: {" + BREAKS + "}}"),
            entry("setExchangePattern", "{setExchangePattern: {pattern: InOnly}}, " + CALL),
            entry("setHeader", "{setHeader: {name: a, " + BREAKS + "}}"),
            entry("setHeaders", "{setHeaders: {headers: [{name: a, " + BREAKS + "}]}}"),
            entry("setProperty", "{setProperty: {name: a, " + BREAKS + "}}"),
            entry("setVariable", "{setVariable: {name: a, " + BREAKS + "}}"),
            entry("setVariables", "{setVariables: {variables: [{name: a, " + BREAKS + "}]}}"),
            entry("sort", "{sort: {groovy: '[1.intdiv(<0 or 1>)]'}}"),
            entry("split", "{split: {simple: '${body}', steps: [" + CALL + ", " + FINE + "]}}, " + FINE),
            entry("step", "{step: {steps: [" + CALL + "]}}, " + FINE),
            entry("stop", CALL + ", {stop: {}}"),
            entry("threads", "{threads: {poolSize: 1}}, " + CALL),
            entry("throttle", "{throttle: {" + BREAKS + "}}"),
            entry(
                    "throwException",
                    "{filter: {groovy: '<0 or 1> == 0', steps: [{throwException:"
                            + " {exceptionType: java.lang.IllegalStateException, message: broken}}]}}"),
            entry("to", CALL + ", " + FINE),
            entry("toD", "{toD: {uri: '" + AWAY + "/${body.size}'}}, " + FINE),
            entry("transform", "{transform: {" + BREAKS + "}}"),
            entry("unmarshal", "{setBody: {constant: '<x or {}>'}}, {unmarshal: {json: {}}}"),
            entry("validate", "{validate: {groovy: '<0 or 1> == 1'}}"));

    private static final String BROKEN = "{setHeader: {name: a, " + BREAKS + "}}";

    private static final Map<String, String> ROUTERS = Map.ofEntries(
            entry("choice", "{choice: {when: [{groovy: '1.intdiv(<0 or 1>) == 1', steps: [{stop: {}}]}]}}"),
            entry("filter", "{filter: {groovy: '1.intdiv(<0 or 1>) == 1', steps: [{stop: {}}]}}"),
            entry("split", "{split: {groovy: '[1, 2]', steps: [" + BROKEN + "]}}"),
            entry("log", "{log: {message: '${body.<nothing or size>}', loggingLevel: ERROR}}"),
            entry("to", "{to: {uri: '<direct:nobody or outbox:crm>'}}"),
            entry("setHeader", BROKEN),
            entry("setHeaders", "{setHeaders: {headers: [{name: a, " + BREAKS + "}]}}"),
            entry("setVariable", "{setVariable: {name: a, " + BREAKS + "}}"),
            entry("setVariables", "{setVariables: {variables: [{name: a, " + BREAKS + "}]}}"),
            entry("stop", BROKEN + ", {stop: {}}"));

    /** Divides. */
    public static final class Division {
        public int divide(int divisor) {
            return 1 / divisor;
        }
    }

    @TempDir
    Path directory;

    static Stream<String> destinations() {
        return StepRules.OF_DESTINATIONS.stream();
    }

    static Stream<String> routers() {
        return StepRules.OF_ROUTERS.stream();
    }

    @Test
    void noStepIsShownThatNoRouteMayHave() {
        assertThat(StepRules.OF_DESTINATIONS).containsAll(DESTINATIONS.keySet());
        assertThat(StepRules.OF_ROUTERS).containsAll(ROUTERS.keySet());
    }

    @Test
    void everyStepIsInTheDocs() throws IOException {
        String docs = Files.readString(Path.of("docs/routes.md"));
        String routers = docs.substring(docs.indexOf("Steps of a router are"), docs.indexOf("## A destination"));
        String destinations = docs.substring(docs.indexOf("### Steps of a destination"), docs.indexOf("## body.map"));
        assertThat(StepRules.OF_ROUTERS).allMatch(step -> routers.contains("`" + step + "`"));
        assertThat(StepRules.OF_DESTINATIONS).allMatch(step -> destinations.contains("`" + step + "`"));
    }

    @ParameterizedTest
    @MethodSource("destinations")
    void aFailureInsideAStepIsNoDelivery(String step) throws Exception {
        String steps = Objects.requireNonNull(DESTINATIONS.get(step), "nothing shows that a failure inside it counts");
        assertThat(outcomes(new Validator(), steps, true))
                .hasSize(2)
                .noneMatch(outcome -> outcome instanceof Outcome.Delivered);
        assertThat(outcomes(new Validator(), steps, false))
                .as("without the failure")
                .hasSize(2)
                .allMatch(outcome -> outcome instanceof Outcome.Delivered);
    }

    @ParameterizedTest
    @MethodSource("routers")
    void aFailureInsideAStepIsNoDecision(String step) throws Exception {
        String steps = Objects.requireNonNull(ROUTERS.get(step), "nothing shows that a failure inside it counts");
        assertThat(decision(steps, true).unrouted()).isNotNull();
        assertThat(decision(steps, false).unrouted()).as("without the failure").isNull();
    }

    /** If Camel changes so that one of these hides nothing any more, it need not be refused. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{wireTap: {uri: '" + AWAY + "'}}",
                "{sample: {messageFrequency: 2}}, " + CALL,
                "{resequence: {simple: '${body.size}', steps: [" + CALL + "]}}",
                "{pollEnrich: {constant: 'direct:nothing', timeout: 10}}",
                "{poll: {uri: 'direct:nothing', timeout: 10}}",
                "{toD: {uri: 'nothing:${body.size}', ignoreInvalidEndpoint: true}}",
                "{recipientList: {constant: 'nothing:a', ignoreInvalidEndpoints: true}}",
                "{enrich: {constant: 'nothing:a', ignoreInvalidEndpoint: true}}",
                "{convertBodyTo: {type: java.lang.Integer, mandatory: false}}",
                "{setHeader: {name: a, groovy: 'new Object()'}},"
                        + " {convertHeaderTo: {name: a, type: java.lang.Integer, mandatory: false}}",
                "{multicast: {timeout: 50, parallelProcessing: true, steps: [{pipeline: {steps:"
                        + " [{delay: {constant: 3000, asyncDelayed: false}}, " + CALL + "]}}]}}",
                "{to: {uri: 'direct:nobody', parameters: {failIfNoConsumers: false}}}",
                "{to: {uri: 'seda:later'}}"
            })
    void whatIsRefusedWouldBeADelivery(String steps) throws Exception {
        assertThat(outcomes(file -> Stream.empty(), steps, true))
                .hasSize(2)
                .allMatch(outcome -> outcome instanceof Outcome.Delivered);

        write("destinations/crm.camel.yaml", "outbox:crm", steps);
        try (RouteRuntime routes = RouteRuntime.offline(directory, Config.shipped(), new Validator(), away(true))) {
            assertThat(routes.problems()).isNotEmpty().allMatch(Finding::isError);
        }
    }

    private Collection<Outcome> outcomes(RouteRule rule, String steps, boolean fails) throws Exception {
        write("destinations/crm.camel.yaml", "outbox:crm", chosen(steps, fails));
        List<Event> events = List.of(event(), event());
        try (RouteRuntime routes = RouteRuntime.offline(directory, Config.shipped(), rule, away(fails))) {
            assertThat(routes.problems()).isEmpty();
            return routes.deliver("crm", events).values();
        }
    }

    private RoutingDecision decision(String steps, boolean fails) throws Exception {
        write("destinations/crm.camel.yaml", "outbox:crm", FINE);
        write("cmp.camel.yaml", "direct:cmp", chosen(steps, fails));
        try (RouteRuntime routes = RouteRuntime.offline(directory, Config.shipped(), new Validator(), away(false))) {
            assertThat(routes.problems()).isEmpty();
            return routes.route(event());
        }
    }

    private static String chosen(String steps, boolean fails) {
        return steps.replaceAll("<(\\S+) or (\\S+)>", fails ? "$1" : "$2");
    }

    private static FarSide away(boolean fails) {
        return call -> {
            if (fails && call.endpoint().getEndpointUri().startsWith(AWAY)) {
                throw new ConnectException("nobody there");
            }
            return new Answer(Map.of(), null);
        };
    }

    private void write(String file, String from, String steps) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        String name = from.replaceFirst(".*:", "");
        Files.writeString(path, "- route: {id: " + name + ", from: {uri: '" + from + "', steps: [" + steps + "]}}\n");
    }

    private static Event event() {
        Instant now = Instant.parse("2026-03-01T12:00:00Z");
        return new Event(EventId.random(now), "cmp", "asset_added", null, null, null, now, "{}");
    }
}
