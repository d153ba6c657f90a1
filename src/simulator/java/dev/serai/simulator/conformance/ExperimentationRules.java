package dev.serai.simulator.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What only Experimentation does: data of two forms, and a signature over the body as it is sent. */
final class ExperimentationRules {
    private static final Finding NO_SECRET =
            Finding.skipped("no secret is given (" + SenderFamily.EXPERIMENTATION.secretOptions() + ")");

    static final List<Rule> ALL = List.of(
            Rule.should(
                    "experimentation.snippet",
                    "An event without an environment, as Web Experimentation sends it, is a success",
                    "the environment was added later, and only to some events: " + Sources.EXPERIMENTATION,
                    receiver -> receiver.accepts(receiver.post(new ExperimentationEvents(receiver.run()).snippet())
                            .remarked("project.snippet_updated"))),
            Rule.must(
                    "experimentation.data-list",
                    "An event whose data is a list is a success",
                    Sources.APPROVALS,
                    receiver ->
                            receiver.accepts(receiver.post(changes(receiver, 1)).remarked("data is a list of one"))),
            Rule.should(
                    "experimentation.data-list-of-3",
                    "An event whose data lists three changes is a success",
                    "the length of the list is not documented: " + Sources.APPROVALS,
                    receiver ->
                            receiver.accepts(receiver.post(changes(receiver, 3)).remarked("data is a list of three"))),
            Rule.must(
                    "experimentation.signature-of-bytes",
                    "The signature is compared with the bytes of the body, not with its JSON written anew",
                    Sources.EXPERIMENTATION,
                    ExperimentationRules::ofBytes),
            Rule.must(
                    "experimentation.signature-of-other-body",
                    "A body that was changed after it was signed is refused",
                    Sources.EXPERIMENTATION,
                    ExperimentationRules::ofOtherBody),
            Rule.must(
                    "experimentation.signature-short",
                    "A signature of another length is refused with 401 or 403, and is no failure of the receiver",
                    Sources.EXPERIMENTATION,
                    ExperimentationRules::ofOtherLength));

    private ExperimentationRules() {}

    private static ObjectNode changes(Receiver receiver, int entries) {
        return new ExperimentationEvents(receiver.run()).changes("project.flag_updated", entries);
    }

    private static Finding ofBytes(Receiver receiver) throws CheckFailedException, InterruptedException {
        if (receiver.credential() == null) {
            return NO_SECRET;
        }
        String body =
                " \n" + JsonText.pretty(changes(receiver, 1)).replace("Conformance", "\\u0043onformance") + "\r\n";
        return receiver.accepts(receiver.post(body).remarked("blanks, line ends and an escape in the body"));
    }

    private static Finding ofOtherBody(Receiver receiver) throws CheckFailedException, InterruptedException {
        Credential credential = receiver.credential();
        if (credential == null) {
            return NO_SECRET;
        }
        Post signed = receiver.plain();
        Post other = receiver.plain().by(null).remarked("with the signature of another body");
        return receiver.refuses(other.with(
                Credential.Signature.HEADER,
                String.join("", credential.headers(signed.body()).values())));
    }

    private static Finding ofOtherLength(Receiver receiver) throws CheckFailedException, InterruptedException {
        return receiver.credential() == null
                ? NO_SECRET
                : receiver.refuses(receiver.plain()
                        .by(null)
                        .with(Credential.Signature.HEADER, "sha1=00ff")
                        .remarked("a signature of four digits"));
    }
}
