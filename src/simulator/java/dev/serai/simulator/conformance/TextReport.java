package dev.serai.simulator.conformance;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/** The report for people, rule by rule as they are judged. */
final class TextReport {
    private static final int SHOWN = 3;
    private static final String INDENT = "        ";
    private final PrintWriter out;
    private final Ansi ansi;

    TextReport(PrintWriter out, Ansi ansi) {
        this.out = out;
        this.ansi = ansi;
    }

    void announce(Run run, Volume volume) {
        out.println("Run " + run.id() + " sends " + volume + ". Each event has " + run.id()
                + " inside; all people are of" + " example.test.");
        out.flush();
    }

    void begin(SenderFamily family, String url) {
        out.println();
        out.println(family + " at " + url);
        out.flush();
    }

    void judged(RuleResult result) {
        if (!result.tried()) {
            return;
        }
        Rule rule = result.rule();
        out.println(
                "  " + mark(result) + "  " + String.format("%-6s  %-40s  ", rule.severity(), rule.id()) + rule.title());
        if (!result.finding().saw().isEmpty()) {
            out.println(INDENT + result.finding().saw());
        }
        if (result.finding().verdict() == Verdict.BROKEN) {
            List<Exchange> exchanges = result.exchanges();
            exchanges.stream().skip(Math.max(0, exchanges.size() - SHOWN)).forEach(each -> out.println(INDENT + each));
            out.println(INDENT + "source: " + rule.source());
        }
        out.flush();
    }

    /** Only the mark is markup. */
    private String mark(RuleResult result) {
        return ansi.string(
                switch (result.finding().verdict()) {
                    case HELD -> "@|green ok  |@";
                    case SKIPPED -> "@|faint skip|@";
                    case BROKEN ->
                        result.rule().severity() == Severity.MUST ? "@|bold,red FAIL|@" : "@|bold,yellow warn|@";
                });
    }

    /** Says why rules were not tried. */
    void ended(SuiteResult suite) {
        List<String> untried = suite.results().stream()
                .filter(result -> !result.tried())
                .map(result -> result.finding().saw())
                .toList();
        if (!untried.isEmpty()) {
            out.println("  " + ansi.string("@|faint skip|@") + "  " + untried.size() + " rules: " + untried.get(0));
        }
        out.flush();
    }

    void end(List<SuiteResult> suites, Traffic traffic) {
        out.println();
        for (SuiteResult suite : suites) {
            out.println(String.format("%-16s", suite.family())
                    + (suite.isJudged() ? counts(suite) : "not judged: " + suite.unjudged()));
        }
        out.println(traffic.requests() + " requests, " + traffic.bytes() / 1000 + " kB");
        out.flush();
    }

    private static String counts(SuiteResult suite) {
        return suite.results().size() + " rules: " + suite.count(Verdict.HELD) + " hold, "
                + suite.broken(Severity.MUST) + " must and " + suite.broken(Severity.SHOULD) + " should are broken, "
                + suite.count(Verdict.SKIPPED) + " skipped";
    }
}
