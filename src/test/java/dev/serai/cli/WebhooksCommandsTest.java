package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.simulator.optimizely.campaign.CampaignSimulator;
import dev.serai.simulator.optimizely.campaign.RegisteredWebhook;
import dev.serai.simulator.optimizely.cmp.CmpSimulator;
import dev.serai.simulator.optimizely.graph.GraphSimulator;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.ScriptedApi;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** {@code serai webhooks}, against simulated accounts of all three families. */
@SuppressWarnings("NullAway.Init")
class WebhooksCommandsTest {
    private static final long CLIENT = 100_000_000_001L;
    private static final String PUBLIC = "https://hooks.example.com";
    private static final String TARGET = PUBLIC + "/webhooks/campaign";
    private static final String SECRET = "campaign-secret";
    private static final String BASIC =
            "{\"type\":\"basicAuth\",\"userName\":\"user\",\"password\":\"campaign-secret\"}";

    /** No output, log or message may have any of these. */
    private static final List<String> SECRETS = List.of(
            SECRET,
            "graph-secret",
            "cmp-secret",
            "api-password",
            "wrong-password",
            "new-secret",
            "foreign-token",
            GraphSimulator.SECRET,
            CmpSimulator.CLIENT_SECRET);

    private static final String FILE = """
            public-url: https://hooks.example.com
            campaign:
              - client: 100000000001
                events: [bounce, open, click, sent]
                secret: basic
            graph:
              - topics: [doc.updated]
                secret: header
            cmp:
              - name: serai
                events: [asset_added]
                secret: header
            """;

    @TempDir
    Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private CampaignSimulator campaign;
    private GraphSimulator graph;
    private CmpSimulator cmp;

    @BeforeEach
    void start() throws IOException {
        campaign = CampaignSimulator.start(0).addClient(CLIENT, "api@example.com", "api-password");
        graph = GraphSimulator.start(0);
        cmp = CmpSimulator.start(0);
        cmp.rateLimit(0);
        Map<String, String> keys = new HashMap<>(Map.of(
                "CAMPAIGN_API_URL",
                campaign.url(),
                "CAMPAIGN_API_USER",
                "api@example.com",
                "CAMPAIGN_API_PASSWORD",
                "api-password",
                "CAMPAIGN_BASIC",
                "user:campaign-secret",
                "GRAPH_API_URL",
                graph.url(),
                "GRAPH_API_KEY",
                GraphSimulator.APP_KEY,
                "GRAPH_API_SECRET",
                GraphSimulator.SECRET,
                "GRAPH_SECRETS",
                "graph-secret",
                "CMP_API_URL",
                cmp.url(),
                "CMP_API_TOKEN_URL",
                cmp.tokenUrl()));
        keys.putAll(Map.of(
                "CMP_API_CLIENT_ID", CmpSimulator.CLIENT_ID,
                "CMP_API_CLIENT_SECRET", CmpSimulator.CLIENT_SECRET,
                "CMP_SECRETS", "cmp-secret"));
        List.of("CAMPAIGN", "GRAPH", "CMP").forEach(family -> keys.put(family + "_API_RETRY_DELAYS", "1ms"));
        environment.putAll(keys);
        file(FILE);
        log.start();
        root().addAppender(log);
    }

    private static Logger root() {
        return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    }

    @AfterEach
    void stop() {
        root().detachAppender(log);
        assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
                .allSatisfy(WebhooksCommandsTest::hasNoSecret);
        campaign.close();
        graph.close();
        cmp.close();
    }

    private static void hasNoSecret(String text) {
        assertThat(text).doesNotContain(SECRETS);
    }

    private void file(String text) throws IOException {
        Path config = Files.createDirectories(home.resolve("config"));
        Files.writeString(config.resolve("webhooks.yaml"), text);
    }

    private Ended webhooks(String... arguments) {
        List<String> all = new ArrayList<>(List.of("--home", home.toString(), "--no-color", "webhooks"));
        all.addAll(List.of(arguments));
        Ended ended = Ended.of(environment, all.toArray(String[]::new));
        hasNoSecret(ended.out());
        hasNoSecret(ended.err());
        return ended;
    }

