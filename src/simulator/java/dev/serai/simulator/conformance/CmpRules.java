package dev.serai.simulator.conformance;

import java.util.List;

/** What only CMP does. */
final class CmpRules {
    private static final int LARGE = 1_000_000;
    /** 10 of 30 s. */
    private static final int OLDER_PART = 3;

    static final List<Rule> ALL = List.of(
            Rule.should(
                    "cmp.time-10s",
                    "An event is answered within 10 s, the limit of older pages",
                    "https://newscred.github.io/settings-ex-im-automation-sample/webhooks.html",
                    CmpRules::inOlderTime),
            Rule.must(
                    "cmp.unknown-header",
                    "Unknown request headers are a success",
                    Sources.CMP_START,
                    receiver -> receiver.accepts(receiver.plain()
                            .with("X-Conformance-Added", receiver.run().id())
                            .remarked("an unknown header"))),
            Rule.must(
                            "cmp.article-of-1-mb",
                            "A published article of 1 MB is a success",
                            Sources.CMP_PUBLISHING,
                            receiver -> receiver.accepts(receiver.post(new CmpEvents(receiver.run()).published(LARGE))
                                    .remarked("a large article")))
                    .sending(1, LARGE + 5_000));

    private CmpRules() {}

    private static Finding inOlderTime(Receiver receiver) throws CheckFailedException, InterruptedException {
        Answer answer = receiver.send(receiver.plain());
        return answer.ms() <= receiver.limit().dividedBy(OLDER_PART).toMillis()
                ? receiver.judged(answer)
                : Finding.broken("answered after " + answer.ms() + " ms");
    }
}
