package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What each family asks of a receiver: the status, the time, repeats, and what is not known yet. */
final class DeliveryRules {
    private static final int TIMED = 5;
    private static final int AT_ONCE = 10;
    private static final long SAMPLES_BYTES = 200_000;

    private DeliveryRules() {}

    static List<Rule> of(SenderFamily family) {
        List<Rule> rules = new ArrayList<>();
        rules.add(Rule.must(
                family + ".status",
                "An event is answered with " + family.success(),
                family.statusSource(),
                DeliveryRules::status));
        rules.add(Rule.must(
                family + ".redirect",
                "The event is taken at its address: no redirect is answered",
                family == SenderFamily.CMP || family == SenderFamily.CAMPAIGN
                        ? family.statusSource()
                        : "no sender is documented to follow one; Standard Webhooks counts it as a failure"
                                + " (https://github.com/standard-webhooks/standard-webhooks)",
                DeliveryRules::redirect));
        rules.add(samples(family));
        rules.add(Rule.of(
                isDocumented(family),
                family + ".repeat",
                "The same event once more is a success, so that the sender stops repeating it",
                family == SenderFamily.CMP || family == SenderFamily.CAMPAIGN
                        ? family.statusSource()
                        : "not documented; no order and no single delivery is promised by any of the families",
                receiver -> repeated(receiver, receiver.plain())));
        rules.add(Rule.of(
                isDocumented(family),
                family + ".unknown-event",
                "An event of an unknown type is a success",
                unknownSource(family),
                receiver -> receiver.accepts(receiver.unknown().remarked("an unknown type"))));
        rules.add(Rule.of(
                isDocumented(family),
                family + ".unknown-field",
                "Unknown fields are a success",
                unknownSource(family),
                receiver -> receiver.accepts(
                        receiver.plainWith("{\"added\":[1,\"later\",null,{}]}").remarked("an unknown field"))));
        rules.add(Rule.of(
                        family.limitSeverity(),
                        family + ".time",
                        "Each of " + TIMED + " events is answered within " + seconds(family),
                        family.limitSource(),
                        DeliveryRules::oneByOne)
                .sending(TIMED, 10_000));
        rules.add(Rule.of(
                        family.limitSeverity(),
                        family + ".time-at-once",
                        AT_ONCE + " events at once are all answered within " + seconds(family),
                        family.limitSource(),
                        DeliveryRules::atOnce)
                .sending(AT_ONCE, 20_000));
        return rules;
    }

    private static String seconds(SenderFamily family) {
        return family.limit().toSeconds() + " s";
    }

    private static Severity isDocumented(SenderFamily family) {
        return family == SenderFamily.CMP || family == SenderFamily.CAMPAIGN ? Severity.MUST : Severity.SHOULD;
    }

    private static String unknownSource(SenderFamily family) {
        return switch (family) {
            case CMP -> Sources.CMP_START;
            case CAMPAIGN ->
                "a status other than 200 is repeated for three days, and the types grew from 6 to 12: "
                        + Sources.CAMPAIGN_WEBHOOKS;
            case GRAPH -> "not documented; topics were added later (doc.expired): " + Sources.GRAPH_RESPONSE;
            case EXPERIMENTATION -> "not documented; events were added later: " + Sources.APPROVALS;
        };
    }

    private static Finding status(Receiver receiver) throws CheckFailedException, InterruptedException {
        int status = receiver.send(receiver.plain()).status();
        return receiver.family().isSuccess(status)
                ? Finding.HELD
                : Finding.broken("answered " + status + "; success is "
                        + receiver.family().success());
    }

    private static Finding redirect(Receiver receiver) throws CheckFailedException, InterruptedException {
        Answer answer = receiver.send(receiver.plain());
        return answer.isRedirect() ? Finding.broken("answered " + answer) : Finding.HELD;
    }

    static Finding repeated(Receiver receiver, Post post) throws CheckFailedException, InterruptedException {
        return receiver.accepts(post).and(() -> receiver.accepts(post.remarked("the same once more")));
    }

    private static Rule samples(SenderFamily family) {
        return Rule.must(
                        family + ".samples",
                        "Each sample of the vendor's pages is a success",
                        "payloads/index.json of this program names the page of each",
                        receiver -> {
                            List<VendorSamples.Sample> samples = new VendorSamples(receiver.run()).of(family);
                            return samples.isEmpty()
                                    ? Finding.skipped("this program has no samples of " + family)
                                    : samples(receiver, samples);
                        })
                .sending(VendorSamples.count(family), SAMPLES_BYTES);
    }

    private static Finding samples(Receiver receiver, List<VendorSamples.Sample> samples)
            throws CheckFailedException, InterruptedException {
        List<String> refused = new ArrayList<>();
        String first = "";
        for (VendorSamples.Sample sample : samples) {
            Finding finding = receiver.accepts(receiver.post(sample.body()).remarked(sample.name()));
            if (!finding.holds()) {
                first = refused.isEmpty() ? finding.saw() : first;
                refused.add(sample.name());
            }
        }
        return refused.isEmpty()
                ? Finding.HELD
                : Finding.broken(refused.size() + " of " + samples.size() + " samples: " + String.join(", ", refused)
                        + "; the first: " + first);
    }

    private static Finding oneByOne(Receiver receiver) throws CheckFailedException, InterruptedException {
        for (int i = 0; i < TIMED; i++) {
            Finding finding = inTime(receiver, receiver.send(receiver.plain()));
            if (!finding.holds()) {
                return finding;
            }
        }
        return Finding.HELD;
    }

    private static Finding inTime(Receiver receiver, Answer answer) {
        return answer.ms() <= receiver.limit().toMillis()
                ? receiver.judged(answer)
                : Finding.broken("answered after " + answer.ms() + " ms");
    }

    private static Finding atOnce(Receiver receiver) throws CheckFailedException, InterruptedException {
        List<Callable<Finding>> sends = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            Post post = receiver.plain().remarked("one of " + AT_ONCE + " at once");
            sends.add(() -> inTime(receiver, receiver.send(post)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        try {
            for (Future<Finding> each : threads.invokeAll(sends)) {
                Finding finding = result(each);
                if (!finding.holds()) {
                    return finding;
                }
            }
            return Finding.HELD;
        } finally {
            threads.shutdownNow();
        }
    }

    private static Finding result(Future<Finding> each) throws CheckFailedException, InterruptedException {
        try {
            return each.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CheckFailedException failed) {
                throw failed;
            }
            if (e.getCause() instanceof Traffic.BoundReachedException bound) {
                throw bound;
            }
            throw new IllegalStateException(e);
        }
    }

    /** A list of events, as one body. */
    static Post list(Receiver receiver, List<ObjectNode> events) {
        return receiver.post(JsonText.list(events)).remarked("a list of " + events.size());
    }
}
