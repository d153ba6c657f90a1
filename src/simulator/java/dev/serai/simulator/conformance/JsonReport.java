package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The report for programs. */
final class JsonReport {
    private JsonReport() {}

    static String of(Run run, List<SuiteResult> suites, Traffic traffic, int exitCode) {
        ObjectNode report = JsonText.object()
                .put("run", run.id())
                .put("exitCode", exitCode)
                .put("requests", traffic.requests())
                .put("bytes", traffic.bytes());
        ArrayNode families = report.putArray("families");
        suites.forEach(suite -> suite(families.addObject(), suite));
        return JsonText.pretty(report);
    }

    private static void suite(ObjectNode json, SuiteResult suite) {
        json.put("family", suite.family().toString())
                .put("url", suite.url())
                .put("held", suite.count(Verdict.HELD))
                .put("brokenMust", suite.broken(Severity.MUST))
                .put("brokenShould", suite.broken(Severity.SHOULD))
                .put("skipped", suite.count(Verdict.SKIPPED));
        if (!suite.isJudged()) {
            json.put("unjudged", suite.unjudged());
        }
        ArrayNode rules = json.putArray("rules");
        suite.results().forEach(result -> rule(rules.addObject(), result));
    }

    private static void rule(ObjectNode json, RuleResult result) {
        Rule rule = result.rule();
        json.put("id", rule.id())
                .put("title", rule.title())
                .put("severity", rule.severity().toString())
                .put("verdict", result.finding().verdict().toString())
                .put("saw", result.finding().saw())
                .put("source", rule.source())
                .put("ms", result.ms());
        ArrayNode exchanges = json.putArray("exchanges");
        result.exchanges().forEach(each -> exchanges
                .addObject()
                .put("request", each.request())
                .put("answer", each.answer())
                .put("ms", each.ms()));
    }

    /** The rules themselves. */
    static String list(List<SenderFamily> families, List<String> only) {
        ArrayNode rules = JsonText.list(List.of());
        for (SenderFamily family : families) {
            for (Rule rule : Rules.of(family, only)) {
                rules.addObject()
                        .put("family", family.toString())
                        .put("id", rule.id())
                        .put("title", rule.title())
                        .put("severity", rule.severity().toString())
                        .put("source", rule.source());
            }
        }
        return JsonText.pretty(rules);
    }
}
