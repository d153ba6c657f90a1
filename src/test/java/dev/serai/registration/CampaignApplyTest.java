package dev.serai.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.registration.Optimizely.Steps;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.optimizely.campaign.CampaignSimulator;
import dev.serai.simulator.optimizely.campaign.RegisteredWebhook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The webhooks of Campaign, in accounts that are not tidy and with an API that fails. */
@SuppressWarnings("NullAway.Init")
class CampaignApplyTest {
    private static final long ONE = 100_000_000_001L;
    private static final long TWO = 100_000_000_002L;
    private static final String BASIC =
            "{\"type\":\"basicAuth\",\"userName\":\"optimizely\",\"password\":\"campaign-secret-16\"}";
    private static final String ELSEWHERE = "https://other.example.net/hook";

    private static final String FILE = """
            campaign:
              - client: 100000000001
                events: [bounce, unsubscribe, spamcomplaint, open, click, archive]
                secret: basic
              - client: 100000000002
                events: [bounce]
                secret: basic
            """;

    @TempDir
    Path directory;

    private CampaignSimulator campaign;
    private Optimizely optimizely;
    private long foreign;

    @BeforeEach
    void start() {
        campaign = messy();
        optimizely = at(campaign);
    }

    private Optimizely at(CampaignSimulator simulator) {
        return new Optimizely(directory)
                .key("campaign.api.url", simulator.url())
                .key("campaign.api.user", "api@example.com")
                .key("campaign.api.password", Optimizely.API_PASSWORD)
                .file(FILE);
    }

    /** Foreign, suspended, half-made, doubled and superfluous webhooks. */
    private CampaignSimulator messy() {
        CampaignSimulator made = CampaignSimulator.start(0)
                .addClient(ONE, "api@example.com", Optimizely.API_PASSWORD)
                .addClient(TWO, "api@example.com", Optimizely.API_PASSWORD);
        foreign = made.seedWebhook(ONE, "unsubscribe", "activated", ELSEWHERE, "{\"type\":\"none\"}");
        made.seedWebhook(ONE, "open", "suspended", Optimizely.CAMPAIGN_TARGET, BASIC);
        made.seedWebhook(ONE, "click", "created", Optimizely.CAMPAIGN_TARGET, BASIC);
        made.seedWebhook(ONE, "click", "activated", Optimizely.CAMPAIGN_TARGET, BASIC);
        made.seedWebhook(ONE, "spamcomplaint", "created", Optimizely.CAMPAIGN_TARGET, BASIC);
        made.seedWebhook(ONE, "archive", "activated", Optimizely.CAMPAIGN_TARGET, "{\"type\":\"none\"}");
        made.seedWebhook(ONE, "sent", "activated", Optimizely.CAMPAIGN_TARGET, BASIC);
        made.seedWebhook(TWO, "bounce", "deactivated", Optimizely.CAMPAIGN_TARGET, BASIC);
        return made;
    }

    @AfterEach
    void stop() {
        campaign.close();
    }

    private static List<String> registered(CampaignSimulator simulator, long client) {
        return simulator.webhooks(client).stream()
                .map(each -> each.type() + " " + each.status() + " "
                        + (each.targetUrl().equals(Optimizely.CAMPAIGN_TARGET) ? "ours" : each.targetUrl()))
                .sorted()
                .toList();
    }

    private static final List<String> WANTED = List.of(
            "archive activated ours",
            "bounce activated ours",
            "click activated ours",
            "open activated ours",
            "spamcomplaint activated ours",
            "unsubscribe activated " + ELSEWHERE,
            "unsubscribe activated ours");

    private static void isConverged(CampaignSimulator simulator) {
        assertThat(registered(simulator, ONE)).isEqualTo(WANTED);
        assertThat(registered(simulator, TWO)).containsExactly("bounce activated ours");
        assertThat(simulator.webhooks(ONE).stream()
                        .filter(each -> each.targetUrl().equals(Optimizely.CAMPAIGN_TARGET)))
                .allSatisfy(each -> assertThat(each.authentication()).contains("campaign-secret-16"));
    }

