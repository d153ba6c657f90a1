package dev.serai.registration;

import static dev.serai.simulator.optimizely.experimentation.ExperimentationSimulator.OTHER_PROJECT;
import static dev.serai.simulator.optimizely.experimentation.ExperimentationSimulator.PROJECT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.optimizely.api.OptimizelyApis;
import dev.serai.registration.AccountWebhooks.ByHandException;
import dev.serai.registration.AccountWebhooks.Listed;
import dev.serai.registration.Optimizely.Steps;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.optimizely.experimentation.ExperimentationSimulator;
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

/** The webhooks of projects of Experimentation: all but their secrets. */
@SuppressWarnings("NullAway.Init")
class ExperimentationApplyTest {
    private static final String TARGET = Optimizely.PUBLIC + "/webhooks/experimentation";
    private static final String FILE = """
            experimentation:
              - project: 20000000001
                name: serai
                events: [project.flag_updated, project.ruleset_updated]
              - project: 20000000002
                name: serai
                description: To the CRM
                events: all
            """;

    @TempDir
    Path directory;

    private ExperimentationSimulator simulator;
    private Optimizely optimizely;

    @BeforeEach
    void start() {
        simulator = seeded();
        optimizely = at(simulator);
    }

    private static ExperimentationSimulator seeded() {
        ExperimentationSimulator simulator = ExperimentationSimulator.start(0);
        simulator.seedWebhook(
                PROJECT, webhook("theirs", "https://other.example.net/hook/secret", "project.flag_updated"));
        return simulator;
    }

