package dev.serai.simulator.conformance;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** That the secret is looked at. Every other rule shows that the right one is accepted. */
final class SecretRules {
    private SecretRules() {}

    static List<Rule> of(SenderFamily family) {
        String source =
                switch (family) {
                    case CAMPAIGN -> Sources.CAMPAIGN_CREATE;
                    case CMP -> Sources.CMP_START;
                    case GRAPH -> "the headers that were registered with the webhook: " + Sources.GRAPH_REGISTRATION;
                    case EXPERIMENTATION -> Sources.EXPERIMENTATION;
                };
        return List.of(
                Rule.must(
                        family + ".secret-wrong",
                        "A wrong secret is refused with 401 or 403",
                        source,
                        withSecret(receiver -> receiver.refuses(
                                receiver.plain().by(wrong(receiver)).remarked("a wrong secret")))),
                Rule.must(
                        family + ".secret-missing",
                        "No secret is refused with 401 or 403",
                        source,
                        withSecret(receiver ->
                                receiver.refuses(receiver.plain().by(null).remarked("no secret")))),
                Rule.should(
                        family + ".secret-echoed",
                        "The answer does not have the secret of the request inside",
                        "an answer is kept by proxies and in logs, and a sender may show it (responseBody): "
                                + Sources.CAMPAIGN_VERIFY,
                        withSecret(SecretRules::echoed)),
                Rule.should(
                        family + ".secret-rotation",
                        "Two secrets are accepted while they are changed, so that no event is refused",
                        "no sender changes its secret at the moment at which the receiver does",
                        SecretRules::rotation),
                Rule.must(
                        family + ".secret-header-case",
                        "The header of the secret is found whatever the case of its name",
                        Sources.http("5.1"),
                        withSecret(SecretRules::lowerCase)));
    }

    private static Check withSecret(Check check) {
        return receiver -> receiver.credential() == null
                ? Finding.skipped("no secret is given (" + receiver.family().secretOptions() + ")")
                : check.judge(receiver);
    }

    private static @Nullable Credential wrong(Receiver receiver) {
        Credential right = receiver.credential();
        return right == null ? null : right.wrong();
    }

    private static Finding echoed(Receiver receiver) throws CheckFailedException, InterruptedException {
        Post post = receiver.plain();
        String text = receiver.send(post).text();
        Credential sent = receiver.credential();
        return sent != null && sent.headers(post.body()).values().stream().anyMatch(text::contains)
                ? Finding.broken("the answer repeats the value of the " + sent)
                : Finding.HELD;
    }

    private static Finding rotation(Receiver receiver) throws CheckFailedException, InterruptedException {
        if (receiver.credentials().size() < 2) {
            return Finding.skipped("no second secret is given; say "
                    + receiver.family().secretOptions().replaceAll(" or .*", "") + " twice");
        }
        for (Credential each : receiver.credentials()) {
            int number = receiver.credentials().indexOf(each) + 1;
            Finding finding = receiver.accepts(receiver.plain().by(each).remarked("secret " + number));
            if (!finding.holds()) {
                return finding;
            }
        }
        return Finding.HELD;
    }

    private static Finding lowerCase(Receiver receiver) throws CheckFailedException, InterruptedException {
        Credential right = receiver.credential();
        Post post = receiver.plain();
        if (right == null) {
            return Finding.HELD;
        }
        for (boolean lower : List.of(true, false)) {
            Post cased = post.by(null).remarked(lower ? "header in lower case" : "header in upper case");
            for (Map.Entry<String, String> each : right.headers(post.body()).entrySet()) {
                String name = lower
                        ? each.getKey().toLowerCase(Locale.ROOT)
                        : each.getKey().toUpperCase(Locale.ROOT);
                cased = cased.with(name, each.getValue());
            }
            Finding finding = receiver.accepts(cased);
            if (!finding.holds()) {
                return finding;
            }
        }
        return Finding.HELD;
    }
}
