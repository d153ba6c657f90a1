package dev.serai.check;

import dev.serai.routes.Finding;
import dev.serai.routes.RouteFile;
import dev.serai.routes.RouteFile.Step;
import dev.serai.routes.YamlTree;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Options of steps and of endpoints with which a route ends normally although a part of it has failed, or was left out. They are
 * found in every spelling that Camel takes: in the query of a URI, below {@code parameters:}, with hyphens, in any case.
 */
final class OptionRules {
    private static final Set<String> PARTS = Set.of("split", "multicast", "recipientList");
    /** Steps that call, and steps that have such steps inside. */
    private static final Set<String> CALLS = Set.of(
            "to",
            "toD",
            "enrich",
            "recipientList",
            "split",
            "multicast",
            "choice",
            "filter",
            "loop",
            "pipeline",
            "step",
            "loadBalance");

    private static final Set<String> CONVERSIONS = Set.of("convertBodyTo", "convertHeaderTo", "convertVariableTo");
    private static final String OTHER_THREADS =
            "works on one batch with several threads, and what becomes of single events could get lost";
    private static final String CONCURRENCY = "take it out, and write concurrency: below outbox:";
    private static final String WRONG_ADDRESS =
            "goes on without the call if its address is wrong, and the events would count as delivered";
    private static final Pattern SUCCESS = Pattern.compile("\\s*2\\d\\d(\\s*-\\s*2\\d\\d)?\\s*");

    /** @param steps which have the option */
    private record OfStep(Set<String> steps, Option option) {}

    /** @param allowed the values that hide nothing */
    private record Option(String name, Predicate<String> allowed, String reason, String instead) {}

    private static final List<OfStep> OF_STEPS = List.of(
            new OfStep(
                    CALLS,
                    new Option(
                            "disabled",
                            "false"::equals,
                            "leaves the step out as if it had worked",
                            "take the step out; with destination.<name>.enabled=false the events of a destination wait")),
            new OfStep(
                    PARTS,
                    new Option(
                            "timeout",
                            "0"::equals,
                            "goes on without the parts that take longer, and their events would count as delivered",
                            "take it out; outbox.call-timeout ends what takes too long")),
            new OfStep(PARTS, new Option("parallelProcessing", "false"::equals, OTHER_THREADS, CONCURRENCY)),
            new OfStep(PARTS, new Option("executorService", value -> false, OTHER_THREADS, CONCURRENCY)),
            new OfStep(
                    Set.of("toD", "enrich"),
                    new Option("ignoreInvalidEndpoint", "false"::equals, WRONG_ADDRESS, "take it out")),
            new OfStep(
                    Set.of("recipientList"),
                    new Option("ignoreInvalidEndpoints", "false"::equals, WRONG_ADDRESS, "take it out")),
            new OfStep(
                    CONVERSIONS,
                    new Option(
                            "mandatory",
                            "true"::equals,
                            "goes on with nothing if a value cannot be converted, and the events would count as delivered",
                            "take it out")),
            new OfStep(
                    Set.of("loadBalance"),
                    new Option(
                            "failoverLoadBalancer",
                            value -> false,
                            "goes on to the next call after one that failed, which counts all the same, and the events"
                                    + " would be sent again",
                            "make a destination of each call")),
            new OfStep(
                    Set.of("loop"),
                    new Option(
                            "breakOnShutdown",
                            "false"::equals,
                            "ends the loop early when Serai stops, and the events would count as delivered",
                            "take it out")));

    private static final List<Option> OF_ENDPOINTS = List.of(
            new Option(
                    "throwExceptionOnFailure",
                    "true"::equals,
                    "takes every answer for a success, and the events would count as delivered",
                    "take it out; an answer that is no 2xx is tried again, or is the end of its event"),
            new Option(
                    "okStatusCodeRange",
                    value -> Stream.of(value.split(",", -1))
                            .allMatch(range -> SUCCESS.matcher(range).matches()),
                    "takes answers for a success that are none, and the events would count as delivered",
                    "keep to numbers from 200 to 299"),
            new Option(
                    "failIfNoConsumers",
                    "true"::equals,
                    "goes on if nothing is there that takes the events, and they would count as delivered",
                    "take it out"));

    private final RouteFile file;

    private OptionRules(RouteFile file) {
        this.file = file;
    }

    static Stream<Finding> check(RouteFile file) {
        OptionRules rules = new OptionRules(file);
        return file.routes().stream()
                .flatMap(route ->
                        Stream.concat(StepRules.steps(route).flatMap(rules::ofStep), rules.ofEndpoints(route)));
    }

    private Stream<Finding> ofStep(Step step) {
        return OF_STEPS.stream()
                .filter(rule -> rule.steps().contains(step.kind()))
                .flatMap(rule -> options(step.fields(), rule.option()));
    }

    private Stream<Finding> ofEndpoints(YamlTree route) {
        return OF_ENDPOINTS.stream()
                .flatMap(option -> Stream.concat(
                        route.all()
                                .filter(each -> each.key().equals("parameters"))
                                .flatMap(parameters -> options(parameters, option)),
                        route.all().filter(YamlTree::isText).flatMap(text -> inQuery(text, option))));
    }

    private Stream<Finding> options(YamlTree mapping, Option option) {
        return mapping.entries().entrySet().stream()
                .filter(entry -> plain(entry.getKey()).equals(plain(option.name())))
                .filter(entry -> !option.allowed().test(entry.getValue().text().strip()))
                .map(entry -> finding(entry.getValue(), option));
    }

    private Stream<Finding> inQuery(YamlTree text, Option option) {
        return Stream.of(text.text().split("[?&]"))
                .skip(1)
                .filter(part -> plain(part.replaceFirst("(?s)=.*", "")).equals(plain(option.name())))
                .filter(part -> !option.allowed()
                        .test(part.replaceFirst("(?s)[^=]*=", "").strip()))
                .map(part -> finding(text, option));
    }

    private Finding finding(YamlTree at, Option option) {
        return file.finding(at, "\"" + option.name() + "\" " + option.reason(), option.instead());
    }

    private static String plain(String name) {
        return name.strip().replace("-", "").toLowerCase(Locale.ROOT);
    }
}
