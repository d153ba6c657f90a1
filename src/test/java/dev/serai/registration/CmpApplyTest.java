package dev.serai.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.registration.Optimizely.Steps;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.optimizely.cmp.CmpSimulator;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The webhooks of CMP, which merges by name and removes nothing. */
@SuppressWarnings("NullAway.Init")
class CmpApplyTest {
    private static final String TARGET = Optimizely.PUBLIC + "/webhooks/cmp";
    private static final String FILE = """
            cmp:
              - {name: serai assets, description: Assets, events: [asset_added, asset_removed], secret: header}
              - {name: serai tasks, events: [task_added], secret: header}
            """;

    @TempDir
    Path directory;

    private CmpSimulator cmp;
    private Optimizely optimizely;

    @BeforeEach
    void start() {
        cmp = simulator();
        optimizely = at(cmp);
    }

    private static CmpSimulator simulator() {
        CmpSimulator simulator = CmpSimulator.start(0);
        simulator.rateLimit(0);
        simulator.seedWebhook("others", "", "https://other.example.net/hook", "foreign-secret", "asset_added");
        return simulator;
    }

    private Optimizely at(CmpSimulator simulator) {
        return new Optimizely(directory)
                .key("cmp.api.url", simulator.url())
                .key("cmp.api.token-url", simulator.tokenUrl())
                .key("cmp.api.client-id", CmpSimulator.CLIENT_ID)
                .key("cmp.api.client-secret", CmpSimulator.CLIENT_SECRET)
                .file(FILE);
    }

    @AfterEach
    void stop() {
        cmp.close();
    }

    private static void isConverged(CmpSimulator simulator) {
        assertThat(simulator.webhooks())
                .extracting(each -> each.get("name"))
                .containsExactlyInAnyOrder("others", "serai assets", "serai tasks");
        assertThat(named(simulator, "serai assets"))
                .contains(TARGET, "asset_added", "asset_removed", Optimizely.CMP_SECRET);
        assertThat(named(simulator, "serai tasks")).contains(TARGET, "task_added", Optimizely.CMP_SECRET);
        assertThat(named(simulator, "others")).contains("foreign-secret", "https://other.example.net/hook");
    }

    private static String named(CmpSimulator simulator, String name) {
        return simulator.webhooks().stream()
                .filter(each -> name.equals(each.get("name")))
                .map(Map::toString)
                .findFirst()
                .orElse("");
    }

    @Test
    void aDryRunComesFirstAndItsChangeSetIsTold() throws Exception {
        Steps steps = optimizely.apply();

        assertThat(steps.failed).isEmpty();
        isConverged(cmp);
        assertThat(cmp.requests().stream().filter(each -> each.path().endsWith("/settings")))
                .extracting(each -> each.method() + each.query())
                .containsExactly("GET{}", "POST{execute=false}", "POST{execute=true}", "GET{}");
        assertThat(steps.done)
                .hasSize(3)
                .first()
                .asString()
                .startsWith("dry run: CMP would change: {")
                .contains("serai assets", "create")
                .doesNotContain(Optimizely.CMP_SECRET);
        assertThat(optimizely.isConverged()).isTrue();
        assertThat(optimizely.apply().done).isEmpty();
    }

    @Test
    void whatOnlyAPersonCanDoIsTold() throws Exception {
        cmp.seedWebhook("serai assets", "Assets", TARGET, "x", "asset_added", "asset_modified");
        cmp.seedWebhook("serai tasks", "Sends events to Serai", "https://other.example.net/mine", "x", "task_added");
        cmp.seedWebhook("old", "", TARGET, "x", "task_added");

        assertThat(optimizely.plan())
                .containsExactly(
                        "UPDATE serai assets update: add asset_removed",
                        "BY_HAND serai assets by hand: take asset_modified out in CMP under Admin > Apps and Webhooks, because"
                                + " the API removes nothing",
                        "BLOCKED serai tasks this name is taken by a webhook that goes to https://other.example.net/…, which"
                                + " CMP would redirect; write another name",
                        "FOREIGN others goes to https://other.example.net/…: not ours, left alone",
                        "BY_HAND old by hand: it goes to https://hooks.example.com/webhooks/cmp and is not wanted; remove it in"
                                + " CMP under Admin > Apps and Webhooks");

        Steps steps = optimizely.apply();

        assertThat(steps.failed).singleElement().asString().startsWith("serai tasks: this name is taken");
        assertThat(named(cmp, "serai assets")).contains("asset_removed", Optimizely.CMP_SECRET);
        assertThat(named(cmp, "serai tasks")).contains("https://other.example.net/mine");
    }

