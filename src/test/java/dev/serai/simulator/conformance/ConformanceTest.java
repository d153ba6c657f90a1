package dev.serai.simulator.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Element;

/** What its users see of the kit. */
class ConformanceTest {
    @TempDir
    Path directory = Path.of("");

    private static SmallReceiver receiver(SenderFamily family, Quirk... quirks) {
        return SmallReceiver.with(family, List.of(quirks));
    }

    @ParameterizedTest
    @CsvSource({
        "http://h/webhooks/cmp, [cmp]",
        "http://h/Campaign/x, [campaign]",
        "http://h/hook, '[campaign, cmp, graph, experimentation]'"
    })
    void guessesTheFamilyFromThePath(String url, String families) {
        assertThat(SenderFamily.guessed(url.replace("http://h", ""))).hasToString(families);
    }

    @Test
    void endsWithZeroIfOnlyShouldsAreBroken() throws IOException {
        try (SmallReceiver receiver = receiver(SenderFamily.CMP, Quirk.CLOSES_AND_SAYS_SO)) {
            Kit kit = Kit.run("--family", "cmp", "--only", "http.keep-alive", "--no-color", receiver.url());

            assertThat(kit.out())
                    .contains("warn  should  http.keep-alive")
                    .contains("POST /hook, 15")
                    .contains("→ 200 in ")
                    .contains("source: https://www.rfc-editor.org/rfc/rfc9112#section-9.3")
                    .contains("1 rules: 0 hold, 0 must and 1 should are broken, 0 skipped");
            assertThat(kit.status()).isZero();
        }
    }

    @Test
    void endsWithOneIfAMustIsBroken() throws IOException {
        try (SmallReceiver receiver = receiver(SenderFamily.CMP, Quirk.REDIRECTS)) {
            Kit kit = Kit.run("--family", "cmp", "--no-color", receiver.url());

            assertThat(kit.out())
                    .contains("FAIL  must    cmp.status")
                    .contains("answered 302 (a redirect, which the sender does not follow)")
                    .contains("so that nothing else can be judged")
                    .doesNotContain("first-secret");
            assertThat(kit.status()).isEqualTo(1);
        }
    }

    @Test
    void endsWithTwoIfTheSecretIsMissingOrWrong() throws IOException {
        try (SmallReceiver receiver = receiver(SenderFamily.CMP)) {
            Kit missing = Kit.run(Map.of(), null, "--family", "cmp", receiver.url());
            Kit wrong = Kit.run(Map.of(), null, "--family", "cmp", "--secret", "no-such-secret", receiver.url());

            assertThat(missing.out()).contains("not judged: a plain event is answered 401: say the secret");
            assertThat(missing.status()).isEqualTo(2);
            assertThat(wrong.out())
                    .contains("the secret that was given is not the one that the receiver accepts")
                    .doesNotContain("no-such-secret");
            assertThat(wrong.status()).isEqualTo(2);
        }
    }

