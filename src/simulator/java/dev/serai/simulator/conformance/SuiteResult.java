package dev.serai.simulator.conformance;

import java.util.List;

/**
 * The rules of one family and what became of them.
 *
 * @param url of the receiver, without secrets
 * @param unjudged why no rule could be judged; empty if they could
 */
record SuiteResult(SenderFamily family, String url, String unjudged, List<RuleResult> results) {
    SuiteResult {
        results = List.copyOf(results);
    }

    boolean isJudged() {
        return unjudged.isEmpty();
    }

    long broken(Severity severity) {
        return results.stream().filter(result -> result.isBroken(severity)).count();
    }

    long count(Verdict verdict) {
        return results.stream()
                .filter(result -> result.finding().verdict() == verdict)
                .count();
    }
}