    @Test
    void severalOfOneNameAreNotMadeMore() throws Exception {
        cmp.seedWebhook("serai tasks", "", TARGET, "x", "task_added");
        cmp.seedWebhook("serai tasks", "", TARGET, "x", "task_added");

        assertThat(optimizely.apply().failed)
                .singleElement()
                .asString()
                .contains("2 webhooks have this name", "remove all but one in CMP");
        assertThat(cmp.webhooks()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void killedAtEachStepAndRunAgainItConverges(boolean committed) throws Exception {
        optimizely.apply();
        int total = cmp.requests().size();
        for (int n = 1; n <= total; n++) {
            try (CmpSimulator simulator = simulator()) {
                Optimizely account = at(simulator);
                Optimizely.cut(simulator.faults(), n, committed);
                assertThat(account.apply().failed).as("cut at %d", n).isNotEmpty();
                simulator.faults().clear();

                assertThat(account.apply().failed).as("after the cut at %d", n).isEmpty();

                isConverged(simulator);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"commitThenDrop", "commitThenHtml", "unavailable", "drop"})
    void anExecutionWhoseAnswerIsLostMakesNoDoubles(String fault) throws Exception {
        var scheduled = cmp.faults()
                .on((Request request) -> "true".equals(request.query().get("execute")));
        switch (fault) {
            case "commitThenDrop" -> scheduled.commitThenDrop();
            case "commitThenHtml" -> scheduled.commitThenHtml();
            case "unavailable" -> scheduled.unavailable();
            default -> scheduled.drop();
        }

        assertThat(optimizely.apply().failed).isEmpty();

        isConverged(cmp);
    }

    @Test
    void aTokenThatHasEndedIsFetchedAnew() throws Exception {
        boolean[] expired = {false};
        cmp.faults()
                .on((Request request) -> {
                    if (request.method().equals("POST") && request.path().endsWith("/settings") && !expired[0]) {
                        expired[0] = true;
                        cmp.expireTokens();
                    }
                    return false;
                })
                .drop();

        assertThat(optimizely.apply().failed).isEmpty();

        isConverged(cmp);
        assertThat(cmp.requests().stream().filter(each -> each.path().endsWith("/token")))
                .hasSize(2);
    }

    @Test
    void aReadableSecretIsCompared() throws Exception {
        cmp.secretsReadable(true);
        optimizely.apply();
        assertThat(optimizely.isConverged()).isTrue();

        optimizely.key("cmp.secrets", "a-new-secret-of-16");

        assertThat(optimizely.plan()).contains("UPDATE serai tasks update: its secret differs");
    }

    @Test
    void resentSecretsReachOnlyItsOwn() throws Exception {
        optimizely.apply();
        optimizely.key("cmp.secrets", "a-new-secret-of-16," + Optimizely.CMP_SECRET);
        assertThat(optimizely.isConverged()).isTrue();

        cmp.seedWebhook("renamed", "", TARGET, "x", "task_added");
        Steps steps = new Steps();
        try (Registration registration = optimizely.open()) {
            registration.accounts().get(0).resendSecret(steps);
        }

        assertThat(steps.failed).isEmpty();
        List<Object> secrets =
                cmp.webhooks().stream().map(each -> each.get("secret")).toList();
        assertThat(secrets)
                .containsExactlyInAnyOrder(
                        "foreign-secret", "a-new-secret-of-16", "a-new-secret-of-16", "a-new-secret-of-16");
        optimizely.key("cmp.secrets", "another-secret-16");
        assertThat(optimizely.apply(true).failed).isEmpty();
        assertThat(named(cmp, "serai tasks")).contains("another-secret-16");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "403 | the app may not read or change the settings",
                "404 | this account has no settings call",
                "429 | too many calls at once",
                "500 | the API fails; try again later",
            })
    void eachStatusHasItsNextStep(int status, String said) throws Exception {
        cmp.faults().on("settings").always().answer(status, "{\"message\":\"told\"}");

        assertThat(optimizely.apply().failed)
                .singleElement()
                .asString()
                .contains("cmp.api: GET /settings was answered " + status)
                .contains(said);
    }

    @Test
    void anEventThatCmpDoesNotKnowIsTold() throws Exception {
        optimizely.file("cmp: [{name: a, events: [milestone_reached], secret: header}]");

        assertThat(optimizely.apply().failed)
                .singleElement()
                .asString()
                .contains("was answered 422", "CMP does not take a value; compare name, description and events")
                .doesNotContain(Optimizely.CMP_SECRET);
    }

    @Test
    void aWrongClientSecretIsToldWithoutIt() throws Exception {
        optimizely.key("cmp.api.client-secret", "wrong-secret-of-16");

        assertThat(optimizely.apply().failed)
                .singleElement()
                .asString()
                .contains("POST (access token) was answered 401", "invalid_client", "cmp.api.client-secret is wrong")
                .doesNotContain("wrong-secret-of-16");
    }
}
