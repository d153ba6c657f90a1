package dev.serai.simulator.conformance;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Runs the rules of one family against a receiver. */
final class Suite {
    /** Requests and bytes of {@link Receiver#greet}. */
    static final int GREETINGS = 2;

    static final long GREETING_BYTES = 4_000;

    /** So many rules in a row without an answer in time, and the rest is not tried: each would cost the whole limit. */
    private static final int PATIENCE = 3;

    private final Receiver receiver;
    private final Traffic traffic;
    private final Listener listener;
    private final List<RuleResult> results = new ArrayList<>();
    private final Set<String> stillJudged = new HashSet<>();
    private @Nullable String stopped;
    private String unjudged = "";
    private int late;

    /** Hears of each rule as soon as it is judged. */
    @FunctionalInterface
    interface Listener {
        void judged(RuleResult result);
    }

    Suite(Receiver receiver, Traffic traffic, Listener listener) {
        this.receiver = receiver;
        this.traffic = traffic;
        this.listener = listener;
    }

    /** @param url of the receiver, as it may be shown */
    SuiteResult run(List<Rule> rules, String url) throws InterruptedException {
        greet();
        traffic.takeExchanges();
        for (Rule rule : rules) {
            RuleResult result = mayRun(rule) ? judge(rule) : RuleResult.untried(rule, String.valueOf(stopped));
            results.add(result);
            listener.judged(result);
        }
        return new SuiteResult(receiver.family(), url, unjudged, results);
    }

    private void greet() {
        try {
            Answer answer = receiver.greet();
            if (answer.isRefusal()) {
                unjudged = "a plain event is answered " + answer + ": "
                        + (receiver.credential() == null
                                ? "say the secret of the receiver by "
                                        + receiver.family().secretOptions()
                                : "the secret that was given is not the one that the receiver accepts");
            } else if (answer.status() == 404 || answer.status() == 405) {
                unjudged = "a plain event is answered " + answer + ": no webhook is at this address; correct it";
            } else if (!answer.isSuccessful()) {
                stop("a plain event is answered " + answer, "status", "redirect");
            }
        } catch (CheckFailedException e) {
            stop("a plain event gets " + e.getMessage(), "status", e.isLate() ? "time" : "status");
        } catch (Traffic.BoundReachedException e) {
            stopped = e.getMessage();
        }
        stopped = unjudged.isEmpty() ? stopped : unjudged;
    }

    /** @param still the rules that are about it, without the family */
    private void stop(String why, String... still) {
        stopped = why + ", so that nothing else can be judged";
        for (String each : still) {
            stillJudged.add(receiver.family() + "." + each);
        }
    }

    private boolean mayRun(Rule rule) {
        return stopped == null || stillJudged.contains(rule.id());
    }

    private RuleResult judge(Rule rule) throws InterruptedException {
        long began = System.nanoTime();
        Finding finding;
        try {
            finding = rule.check().judge(receiver);
            late = 0;
        } catch (CheckFailedException e) {
            finding = Finding.broken(String.valueOf(e.getMessage()));
            late = e.isLate() ? late + 1 : 0;
            if (late == PATIENCE) {
                stopped = PATIENCE + " rules in a row got no answer in time, so that the rest was not tried";
            }
        } catch (Traffic.BoundReachedException e) {
            finding = Finding.skipped(String.valueOf(e.getMessage()));
            stopped = e.getMessage();
        }
        return new RuleResult(rule, finding, traffic.takeExchanges(), (System.nanoTime() - began) / 1_000_000, true);
    }
}