    @Test
    void aMessyAccountIsPlanned() throws Exception {
        assertThat(optimizely.plan())
                .map(line -> line.replaceAll("\\b\\d{10,}", "ID").replaceAll("\\d{4}-\\d\\d-\\d\\d", "DAY"))
                .containsExactly(
                        "ACTIVATE open activate again: suspended since DAY",
                        "KEEP click registered and active (ID)",
                        "REMOVE click delete ID: a second one of the same type",
                        "REMOVE sent deactivate and delete ID: not wanted",
                        "CREATE bounce create and activate   https://hooks.example.com/webhooks/campaign",
                        "CREATE unsubscribe create and activate   https://hooks.example.com/webhooks/campaign",
                        "FOREIGN unsubscribe ID goes to https://other.example.net/…: not ours, left alone",
                        "ACTIVATE spamcomplaint activate ID: created and never activated",
                        "UPDATE archive update ID: its authentication is none instead of basicAuth",
                        "ACTIVATE bounce activate ID: deactivated");
        assertThat(campaign.requests()).allMatch(each -> each.method().equals("GET"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aMessyAccountIsTidiedUpOnceAndForAll(boolean strict) throws Exception {
        campaign.deleteOnlyDeactivated(strict);

        assertThat(optimizely.apply().failed).isEmpty();

        isConverged(campaign);
        campaign.forgetRequests();
        assertThat(optimizely.isConverged()).isTrue();
        assertThat(optimizely.apply().done).isEmpty();
        assertThat(campaign.requests()).allMatch(each -> each.method().equals("GET"));
    }

    @Test
    void deletionsComeLast() throws Exception {
        optimizely.apply();

        List<String> writes = campaign.requests().stream()
                .filter(each -> !each.method().equals("GET") && each.path().contains(Long.toString(ONE)))
                .map(CampaignApplyTest::step)
                .toList();
        assertThat(writes).endsWith("DELETE", "deactivate", "DELETE");
        assertThat(writes.subList(0, writes.size() - 3)).doesNotContain("DELETE", "deactivate");
    }

    private static String step(Request request) {
        return request.path().matches(".*activate") ? request.path().replaceFirst(".*/", "") : request.method();
    }

    /** Each fault is one process that dies at its n-th request; the next process finds what it has left. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void killedAtEachStepAndRunAgainItConverges(boolean committed) throws Exception {
        campaign.close();
        int total = requestsOfOneRun();
        for (int n = 1; n <= total; n++) {
            try (CampaignSimulator simulator = messy()) {
                Optimizely account = at(simulator).key("campaign.api.retry-delays", "1ms");
                Optimizely.cut(simulator.faults(), n, committed);
                assertThat(account.apply().failed).as("cut at %d", n).isNotEmpty();
                neverWithout(simulator, n);
                simulator.faults().clear();

                assertThat(account.apply().failed).as("after the cut at %d", n).isEmpty();

                isConverged(simulator);
                assertThat(simulator.webhooks(ONE))
                        .extracting(RegisteredWebhook::id)
                        .contains(foreign);
            }
        }
        campaign = messy();
    }

    private int requestsOfOneRun() throws Exception {
        try (CampaignSimulator simulator = messy()) {
            at(simulator).apply();
            return simulator.requests().size();
        }
    }

    /** What was active before is active at any moment. */
    private static void neverWithout(CampaignSimulator simulator, int n) {
        Set<String> active = simulator.webhooks(ONE).stream()
                .filter(each -> each.status().equals("activated"))
                .map(RegisteredWebhook::type)
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(active).as("cut at %d", n).contains("click", "archive", "unsubscribe");
    }

    /** Each single answer may be lost, spoilt or late; the same run goes on. */
    @ParameterizedTest
    @ValueSource(strings = {"commitThenDrop", "commitThenHtml", "commitThenEmpty", "unavailable", "html", "drop"})
    void oneBadAnswerAnywhereMakesNoDoubles(String fault) throws Exception {
        campaign.close();
        int total = requestsOfOneRun();
        // a call that took no effect makes no double by itself: every third place is enough
        int step = fault.startsWith("commit") ? 1 : 3;
        for (int n = 1; n <= total; n += step) {
            try (CampaignSimulator simulator = messy()) {
                int[] seen = {0};
                int at = n;
                var scheduled = simulator.faults().on((Request request) -> ++seen[0] == at);
                switch (fault) {
                    case "commitThenDrop" -> scheduled.commitThenDrop();
                    case "commitThenHtml" -> scheduled.commitThenHtml();
                    case "commitThenEmpty" -> scheduled.commitThenEmpty();
                    case "unavailable" -> scheduled.unavailable();
                    case "html" -> scheduled.html();
                    default -> scheduled.drop();
                }
                Optimizely account = at(simulator);
                account.apply();
                assertThat(simulator.webhooks(ONE).stream()
                                .filter(each -> each.targetUrl().equals(Optimizely.CAMPAIGN_TARGET))
                                .map(RegisteredWebhook::type)
                                .filter(Set.of("bounce", "unsubscribe")::contains))
                        .as("%s at %d", fault, n)
                        .doesNotHaveDuplicates();
                assertThat(account.apply().failed).as("%s at %d", fault, n).isEmpty();
                isConverged(simulator);
            }
        }
        campaign = messy();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409})
    void atTheLimitItsOwnSuperfluousOnesGoFirst(int status) throws Exception {
        campaign.webhookLimitStatus(status);
        campaign.webhookLimit(7);

        assertThat(optimizely.apply().failed).isEmpty();

        isConverged(campaign);
    }

    @Test
    void beyondTheLimitTheForeignOnesAreNamedAndTheRestIsDone() throws Exception {
        campaign.webhookLimit(6);

        Steps steps = optimizely.apply();

        assertThat(steps.failed)
                .singleElement()
                .asString()
                .startsWith("unsubscribe: campaign.api: POST /100000000001/webhooks was answered 400")
                .contains("the number of webhooks of this client is at its limit")
                .endsWith("Others have 1 webhooks here, which Serai leaves alone: " + foreign
                        + " (unsubscribe, https://other.example.net/…)");
        assertThat(registered(campaign, ONE))
                .doesNotContain("unsubscribe activated ours")
                .contains("bounce activated ours");
        assertThat(registered(campaign, TWO)).containsExactly("bounce activated ours");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | too many calls at once",
                "500 | the API fails; try again later",
                "403 | ask Optimizely's customer support to enable webhooks",
                "404 | Campaign does not know the client 100000000001",
            })
    void eachStatusHasItsNextStep(int status, String said) throws Exception {
        campaign.faults().on("webhooks").always().answer(status, "{\"errorMessage\":\"told\",\"violations\":[]}");

        assertThat(optimizely.apply().failed)
                .hasSize(2)
                .first()
                .asString()
                .contains("GET /100000000001/webhooks was answered " + status)
                .contains(said);
    }

    @Test
    void wrongCredentialsAreToldWithoutThem() throws Exception {
        optimizely.key("campaign.api.password", "wrong-password-of-16");

        assertThat(optimizely.apply().failed).hasSize(2).allSatisfy(text -> assertThat(text)
                .contains("401", "compare campaign.api.user and campaign.api.password")
                .doesNotContain("wrong-password-of-16", "api@example.com"));
        assertThat(campaign.requests()).hasSize(2);
    }

    @Test
    void anApiThatHangsOrSendsAPageIsTold() throws Exception {
        campaign.faults().on("webhooks").always().html();
        assertThat(optimizely.apply().failed).first().asString().contains("something that is no JSON");

        campaign.faults().clear();
        campaign.faults().on("webhooks").always().hang();
        optimizely.key("campaign.api.timeout", "200ms");
        assertThat(optimizely.apply().failed).first().asString().contains("was not answered");
    }

    @Test
    void aWebhookThatSomebodyDeletesMeanwhileIsToldAndItsDoubleStays() throws Exception {
        campaign.faults().on("PUT").answer(404, "{\"errorMessage\":\"no such webhook\"}");
        campaign.seedWebhook(ONE, "archive", "created", Optimizely.CAMPAIGN_TARGET, BASIC);

        assertThat(optimizely.apply().failed)
                .singleElement()
                .asString()
                .startsWith("archive: ")
                .contains("the webhook was deleted meanwhile");
        assertThat(registered(campaign, ONE)).contains("archive activated ours", "archive created ours");
        optimizely.apply();
        isConverged(campaign);
    }

    @Test
    void resentSecretsReachEveryWebhookOfSeraisOwn() throws Exception {
        optimizely.apply();
        optimizely.key("campaign.basic", "optimizely:a-new-secret-of-16," + Optimizely.BASIC);

        assertThat(optimizely.isConverged())
                .as("Campaign gives no secrets back")
                .isTrue();
        assertThat(optimizely.apply(true).failed).isEmpty();

        List<String> ours = new ArrayList<>();
        List<String> others = new ArrayList<>();
        for (long client : new long[] {ONE, TWO}) {
            campaign.webhooks(client)
                    .forEach(each -> (each.targetUrl().equals(Optimizely.CAMPAIGN_TARGET) ? ours : others)
                            .add(each.authentication()));
        }
        assertThat(ours).hasSize(7).allSatisfy(text -> assertThat(text).contains("a-new-secret-of-16"));
        assertThat(others).singleElement().asString().doesNotContain("secret");
    }

    @Test
    void aSecretPathIsRegisteredEncoded() throws Exception {
        optimizely
                .key("campaign.path-secrets", "pa/th secret of 16")
                .file("campaign: [{client: 100000000002, events: [bounce], secret: path}]");

        assertThat(optimizely.plan()).singleElement().asString().doesNotContain("secret of");
        assertThat(optimizely.apply().failed).isEmpty();

        assertThat(campaign.webhooks(TWO))
                .singleElement()
                .satisfies(each -> assertThat(each.targetUrl())
                        .isEqualTo(Optimizely.CAMPAIGN_TARGET + "/pa%2Fth%20secret%20of%2016"))
                .satisfies(each -> assertThat(each.authentication()).contains("none"));
        assertThat(optimizely.isConverged()).isTrue();
    }

    @Test
    void withoutEventsAllOfSeraisOwnAreRemoved() throws Exception {
        optimizely.file("campaign: [{client: 100000000001, events: [], secret: basic}]");

        assertThat(optimizely.apply().failed).isEmpty();

        assertThat(registered(campaign, ONE)).containsExactly("unsubscribe activated " + ELSEWHERE);
        assertThat(registered(campaign, TWO)).containsExactly("bounce deactivated ours");
    }
}
