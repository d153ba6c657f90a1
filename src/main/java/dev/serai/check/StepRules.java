package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteFile.Step;
import dev.serai.routes.YamlTree;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The steps of a route: those that a router and a destination may have. A step is among them if a failure inside it is
 * shown to be a failure of the batch; every other step is refused, also where Camel would take it.
 */
final class StepRules {
    /** A router only notes where an event goes, so that it can be run again at any time. */
    static final List<String> OF_ROUTERS = List.of(
            "choice", "filter", "split", "log", "to", "setHeader", "setHeaders", "setVariable", "setVariables", "stop");

    static final List<String> OF_DESTINATIONS = List.of(
            "bean",
            "choice",
            "convertBodyTo",
            "convertHeaderTo",
            "convertVariableTo",
            "delay",
            "enrich",
            "filter",
            "loadBalance",
            "log",
            "loop",
            "marshal",
            "multicast",
            "pipeline",
            "recipientList",
            "removeHeader",
            "removeHeaders",
            "removeVariable",
            "script",
            "setBody",
            "setExchangePattern",
            "setHeader",
            "setHeaders",
            "setProperty",
            "setVariable",
            "setVariables",
            "sort",
            "split",
            "step",
            "stop",
            "threads",
            "throttle",
            "throwException",
            "to",
            "toD",
            "transform",
            "unmarshal",
            "validate");

    /** Why a destination may not have a step that others reach for, and what to write instead. */
    private static final Map<String, Refusal> REFUSED = Map.of(
            "sample",
            new Refusal(
                    "lets only some batches through, and the events of the others would count as delivered",
                    "write filter: with a condition, or rateLimit: below outbox:"),
            "resequence",
            new Refusal(
                    "holds events in memory when the route has ended, and they would count as delivered",
                    "take it out; the events of one contact stay in their order"),
            "idempotentConsumer",
            new Refusal(
                    "leaves out what it has seen, and an attempt that is left out would count as delivered",
                    "send event.id along, by which the far side knows a repeat"),
            "pollEnrich",
            new Refusal(
                    "waits for a message, and goes on with nothing if none comes", "write enrich:, which makes a call"),
            "poll",
            new Refusal(
                    "waits for a message, and goes on with nothing if none comes", "write enrich:, which makes a call"),
            "circuitBreaker",
            new Refusal(
                    "goes on without the call while it is open, and the events would count as delivered",
                    "take it out; a destination that fails is suspended, and tried again"));

    private static final Refusal UNKNOWN = new Refusal(
            "is no step of a destination here, and whether a failure inside it is seen is not known",
            "write it with the steps that docs/routes.md names");

    private record Refusal(String reason, String instead) {}

    private final RouteFile file;

    private StepRules(RouteFile file) {
        this.file = file;
    }

    static Stream<Finding> check(RouteFile file) {
        StepRules rules = new StepRules(file);
        return file.routes().stream().flatMap(rules::route);
    }

    private Stream<Finding> route(YamlTree route) {
        Function<Step, Stream<Finding>> rule = isRouter(route) ? this::ofRouter : this::ofDestination;
        return steps(route).filter(step -> !FailureRules.hides(step.kind())).flatMap(rule);
    }

    /** A destination may have a second route from {@code direct:}, a part of itself. */
    private boolean isRouter(YamlTree route) {
        Path directory = file.path().toAbsolutePath().getParent();
        return route.get("from").get("uri").text().startsWith("direct:")
                && (directory == null || !directory.endsWith("destinations"));
    }

    /** Every step of a route, those inside others too; also if an item of the list has several. */
    static Stream<Step> steps(YamlTree route) {
        return route.all()
                .filter(each -> each.key().equals("steps") && each.isList())
                .flatMap(steps -> steps.items().stream())
                .flatMap(item -> item.isText()
                        ? Stream.of(new Step(FailureRules.camelCase(item.text()), item.line(), item))
                        : item.entries().entrySet().stream()
                                .map(step -> new Step(
                                        FailureRules.camelCase(step.getKey()),
                                        step.getValue().line(),
                                        step.getValue())));
    }

    private Stream<Finding> ofDestination(Step step) {
        if (OF_DESTINATIONS.contains(step.kind())) {
            return Stream.empty();
        }
        Refusal refusal = REFUSED.getOrDefault(step.kind(), UNKNOWN);
        return Stream.of(file.finding(step.line(), "\"" + step.kind() + ":\" " + refusal.reason(), refusal.instead()));
    }

    private Stream<Finding> ofRouter(Step step) {
        if (!OF_ROUTERS.contains(step.kind())) {
            return Stream.of(file.finding(
                    step.line(),
                    "a router only chooses, and \"" + step.kind() + "\" does more",
                    "keep to " + String.join(", ", OF_ROUTERS) + "; move it into a destination"));
        }
        if (!step.kind().equals("to") || uri(step).text().matches("(?s)(outbox|direct|log):.*")) {
            return Stream.empty();
        }
        return Stream.of(file.finding(
                uri(step).line(),
                "a router that calls \"" + uri(step).text().replaceFirst("(?s):.*", ":")
                        + "\" would call it again whenever an event is decided again",
                "write outbox:<a file in routes/destinations> or direct:<a file in routes>"));
    }

    /** Also if the step is written in short. */
    private static YamlTree uri(Step step) {
        return step.fields().isText() ? step.fields() : step.fields().get("uri");
    }
}
