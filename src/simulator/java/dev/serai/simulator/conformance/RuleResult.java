package dev.serai.simulator.conformance;

import java.util.List;

/**
 * A rule and what became of it.
 *
 * @param exchanges what was sent for it
 * @param ms how long it took
 * @param tried false if the run could not come to it
 */
record RuleResult(Rule rule, Finding finding, List<Exchange> exchanges, long ms, boolean tried) {
    RuleResult {
        exchanges = List.copyOf(exchanges);
    }

    static RuleResult untried(Rule rule, String reason) {
        return new RuleResult(rule, Finding.skipped(reason), List.of(), 0, false);
    }

    boolean isBroken(Severity severity) {
        return finding.verdict() == Verdict.BROKEN && rule.severity() == severity;
    }
}
