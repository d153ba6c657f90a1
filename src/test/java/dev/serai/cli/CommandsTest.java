package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.serai.config.Config;
import dev.serai.testing.Gateway;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the commands print, and what they end with. */
@SuppressWarnings("NullAway.Init")
class CommandsTest {
    private final Map<String, String> environment = new HashMap<>();
    private final List<Boolean> runs = new ArrayList<>();

    @TempDir
    Path home;

    private Routes routes;

    private record Ended(int status, String out, String err) {}

    @BeforeEach
    void shippedRoutes() {
        routes = Routes.copyTo(home.resolve("routes"));
    }

    private Ended serai(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = SeraiCommand.line(this::run, environment);
        line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        int status = line.execute(arguments);
        line.getOut().flush();
        line.getErr().flush();
        return new Ended(status, out.toString(), err.toString());
    }

    private void run(Config config, boolean strict) {
        runs.add(strict);
    }

    private Ended atHome(String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("--home", home.toString(), command));
        all.addAll(List.of(arguments));
        return serai(all.toArray(String[]::new));
    }

    @Test
    void withoutACommandItRunsTheGateway() {
        assertThat(serai().status()).isZero();
        assertThat(serai("--strict").status()).isZero();
        assertThat(serai("run", "--strict").status()).isZero();
        assertThat(runs).containsExactly(false, true, true);
    }

    @ParameterizedTest
    @CsvSource({
        "--bogus, Unknown option: '--bogus'",
        "chekc, Unmatched argument at index 0: 'chekc'",
        "try, Missing required argument (specify one of these): (FILE | --event=ID)",
        "check no-such-file.yaml, there is no file no-such-file.yaml",
        "--home no-such-directory check, --home: there is no directory no-such-directory",
        "try no-such-sample, there is no file and no sample no-such-sample",
        "try --event 1 --header X-Topic=paid, --header is for a FILE; what the headers of a stored event said is known",
        "sample bouncing, there is no sample bouncing",
    })
    void whatCannotBeUnderstoodIsNamed(String arguments, String said) {
        Ended ended = serai(arguments.split(" "));

        assertThat(ended.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(ended.err()).startsWith("serai: " + said);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void theVariableNamesTheHomeToo() {
        environment.put("SERAI_HOME", home.resolve("none").toString());

        assertThat(serai("check").err())
                .isEqualToIgnoringNewLines(
                        "serai: SERAI_HOME in the environment: there is no directory " + home.resolve("none"));
    }

    @Test
    void theShippedRoutesAreRight() {
        Ended ended = atHome("check");

        assertThat(ended.out()).matches("\\d+ route files, \\d+ cases: nothing is wrong\\R");
        assertThat(ended.status()).isZero();
    }

    @Test
    void aMistakeIsShownWithItsLineAndWhatToWrite() throws IOException {
        Path file = home.resolve("routes/destinations/asset-archive.camel.yaml");
        String text = Files.readString(file);
        Files.writeString(file, text.replaceFirst("(?m)^( +)- to:$", "$1- wireTap:"));
        int line = text.substring(0, text.indexOf("- to:")).split("\n", -1).length;

        Ended ended = atHome("check", "--no-color");

        assertThat(ended.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(ended.out())
                .contains(file + ":" + line + ":")
                .contains("error: \"wireTap:\" can end a route normally after a failure")
                .containsPattern("\\R +" + line + " \\| +- wireTap:\\R +\\| +\\^\\R += take it out")
                .contains("1 error, 0 warnings");
    }

    @Test
    void aFileInAnotherCharsetIsNamed() throws IOException {
        Path file = home.resolve("routes/campaign.camel.yaml");
        Files.writeString(file, "# Z\u00fcrich\n" + Files.readString(file), StandardCharsets.ISO_8859_1);
        Path payload =
                Files.writeString(home.resolve("event.json"), "{\"a\": \"\u00fc\"}", StandardCharsets.ISO_8859_1);

        assertThat(atHome("check", "--no-color"))
                .matches(ended ->
                        ended.status() == ExitStatus.FINDING && ended.out().contains(file + ":1: error: is not UTF-8"));
        assertThat(atHome("try", payload.toString()).err()).startsWith("serai: " + payload + " is not UTF-8");
    }

    @Test
    void onlyTheFilesThatAreNamedAreTold() throws IOException {
        routes.edit("destinations/asset-archive.camel.yaml", "- to:", "- wireTap:");

        assertThat(atHome("check", home.resolve("routes/cmp.camel.yaml").toString())
                        .status())
                .isZero();
        assertThat(atHome(
                                "check",
                                home.resolve("routes/destinations/asset-archive.sql")
                                        .toString())
                        .status())
                .isEqualTo(ExitStatus.FINDING);
    }

    @Test
    void aCaseThatFailsIsAFinding() throws IOException {
        routes.edit("campaign.camel.yaml", "== 'bounce'", "== 'click'");

        Ended ended = atHome("check", "--json");

        JsonNode report = new ObjectMapper().readTree(ended.out());
        assertThat(ended.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(report.path("findings").findValuesAsText("reason"))
                .anyMatch(reason -> reason.contains("expect is [] where [salesforce-bounces] is expected"));
    }

    @Test
    void onlineTheFarSidesAreAsked() throws IOException {
        environment.put("SALESFORCE_LOGIN_URL", "http://127.0.0.1:" + Ports.free());
        environment.put("SALESFORCE_CLIENT_ID", "id");
        environment.put("SALESFORCE_CLIENT_SECRET", "sesame-open-yourself");
        environment.put("JOURNAL_URL", "jdbc:h2:file:" + home.resolve("data/serai"));
        String file = home.resolve("routes/destinations/salesforce-bounces.camel.yaml")
                .toString();

        Ended all = atHome("check", "--online", "--no-color");
        Ended one = atHome("check", "--online", "--json", file);

        assertThat(all.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(all.out())
                .contains("salesforce.login-url: error: salesforce: cannot be asked: ")
                .contains("journal.url: error: jdbc:archive, which is the journal's own database, cannot be asked: ")
                .contains(" cases, asked salesforce, jdbc:archive: 2 errors, 0 warnings")
                .doesNotContain("sesame");
        JsonNode report = new ObjectMapper().readTree(one.out());
        assertThat(report.path("asked")).hasSize(1).first().isEqualTo(TextNode.valueOf("salesforce"));
        assertThat(report.path("findings").findValuesAsText("file")).containsExactly("salesforce.login-url");
        assertThat(home.resolve("data")).doesNotExist();
        assertThat(serai("check", "--help").out()).contains("--online");
    }

    @Test
    void aNameThatIsUncheckedAndNoFileIsNamed() {
        environment.put("ROUTES_UNCHECKED", "slack-alert,nothing-like-it");

        Ended ended = atHome("check", "--no-color");

        assertThat(ended.status()).isZero();
        assertThat(ended.out())
                .contains("routes.unchecked: warning: there is no route file slack-alert.camel.yaml")
                .contains("= write slack-alerts")
                .contains("routes.unchecked: warning: there is no route file nothing-like-it.camel.yaml")
                .contains("= take the name out");
    }

    @Test
    void aRouterOfNoFamilyIsNamedOnce() throws IOException {
        routes.copy("campaign.camel.yaml", "shop.camel.yaml");
        Path file = home.resolve("routes/shop.camel.yaml");
        Files.writeString(
                file,
                Files.readString(file).replace("direct:campaign", "direct:shop").replace("id: campaign", "id: shop"));

        assertThat(atHome("check", "--no-color").out()).containsOnlyOnce("no family is called");
    }

    @Test
    void tryShowsTheBranchAndTheRecord() {
        Ended ended = atHome("try", "campaign/bounce");

        assertThat(ended.status()).isZero();
        assertThat(ended.out())
                .contains("campaign bounce ")
                .containsPattern(
                        "campaign.camel.yaml:\\d+ when \\$\\{header.eventType} == 'bounce' → outbox:salesforce-bounces")
                .contains("== salesforce-bounces would make these 3 calls:")
                .contains("its events would wait: salesforce.login-url, ")
                .contains("q = SELECT Id, Email FROM Contact WHERE Email IN ('john.smith@example.com')")
                .contains("/composite/sobjects/Email_Event__c/Event_Key__c")
                .contains("\"Type__c\" : \"bounce\"");
    }

    @Test
    void tryTellsThatNothingLeadsAnywhere() {
        Ended ended = atHome("try", "campaign/open");

        assertThat(ended.status()).isZero();
        assertThat(ended.out()).contains("no branch leads to a destination: the event is kept only");
    }

    @Test
    void trySaysWhatIsNotSetAndShowsTheMailAllTheSame() {
        Ended ended = atHome("try", "cmp/asset_published");

        assertThat(ended.status()).isZero();
        assertThat(ended.out())
                .contains("its events would wait: mail.host not set, mail.from not set, mail.editors.to not set")
                .contains("To: mail-editors-to-is-not-set@example.invalid")
                .contains("Subject: CMP: 2 published")
                .contains("| This was published in CMP:");
    }

    @Test
    void trySaysThatADestinationIsNotEnabled() {
        environment.put("DESTINATION_EDITORS_MAIL_ENABLED", "false");

        Ended ended = atHome("try", "cmp/asset_published");

        assertThat(ended.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(ended.out())
                .contains("destination.editors-mail.enabled=true enables it")
                .contains("== editors-mail would make no call")
                .contains("its events would wait: it has no route that is loaded and enabled");
    }

    @Test
    void tryMasksSecrets() throws IOException {
        environment.put("HUBSPOT_TOKEN", "sesame-open-yourself");
        environment.put("DESTINATION_HUBSPOT_BOUNCES_ENABLED", "true");
        routes.edit("campaign.camel.yaml", "outbox:salesforce-bounces", "outbox:hubspot-bounces");

        Ended ended = atHome("try", "campaign/bounce", "--json");

        assertThat(ended.out())
                .contains("\"destination\":\"hubspot-bounces\"")
                .contains("POST https://api.hubapi.com/crm/v3/objects/contacts/batch/upsert")
                .contains("xxxxxx")
                .doesNotContain("sesame");
    }

    @Test
    void tryNamesTheFileThatIsNoEvent() throws IOException {
        Path broken = Files.writeString(home.resolve("broken.json"), "{\"event\": \n oops}");
        Path other = Files.writeString(home.resolve("other.json"), "{\"a\": 1}");

        assertThat(atHome("try", broken.toString()))
                .matches(ended -> ended.status() == ExitStatus.USAGE
                        && ended.err().startsWith("serai: " + broken + " is no JSON: "));
        assertThat(atHome("try", other.toString(), "--family", "campaign"))
                .matches(ended -> ended.status() == ExitStatus.USAGE
                        && ended.err().startsWith("serai: " + other + " is no event of campaign: "));
        assertThat(atHome("try", other.toString(), "--family", "commerce").err())
                .startsWith(
                        "serai: no family is called commerce; there are campaign, cmp, graph, serai, experimentation");
    }

    @Test
    void tryReadsWhatHeadersSayAndEachEventOfAList() throws IOException {
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/application.properties"), """
                family.shop.type=header:X-Topic
                family.shop.id=/orders/0/id
                family.shop.list=/orders
                family.shop.secrets=a-secret-of-the-shop
                """);
        String orders = Files.writeString(home.resolve("orders.json"), "{\"orders\":[{\"id\":1},{\"id\":2}]}")
                .toString();

        assertThat(atHome("try", orders, "--family", "shop").err()).contains("is no event of shop: no header:X-Topic");
        assertThat(atHome("try", orders, "--header", "X-Topic=paid").out())
                .containsPattern("(?s)shop paid\\R.*shop paid\\R");
    }

    @Test
    void samplesAreThoseOfTheVendor() {
        assertThat(serai("sample").out().lines()).contains("campaign/bounce", "cmp/asset_added");
        assertThat(serai("sample", "bounce").out()).isEqualTo(Gateway.sample("campaign/bounce"));
        assertThat(serai("sample", "campaign/bounce").out()).isEqualTo(Gateway.sample("campaign/bounce"));
    }

    @Test
    void initWritesAHomeThatIsRightAndChangesNone() throws IOException {
        Path fresh = home.resolve("fresh");

        assertThat(serai("init", fresh.toString()).status()).isZero();

        assertThat(Files.readString(fresh.resolve("config/application.properties")))
                .isEqualTo(Files.readString(Path.of("config/application.properties")));
        assertThat(fresh.resolve("config/jvm.options")).exists();
        assertThat(serai("check", "--home", fresh.toString()).out()).contains("nothing is wrong");
        Ended again = serai("init", fresh.toString());
        assertThat(again.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(again.err()).startsWith("serai: nothing is written, since these are there already:");
    }

    @Test
    void sendPostsWithTheSecretOfTheFamily() throws IOException {
        try (Gateway gateway = Gateway.start(Gateway.Database.H2)) {
            environment.put("CMP_SECRETS", "cmp-secret");
            environment.put("RECEIVE_PORT", Integer.toString(gateway.port()));

            Ended sent = serai("send", "cmp/asset_added", "cmp/asset_modified");

            assertThat(sent.status()).isZero();
            assertThat(sent.out().lines())
                    .hasSize(2)
                    .allMatch(line -> line.contains(" → cmp: 200 {\"received\":1,\"new\":1,"));
            environment.put("CMP_SECRETS", "another-secret");
            assertThat(serai("send", "cmp/asset_added").status()).isEqualTo(ExitStatus.FINDING);
        }
    }

    @Test
    void sendTellsThatNoGatewayAnswers() throws IOException {
        environment.put("CMP_SECRETS", "cmp-secret");

        Ended ended = serai("send", "cmp/asset_added", "--url", "http://127.0.0.1:" + Ports.free());

        assertThat(ended.status()).isEqualTo(ExitStatus.UNREACHED);
        assertThat(ended.err()).startsWith("serai: no gateway answers at http://127.0.0.1:");
    }
}