    @Test
    void skipsTheRulesOfASecretThatNobodyWants() throws IOException {
        try (SmallReceiver receiver = receiver(SenderFamily.CMP, Quirk.IGNORES_THE_SECRET)) {
            Kit kit = Kit.run(Map.of(), null, "--family", "cmp", "--only", "cmp.secret-wrong", receiver.url());

            assertThat(kit.out()).contains("no secret is given (--secret)");
            assertThat(kit.status()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "the address of the receiver is missing|--family cmp",
                "it is no address such as|ftp://localhost/cmp",
                "it has a user or a password inside; say --basic instead|http://user:pass@localhost/campaign",
                "no rule is called cmp.lists; --list names all|http://localhost/cmp --only cmp.lists",
                "'5' is no duration such as 500ms, 5s or 1m|http://localhost/cmp --timeout 5",
                "--header: cmp sends its secret otherwise; say --secret|http://localhost/cmp --header X-Token:secret",
                "--basic: the value is not like user:password|http://localhost/campaign --basic secret",
                "there is no file nowhere.txt that can be read|http://localhost/cmp --secret-file nowhere.txt",
            })
    void saysWhatToWriteInstead(String problem, String arguments) {
        Kit kit = Kit.run(arguments.split(" "));

        assertThat(kit.err())
                .contains(problem)
                .contains("See serai conformance --help")
                .doesNotContain("pass@");
        assertThat(kit.status()).isEqualTo(2);
    }

    /** 192.0.2.1 is of nobody (RFC 5737), and nothing is sent to it. */
    @ParameterizedTest
    @CsvSource({",say --yes to send made-up events to it: up to", "n,nothing was sent", "'',nothing was sent"})
    void sendsToNoOtherMachineUnasked(String answer, String problem) {
        Kit kit = Kit.run(Map.of(), answer, "http://192.0.2.1/webhooks/cmp");

        assertThat(kit.err()).contains(problem);
        assertThat(kit.out()).isEmpty();
        assertThat(kit.status()).isEqualTo(2);
    }

    @Test
    void readsSecretsFromAFileAndTheEnvironment() throws IOException {
        Path file = Files.writeString(directory.resolve("secrets.txt"), "# mine\ncmp.secret=first-secret\n");
        try (SmallReceiver receiver = receiver(SenderFamily.CMP)) {
            String[] both = {"--family", "cmp", "--only", "cmp.secret-wrong", receiver.url()};
            assertThat(Kit.run(
                                    Map.of(),
                                    null,
                                    "--secret-file",
                                    file.toString(),
                                    "--family",
                                    "cmp",
                                    "--only",
                                    "cmp.status",
                                    receiver.url())
                            .status())
                    .isZero();
            assertThat(Kit.run(Map.of("CONFORMANCE_SECRET", "second-secret"), null, both)
                            .status())
                    .isZero();
            assertThat(Kit.run(
                                    Map.of("CONFORMANCE_SECRET", "other", "CONFORMANCE_CMP_SECRET", "first-secret"),
                                    null,
                                    both)
                            .status())
                    .isZero();
        }
    }

    @Test
    void writesWhatBuildServersRead() throws Exception {
        Path file = directory.resolve("report.xml");
        try (SmallReceiver receiver = receiver(SenderFamily.CMP, Quirk.FAILS_AT_UNKNOWN_TYPES, Quirk.REFUSES_NUL)) {
            Kit.run(
                    "--junit",
                    file.toString(),
                    "--family",
                    "cmp",
                    "--only",
                    "cmp.unknown-event",
                    "--only",
                    "json.nul",
                    "--only",
                    "json.blanks",
                    receiver.url());
        }
        Element suite = (Element) DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file.toFile())
                .getElementsByTagName("testsuite")
                .item(0);

        assertThat(suite.getAttribute("name")).isEqualTo("conformance.cmp");
        assertThat(suite.getAttribute("tests")).isEqualTo("3");
        assertThat(suite.getAttribute("failures")).isEqualTo("1");
        assertThat(((Element) suite.getElementsByTagName("failure").item(0)).getAttribute("message"))
                .isEqualTo("answered 500; success is 200 or 202");
        assertThat(((Element) suite.getElementsByTagName("skipped").item(0)).getAttribute("message"))
                .startsWith("should: answered 400");
    }

    @ParameterizedTest
    @EnumSource
    void sendsNoMoreThanItSays(SenderFamily family) throws IOException {
        try (SmallReceiver receiver = receiver(family)) {
            List<Rule> rules = Rules.of(family);
            Volume said = Volume.of(List.of(rules));
            Kit kit = Kit.json("--family", family.toString(), "--timeout", "1s", receiver.url());
            JsonNode report = kit.report();

            assertThat(report.path("requests").asInt()).isBetween(rules.size(), said.requests());
            assertThat(report.path("bytes").asLong()).isBetween(1L, said.bytes());
            for (JsonNode rule : report.path("families").path(0).path("rules")) {
                Rule declared = rules.stream()
                        .filter(each -> each.id().equals(rule.path("id").asText()))
                        .findFirst()
                        .orElseThrow();
                assertThat(rule.path("exchanges").size()).as(declared.id()).isLessThanOrEqualTo(declared.requests());
            }
        }
    }