    private long messy(String type, String status) {
        return campaign.seedWebhook(CLIENT, type, status, TARGET, BASIC);
    }

    @Test
    void planShowsTheDifferenceAndEndsWithTwo() {
        long sent = messy("sent", "activated");
        long click = messy("click", "activated");
        long second = messy("click", "activated");
        long open = messy("open", "suspended");
        long foreign = campaign.seedWebhook(
                CLIENT, "unsubscribe", "activated", "https://other.example.net/foreign-token", "{\"type\":\"none\"}");

        Ended ended = webhooks("plan", "--family", "campaign");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.out().replaceAll("\\d{4}-\\d\\d-\\d\\d", "DAY").lines())
                .containsExactly(
                        "campaign 100000000001 at " + campaign.url(),
                        "  ~ open         activate again: suspended since DAY",
                        "    click        registered and active (" + click + ")",
                        "  - click        deactivate and delete " + second + ": a second one of the same type",
                        "    sent         registered and active (" + sent + ")",
                        "  + bounce       create and activate   https://hooks.example.com/webhooks/campaign",
                        "  ? unsubscribe  " + foreign + " goes to https://other.example.net/…: not ours, left alone",
                        "1 to add, 1 to change, 1 to remove; 1 of others left alone.");
        assertThat(campaign.webhooks(CLIENT)).extracting(RegisteredWebhook::id).contains(open);
    }

    @Test
    void applyMakesAllFamiliesAsTheyAreWantedAndPlanEndsWithZero() throws IOException {
        assertThat(webhooks("apply").err())
                .isEqualTo("serai: no terminal answers the question; say --yes%nSee serai".formatted()
                        + " webhooks apply --help" + System.lineSeparator());
        assertThat(campaign.webhooks(CLIENT)).isEmpty();

        Ended ended = webhooks("apply", "--yes");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.status()).isZero();
        assertThat(ended.out()).contains("6 to add, 0 to change, 0 to remove.").endsWith("Done.%n".formatted());
        assertThat(campaign.webhooks(CLIENT)).hasSize(4).allMatch(each -> each.status()
                .equals("activated"));
        assertThat(graph.webhooks()).hasSize(1);
        assertThat(cmp.webhooks()).hasSize(1);

        Ended plan = webhooks("plan");
        assertThat(plan.out()).endsWith("No difference: 6 registered and active.%n".formatted());
        assertThat(plan.status()).isZero();
        assertThat(webhooks("apply").status())
                .as("nothing is asked if nothing is to be done")
                .isZero();
        JsonNode json = new ObjectMapper().readTree(webhooks("plan", "--json").out());
        assertThat(json.path("difference").asBoolean(true)).isFalse();
        assertThat(json.path("accounts").size()).isEqualTo(3);
    }

    @Test
    void applyGoesOnAfterAFailureAndNamesWhatIsMissing() throws IOException {
        graph.faults().on("POST").always().answer(500, "{}");
        campaign.faults().on("activate").times(4).answer(500, "{\"errorMessage\":\"internal\"}");

        Ended ended = webhooks("apply", "--yes", "--json");

        assertThat(ended.status()).isEqualTo(1);
        JsonNode json = new ObjectMapper().readTree(ended.out());
        assertThat(json.path("complete").asBoolean(true)).isFalse();
        assertThat(json.path("failed").findValuesAsText("name")).containsExactly("open", "click", "doc.updated");
        assertThat(cmp.webhooks()).hasSize(1);

        Ended again = webhooks("apply", "--yes");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.out())
                .contains("Not done: graph doc.updated. Run \"serai webhooks apply\" again when that is mended.");
        graph.faults().clear();
        assertThat(webhooks("apply", "--yes").status()).isZero();
    }

    @Test
    void listShowsAllThatIsRegistered() throws IOException {
        webhooks("apply", "--yes");
        campaign.seedWebhook(
                CLIENT, "open", "deactivated", "https://other.example.net/foreign-token", "{\"type\":\"none\"}");

        Ended ended = webhooks("list");

        assertThat(ended.status()).isZero();
        assertThat(ended.out())
                .containsPattern("campaign 100000000001 +\\d+ +bounce +activated +Serai +" + TARGET)
                .containsPattern("campaign 100000000001 +\\d+ +open +deactivated +others +https://other.example.net/…")
                .containsPattern("graph +\\S+ +doc.updated +active +Serai +" + PUBLIC + "/webhooks/graph")
                .containsPattern("cmp +serai +serai +1 event +Serai +" + PUBLIC + "/webhooks/cmp");
        assertThat(new ObjectMapper().readTree(webhooks("list", "--json").out()))
                .hasSize(7);
    }

    @Test
    void singleStepsObeyEachApi() {
        long bounce = messy("bounce", "activated");
        String id = Long.toString(bounce);

        assertThat(webhooks("deactivate", id).out())
                .isEqualTo("campaign 100000000001 bounce: deactivated " + id + System.lineSeparator());
        assertThat(campaign.webhooks(CLIENT).get(0).status()).isEqualTo("deactivated");
        assertThat(webhooks("deactivate", id).status()).as("it is already").isZero();
        assertThat(webhooks("activate", id).status()).isZero();
        assertThat(webhooks("update", id).status()).isZero();
        assertThat(webhooks("delete", id).err()).contains("say --yes");
        assertThat(webhooks("delete", id, "--yes").status()).isZero();
        assertThat(campaign.webhooks(CLIENT)).isEmpty();
    }

    @Test
    void graphIsDisabledAndMadeAnewAndCmpOnlyByHand() {
        webhooks("apply", "--yes");
        String id = String.valueOf(graph.webhooks().get(0).get("id"));

        assertThat(webhooks("deactivate", id).status()).isZero();
        assertThat(graph.webhooks().get(0).get("disabled")).isEqualTo(true);
        assertThat(webhooks("activate", id).status()).isZero();
        assertThat(webhooks("update", id).status()).isZero();
        assertThat(graph.webhooks()).singleElement().satisfies(each -> assertThat(each.get("id"))
                .isNotEqualTo(id));

        Ended byHand = webhooks("delete", "serai", "--yes");
        assertThat(byHand.status()).isEqualTo(2);
        assertThat(byHand.err())
                .startsWith("serai: CMP's API never deletes; do it in CMP under Admin > Apps and Webhooks");
        assertThat(webhooks("update", "serai").status()).isZero();
    }

    @Test
    void whatOthersHaveRegisteredIsNeverTouched() {
        long foreign = campaign.seedWebhook(
                CLIENT, "open", "activated", "https://other.example.net/foreign-token", "{\"type\":\"none\"}");

        for (String step : List.of("deactivate", "activate", "update", "delete")) {
            Ended ended = webhooks(step, Long.toString(foreign));
            assertThat(ended.status()).isEqualTo(2);
            assertThat(ended.err())
                    .contains(foreign + " goes to https://other.example.net/…, which does not begin with public-url");
        }
        assertThat(webhooks("delete", "12").err()).contains("no webhook 12 is registered");
        assertThat(campaign.requests()).allMatch(each -> each.method().equals("GET"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plan --family shop | --family shop is none of campaign, graph, cmp, experimentation",
                "plan --client 12 | the file has no entry for that; it has campaign 100000000001, graph, cmp",
                "apply --json | --json needs --yes",
                "verify --mailing 600 | the mailing 600 is not in campaign.test-mailings",
                "verify | campaign.test-mailings is not set",
                "verify --mailing 1 --events 101 | --events 101 is not from 1 to 100",
                "plan --file none.yaml | there is no file none.yaml; \"serai init\" writes one",
            })
    void whatCannotBeUsedEndsWithTwo(String arguments, String said) {
        Ended ended = webhooks(arguments.split(" "));

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).startsWith("serai: " + said);
        assertThat(campaign.requests()).isEmpty();
    }

    @Test
    void mistakesOfTheFileAreShownWithTheirLines() throws IOException {
        file(FILE.replace("secret: basic", "secret: basics").replace("events: [asset_added]", "events: [asset_add]"));
        environment.remove("GRAPH_API_SECRET");

        Ended ended = webhooks("plan");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err())
                .contains("config/webhooks.yaml:5:13: error: secret basics is not known here")
                .contains("    5 |     secret: basics")
                .contains("      = write basic")
                .contains("graph.api.secret not set; see docs/registration.md")
                .contains("\"asset_add\" is not known to Serai");
    }

    @Test
    void anApiThatIsNotThereEndsWithThreeAndWrongCredentialsWithOne() {
        environment.put("CAMPAIGN_API_URL", "http://127.0.0.1:" + Ports.free() + "/rest");
        Ended away = webhooks("plan", "--family", "campaign");
        assertThat(away.status()).isEqualTo(3);
        assertThat(away.err())
                .contains("campaign 100000000001: campaign.api: GET /100000000001/webhooks was not answered");

        environment.put("CAMPAIGN_API_URL", campaign.url());
        environment.put("CAMPAIGN_API_PASSWORD", "wrong-password");
        for (String command : List.of("plan", "list", "apply")) {
            Ended wrong = webhooks(command);
            assertThat(wrong.status()).as(command).isEqualTo(command.equals("apply") ? 2 : 1);
            assertThat(wrong.err()).contains("401").contains("compare campaign.api.user and campaign.api.password");
        }
    }

    private Gateway gateway() {
        Gateway gateway = Gateway.start(Database.H2, Map.of());
        campaign.reach(PUBLIC, URI.create("http://127.0.0.1:" + gateway.port()));
        return gateway;
    }

    private static String stored(String mailing, String destinations) {
        return "{\"events\":[{\"id\":\"1\",\"family\":\"campaign\",\"type\":\"bounce\",\"payload\":\"{\\\"mailingId\\\":"
                + mailing + "}\",\"destinations\":[" + destinations + "],\"test\":true}]}";
    }

    @Test
    void verifyFollowsTestEventsIntoTheGateway() {
        long id = messy("bounce", "activated");
        String mailing = Long.toString(campaign.mailing(CLIENT, "test"));
        environment.put("CAMPAIGN_TEST_MAILINGS", mailing);
        try (Gateway gateway = gateway();
                ScriptedApi management = new ScriptedApi()) {
            management.then(200, "{\"events\":[]}").then(200, stored(mailing, ""));

            Ended ended = webhooks("verify", "--url", management.url());

            assertThat(ended.err()).isEmpty();
            assertThat(ended.out())
                    .isEqualTo("ok     campaign 100000000001 bounce " + id
                            + ": answered 200 by Serai: 1 received, 1 new; 1 stored, went to no destination"
                            + System.lineSeparator());
            assertThat(ended.status()).isZero();
            assertThat(management.requests())
                    .hasSize(2)
                    .allMatch(each -> each.startsWith("GET /api/v1/events?family=campaign&type=bounce&since=2"));
            assertThat(gateway.query("select type from event")).hasSize(1);
        }
    }

    @Test
    void verifyFindsTestEventsThatWentToADestination() {
        messy("bounce", "activated");
        String mailing = Long.toString(campaign.mailing(CLIENT, "test"));
        environment.put("CAMPAIGN_TEST_MAILINGS", "1," + mailing);
        try (Gateway gateway = gateway();
                ScriptedApi management = new ScriptedApi()) {
            management.then(
                    200, stored(mailing, "{\"name\":\"salesforce-bounces\",\"state\":\"waiting\",\"attempts\":0}"));

            Ended ended = webhooks("verify", "bounce", "--mailing", mailing, "--url", management.url());
            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out()).contains("went to salesforce-bounces; the gateway does not know the mailing");

            environment.remove("CAMPAIGN_TEST_MAILINGS");
            Ended deliver = webhooks(
                    "verify", "bounce", "--mailing", mailing, "--deliver", "--url", management.url(), "--json");
            assertThat(deliver.status()).isZero();
            assertThat(deliver.out()).contains("\"passed\":true").contains("went to salesforce-bounces");
            assertThat(gateway.port()).isPositive();
        }
    }

    @Test
    void verifySaysWhatFailed() {
        campaign.seedWebhook(
                CLIENT,
                "open",
                "activated",
                TARGET,
                "{\"type\":\"basicAuth\",\"userName\":\"user\",\"password\":\"old\"}");
        campaign.seedWebhook(CLIENT, "click", "activated", TARGET + "/x/foreign-token", BASIC);
        String mailing = Long.toString(campaign.mailing(CLIENT, "test"));
        environment.put("CAMPAIGN_TEST_MAILINGS", mailing);
        environment.put("MANAGEMENT_PORT", Integer.toString(Ports.free()));
        Ended unreached = webhooks("verify");
        assertThat(unreached.out())
                .contains("failed campaign 100000000001 open")
                .contains("could not reach the target");
        try (Gateway gateway = gateway()) {
            Ended ended = webhooks("verify");

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.out())
                    .contains("answered 401; the registered secret differs")
                    .contains("answered 404; the path does not lead to Serai");
            messy("bounce", "activated");
            Ended away = webhooks("verify", "bounce");
            assertThat(away.status()).isEqualTo(3);
            assertThat(away.out())
                    .contains(
                            "answered 200 by Serai: 1 received, 1 new; whether it is stored is unknown: no gateway answers");
            assertThat(gateway.port()).isPositive();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"campaign", "graph", "cmp"})
    void rotateRegistersOnlyWhatTheGatewayAccepts(String family) {
        webhooks("apply", "--yes");
        String key =
                family.equals("campaign") ? "CAMPAIGN_BASIC" : family.toUpperCase(java.util.Locale.ROOT) + "_SECRETS";
        String secret = family.equals("campaign") ? "user:new-secret" : "new-secret";
        environment.put(key, secret + "," + environment.get(key));
        try (Gateway gateway = gateway()) {
            String url = "http://127.0.0.1:" + gateway.port();

            Ended refused = webhooks("rotate", "--yes", "--family", family, "--receive-url", url);
            assertThat(refused.status()).isEqualTo(1);
            assertThat(refused.err()).contains("answers 401 to the first value of " + family + ".");
            assertThat(all()).doesNotContain("new-secret");
        }
        String given = environment.get(key);
        String name = key.toLowerCase(java.util.Locale.ROOT).replace('_', '.');
        try (Gateway gateway = Gateway.start(Database.H2, Map.of(name, given))) {
            Ended ended = webhooks(
                    "rotate", "--yes", "--family", family, "--receive-url", "http://127.0.0.1:" + gateway.port());

            assertThat(ended.err()).isEmpty();
            assertThat(ended.status()).isZero();
            assertThat(ended.out())
                    .contains("The gateway accepts the first value of " + name + ".")
                    .endsWith("Done. The old secret may go when three days have passed.%n".formatted());
            assertThat(all()).contains("new-secret");
            assertThat(webhooks("plan").status()).isZero();
        }
        assertThat(webhooks("rotate", "--yes", "--receive-url", "http://127.0.0.1:" + Ports.free())
                        .status())
                .isEqualTo(3);
    }

    /** What is registered with the secrets. */
    private String all() {
        List<String> all = new ArrayList<>();
        campaign.webhooks(CLIENT).forEach(each -> all.add(each.authentication()));
        graph.webhooks().forEach(each -> all.add(each.toString()));
        cmp.webhooks().forEach(each -> all.add(each.toString()));
        return all.toString();
    }

    @Test
    void theShippedFileNamesNothing() throws IOException {
        file(Files.readString(Path.of("config/webhooks.yaml")));

        Ended ended = webhooks("plan");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.err()).startsWith("serai: the file names no webhook; take the # away");
        assertThat(webhooks().err()).startsWith("serai: which command of webhooks is meant?");
    }
}