    private Optimizely at(ExperimentationSimulator api) {
        return new Optimizely(directory)
                .key("experimentation.api.url", api.url())
                .key("experimentation.api.token", ExperimentationSimulator.TOKEN)
                .key("experimentation.api.retry-delays", "1ms,1ms")
                .key("experimentation.api.timeout", "1s")
                .file(FILE);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    private static String webhook(String name, String url, String events) {
        return "{\"name\":\"" + name + "\",\"description\":\"Sends events to Serai\",\"url\":\"" + url
                + "\",\"events\":[\"" + events.replace(" ", "\",\"") + "\"]}";
    }

    private static List<Map<String, Object>> ours(ExperimentationSimulator api, long project) {
        return api.webhooks(project).stream()
                .filter(each -> String.valueOf(each.get("url")).startsWith(TARGET))
                .toList();
    }

    private static void isConverged(ExperimentationSimulator api) {
        assertThat(ours(api, PROJECT)).singleElement().satisfies(each -> {
            assertThat(each).containsEntry("name", "serai").containsEntry("url", TARGET);
            assertThat((List<?>) each.get("events")).hasSize(2);
        });
        assertThat(ours(api, OTHER_PROJECT)).singleElement().satisfies(each -> assertThat((List<?>) each.get("events"))
                .hasSize(40));
        assertThat(api.webhooks(PROJECT).toString()).contains("https://other.example.net/hook/secret");
    }

    @Test
    void webhooksAreCreatedAndWhatIsLeftToAPersonIsSaid() throws Exception {
        assertThat(optimizely.plan())
                .containsExactly(
                        "CREATE serai create for 2 events   " + TARGET + "; its secret is made by hand",
                        "FOREIGN theirs 4711 goes to https://other.example.net/…: not ours, left alone",
                        "CREATE serai create for 40 events   " + TARGET + "; its secret is made by hand");
        assertThat(simulator.requests()).extracting(Request::method).containsOnly("GET");

        Steps steps = optimizely.apply();

        assertThat(steps.failed).isEmpty();
        assertThat(steps.done.get(0)).isEqualTo("serai: created 4712");
        assertThat(steps.done.get(1))
                .startsWith("serai: by hand: make a new secret for it in the project under Settings > Webhooks")
                .contains("put it into family.experimentation.signature-secrets", "401");
        isConverged(simulator);
        assertThat(optimizely.isConverged()).isTrue();
        assertThat(optimizely.apply().done).isEmpty();
    }

    @Test
    void differencesAreNamedAndMended() throws Exception {
        simulator.seedWebhook(PROJECT, webhook("serai", TARGET, "project.flag_updated project.flag_created"));
        String off = simulator.seedWebhook(PROJECT, webhook("old", TARGET + "/old", "project.flag_updated"));
        simulator.seedWebhook(OTHER_PROJECT, webhook("by hand", TARGET + "/x", "project.snippet_updated"));
        simulator.active("4712", false);

        assertThat(optimizely.plan())
                .containsExactly(
                        "UPDATE serai update 4712: add project.ruleset_updated; take out project.flag_created",
                        "BY_HAND serai by hand: 4712 is switched off; switch it on in the project under Settings > Webhooks",
                        "REMOVE old delete " + off + ": not wanted, or a second one of the same name",
                        "FOREIGN theirs 4711 goes to https://other.example.net/…: not ours, left alone",
                        "UPDATE serai update 4714: add 39 events; it goes to " + TARGET
                                + "/…; its name is by hand; its description differs");
        assertThat(optimizely.apply().failed).isEmpty();
        isConverged(simulator);
        assertThat(optimizely.isConverged()).as("a person has to switch it on").isFalse();
        simulator.active("4712", true);
        assertThat(optimizely.isConverged()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void killedAtEachStepAndRunAgainItConverges(boolean committed) throws Exception {
        int total;
        try (ExperimentationSimulator api = halfWay()) {
            at(api).apply();
            total = api.requests().size();
        }
        for (int n = 1; n <= total; n++) {
            try (ExperimentationSimulator api = halfWay()) {
                Optimizely account = at(api);
                Optimizely.cut(api.faults(), n, committed);
                account.apply();
                api.faults().clear();

                assertThat(account.apply().failed).as("after the cut at %d", n).isEmpty();

                isConverged(api);
            }
        }
    }

    private static ExperimentationSimulator halfWay() {
        ExperimentationSimulator api = seeded();
        api.seedWebhook(PROJECT, webhook("serai", TARGET, "project.flag_updated"));
        api.seedWebhook(PROJECT, webhook("serai", TARGET, "project.flag_updated"));
        return api;
    }

    @ParameterizedTest
    @ValueSource(strings = {"commitThenDrop", "commitThenHtml", "unavailable", "drop"})
    void aCreationWhoseAnswerIsLostIsLookedUp(String fault) throws Exception {
        var scheduled =
                simulator.faults().on((Request request) -> request.method().equals("POST"));
        switch (fault) {
            case "commitThenDrop" -> scheduled.commitThenDrop();
            case "commitThenHtml" -> scheduled.commitThenHtml();
            case "unavailable" -> scheduled.unavailable();
            default -> scheduled.drop();
        }

        assertThat(optimizely.apply().failed).isEmpty();

        isConverged(simulator);
    }

    @Test
    void readsEachPage() throws Exception {
        for (int i = 0; i < 230; i++) {
            simulator.seedWebhook(
                    PROJECT, webhook("other " + i, "https://other.example.net/" + i, "project.flag_updated"));
        }
        simulator.seedWebhook(PROJECT, webhook("serai", TARGET, "project.flag_updated project.ruleset_updated"));

        assertThat(optimizely.plan())
                .contains("KEEP serai registered and active for 2 events (4942)")
                .filteredOn(line -> line.startsWith("FOREIGN"))
                .hasSize(231);
    }

    @Test
    void namesOfApprovalsAreRefusedByTheApiAndTheNextStepIsSaid() throws Exception {
        optimizely.file("""
                experimentation:
                  - project: 20000000001
                    name: serai
                    events: [project.flag_updated, project.approval_created]
                """);
        simulator.seedWebhook(PROJECT, webhook("old", TARGET + "/old", "project.flag_updated"));
        simulator.seedWebhook(PROJECT, webhook("older", TARGET + "/older", "project.flag_updated"));

        List<String> failed = optimizely.apply().failed;

        assertThat(failed.get(0))
                .contains("PATCH /webhooks/4712 was answered 400", "project.approval_created is not one of")
                .contains("the API may not know project.approval_created; take them out of config/webhooks.yaml");
        assertThat(failed.get(1)).startsWith("older: not deleted: 4713");
        assertThat(ours(simulator, PROJECT)).hasSize(2);
    }

    @Test
    void aSecretIsNeverRegisteredAndAPersonIsToldWhatToDo() throws Exception {
        optimizely.apply();
        simulator.forgetRequests();
        Steps steps = new Steps();
        try (Registration registration = optimizely.open()) {
            assertThat(registration.secretFiles(optimizely.config())).isEmpty();
            assertThat(registration.takesSecrets()).isFalse();
            registration.accounts().get(0).resendSecret(steps);
        }

        assertThat(steps.failed).isEmpty();
        assertThat(steps.done)
                .singleElement()
                .asString()
                .contains("serai: left alone (4712), because the API takes no secret; by hand: make a new secret")
                .endsWith("family.experimentation.signature-secrets before the old one");
        assertThat(simulator.requests()).extracting(Request::method).containsOnly("GET");
    }

    @Test
    void singleSteps() throws Exception {
        optimizely.apply();
        try (Registration registration = optimizely.open()) {
            AccountWebhooks<?, ?> account = registration.accounts().get(0);
            Listed ours =
                    account.list().stream().filter(Listed::ours).findFirst().orElseThrow();
            assertThat(ours)
                    .isEqualTo(new Listed(account.account(), "4712", "serai", "active, 2 events", TARGET, true));

            assertThatThrownBy(() -> account.deactivate(ours)).isInstanceOf(ByHandException.class);
            assertThatThrownBy(() -> account.activate(ours)).isInstanceOf(ByHandException.class);
            account.update(ours);
            account.delete(ours);
            account.delete(ours);
        }
        assertThat(ours(simulator, PROJECT)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | make a personal access token",
                "403 | may not see or change the webhooks of this project",
                "429 | too many calls at once",
                "500 | the API fails; try again later",
            })
    void eachStatusHasItsNextStep(int status, String said) throws Exception {
        simulator.faults().on("webhooks").always().answer(status, "{\"code\":\"x\",\"message\":\"told\"}");

        assertThat(optimizely.apply().failed).hasSize(2).first().asString().contains("told", said);
    }

    @Test
    void aWrongTokenIsToldWithoutIt() throws Exception {
        optimizely.key("experimentation.api.token", "a-wrong-token-of-somebody");

        assertThat(optimizely.apply().failed)
                .first()
                .asString()
                .contains("GET /projects/20000000001/webhooks was answered 401")
                .doesNotContain("a-wrong-token-of-somebody");
    }

    @Test
    void theTokenIsASecret() {
        assertThat(optimizely.config().problems()).isEmpty();
        assertThat(OptimizelyApis.from(optimizely.config()).experimentation().toString())
                .doesNotContain(ExperimentationSimulator.TOKEN);
    }
}