    @Test
    void endsWhenABoundIsReached() throws Exception {
        try (SmallReceiver receiver = receiver(SenderFamily.CMP)) {
            Traffic traffic = new Traffic(3, 1_000_000, Duration.ofMinutes(1));
            Receiver judged = new Receiver(
                    SenderFamily.CMP,
                    new Target(URI.create(receiver.url())),
                    List.of(new Credential.Header("Callback-Secret", "first-secret")),
                    Duration.ofSeconds(5),
                    traffic,
                    Run.start(Clock.systemUTC()));
            SuiteResult result = new Suite(judged, traffic, each -> {}).run(Rules.of(SenderFamily.CMP), "");

            assertThat(result.results().get(0).finding()).isEqualTo(Finding.HELD);
            assertThat(result.results()
                            .get(result.results().size() - 1)
                            .finding()
                            .saw())
                    .contains("the run may send 3 requests");
        }
    }

    @ParameterizedTest
    @EnumSource
    void marksEachEventWithTheRun(SenderFamily family) {
        Run run = new Run("0a1b2c3d", Clock.systemUTC(), new AtomicInteger());
        Events events = Events.of(family, run);

        assertThat(events.plain().toString()).contains("0a1b2c3d");
        assertThat(events.unknown().toString()).contains("0a1b2c3d");
        assertThat(new VendorSamples(run).of(family))
                .allSatisfy(sample ->
                        assertThat(sample.body()).contains("0a1b2c3d").doesNotContainPattern("@(?!example\\.test)"));
    }

    @Test
    void showsNoSecretOfAnAddress() {
        Target target = new Target(URI.create("https://h.example.test/webhooks/graph/6f1c9e0a7b3d4e5f?token=hidden"));

        assertThat(target.shown()).isEqualTo("https://h.example.test/webhooks/graph/…?…");
        assertThat(new Credential.Header("X-Token", "hidden")).hasToString("header X-Token");
        assertThat(new Credential.Basic("me", "hidden")).hasToString("header Authorization");
        assertThat(new Credential.Signature("hidden")).hasToString("header X-Hub-Signature");
    }

    /** The vector of the vendor's own receiver, github.com/optimizely/agent. */
    @Test
    void signsAsExperimentationDoes() {
        String body =
                "{\"project_id\":42,\"timestamp\":42424242,\"event\":\"project.datafile_updated\",\"data\":{\"revision\":101,"
                        + "\"origin_url\":\"origin.optimizely.com/datafiles/myDatafile\","
                        + "\"cdn_url\":\"cdn.optimizely.com/datafiles/myDatafile\",\"environment\":\"Production\"}}";

        assertThat(new Credential.Signature("I am secret").headers(body))
                .isEqualTo(Map.of("X-Hub-Signature", "sha1=e0199de63fb7192634f52136d4ceb7dc6f191da3"));
    }

    @Test
    void sendsNoPartOfTheRightSecretWhereItMustBeWrong() {
        assertThat(new Credential.Header("Authorization", "Bearer right")
                        .wrong()
                        .headers(""))
                .isEqualTo(Map.of("Authorization", "Bearer conformance-wrong-secret"));
        assertThat(new Credential.Basic("me", "right").wrong())
                .isEqualTo(new Credential.Basic("me", "conformance-wrong-secret"));
    }

    @Test
    void listsEachRuleOnceWithItsSource() {
        Kit kit = Kit.run("--list", "--family", "campaign");

        assertThat(kit.out())
                .contains("must    campaign.list ")
                .contains("https://support.optimizely.com/hc/en-us/articles/4413205577997-Webhooks")
                .doesNotContain("cmp.");
        for (SenderFamily family : SenderFamily.values()) {
            List<String> ids = Rules.of(family).stream().map(Rule::id).toList();
            assertThat(Set.copyOf(ids)).hasSameSizeAs(ids);
        }
    }
}
