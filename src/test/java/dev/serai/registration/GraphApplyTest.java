package dev.serai.registration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.registration.Optimizely.Steps;
import dev.serai.simulator.http.Request;
import dev.serai.simulator.optimizely.graph.GraphSimulator;
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

/** The webhooks of Graph: created and deleted instead of changed, and recognised by what they do. */
@SuppressWarnings("NullAway.Init")
class GraphApplyTest {
    private static final String TARGET = Optimizely.PUBLIC + "/webhooks/graph";
    private static final String FOREIGN =
            "{\"request\":{\"url\":\"https://other.example.net/hook?token=foreign-secret\",\"method\":\"post\"},\"topic\":[\"*.*\"]}";
    private static final String FILE = """
            graph:
              - topics: [doc.updated, doc.expired]
                filters: [{status: {eq: Published}}]
                secret: header
              - topics: [bulk.completed]
                secret: header
            """;

    @TempDir
    Path directory;

    private GraphSimulator graph;
    private Optimizely optimizely;

    @BeforeEach
    void start() {
        graph = GraphSimulator.start(0);
        graph.seedWebhook(FOREIGN);
        optimizely = at(graph);
    }

    private Optimizely at(GraphSimulator simulator) {
        return new Optimizely(directory)
                .key("graph.api.url", simulator.url())
                .key("graph.api.key", GraphSimulator.APP_KEY)
                .key("graph.api.secret", GraphSimulator.SECRET)
                .file(FILE);
    }

    @AfterEach
    void stop() {
        graph.close();
    }

    private static String ours(String topics, String secret, String more) {
        return "{\"request\":{\"url\":\"" + TARGET + "\",\"method\":\"post\",\"headers\":{\"X-Serai-Token\":\"" + secret
                + "\"}},\"topic\":[" + topics + "]" + more + "}";
    }

    private static void isConverged(GraphSimulator simulator, String secret) {
        assertThat(simulator.webhooks()).hasSize(3);
        assertThat(simulator.webhooks().stream().map(Map::toString).filter(text -> text.contains(TARGET)))
                .hasSize(2)
                .allSatisfy(text -> assertThat(text).contains(secret))
                .anySatisfy(text -> assertThat(text).contains("doc.updated", "doc.expired", "Published"))
                .anySatisfy(text -> assertThat(text).contains("bulk.completed"));
        assertThat(simulator.webhooks().toString()).contains("other.example.net");
    }

    @ParameterizedTest
    @CsvSource({"basic,false,false", "epi-hmac,false,false", "basic,true,false", "epi-hmac,true,true"})
    void webhooksAreCreatedWithEitherSignInAndEitherKeyOfTheTopics(String signIn, boolean topics, boolean strict)
            throws Exception {
        optimizely.key("graph.api.sign-in", signIn);
        graph.topics(topics);
        graph.refuseUnknownKeys(strict);

        assertThat(optimizely.apply().failed).isEmpty();

        isConverged(graph, Optimizely.GRAPH_SECRET);
        assertThat(optimizely.isConverged()).isTrue();
        assertThat(optimizely.apply().done).isEmpty();
    }

    @Test
    void differencesAreNamedWithoutSecrets() throws Exception {
        graph.seedWebhook(ours(
                "\"doc.expired\",\"doc.updated\"", "older-secret", ",\"filters\":{\"status\":{\"eq\":\"Published\"}}"));
        graph.seedWebhook(ours("\"bulk.completed\"", Optimizely.GRAPH_SECRET, ",\"disabled\":true"));
        graph.seedWebhook(ours("\"*.*\"", Optimizely.GRAPH_SECRET, ""));

        assertThat(optimizely.plan())
                .map(line -> line.replaceAll("[0-9a-f]{8}-[0-9a-f-]{27}", "ID"))
                .containsExactly(
                        "UPDATE doc.expired,doc.updated create anew and delete ID: it sends other headers, or another secret",
                        "UPDATE bulk.completed create anew and delete ID: it is disabled",
                        "REMOVE *.* delete ID: not wanted, or a second one of the same events",
                        "FOREIGN *.* ID goes to https://other.example.net/…: not ours, left alone");
        assertThat(optimizely.apply().failed).isEmpty();
        isConverged(graph, Optimizely.GRAPH_SECRET);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void killedAtEachStepAndRunAgainItConverges(boolean committed) throws Exception {
        int total;
        try (GraphSimulator simulator = seeded()) {
            at(simulator).apply();
            total = simulator.requests().size();
        }
        for (int n = 1; n <= total; n++) {
            try (GraphSimulator simulator = seeded()) {
                Optimizely account = at(simulator);
                Optimizely.cut(simulator.faults(), n, committed);
                account.apply();
                assertThat(simulator.webhooks().toString())
                        .as("cut at %d", n)
                        .contains("bulk.completed", "doc.updated", "other.example.net");
                simulator.faults().clear();

                assertThat(account.apply().failed).as("after the cut at %d", n).isEmpty();

                isConverged(simulator, Optimizely.GRAPH_SECRET);
            }
        }
    }

    private static GraphSimulator seeded() {
        GraphSimulator simulator = GraphSimulator.start(0);
        simulator.seedWebhook(FOREIGN);
        simulator.seedWebhook(ours("\"doc.updated\"", Optimizely.GRAPH_SECRET, ""));
        simulator.seedWebhook(ours("\"bulk.completed\"", "older-secret", ""));
        simulator.seedWebhook(ours("\"bulk.completed\"", "older-secret", ""));
        return simulator;
    }

    @ParameterizedTest
    @ValueSource(strings = {"commitThenDrop", "commitThenHtml", "unavailable", "drop"})
    void aCreationWhoseAnswerIsLostIsLookedUp(String fault) throws Exception {
        var scheduled = graph.faults().on((Request request) -> request.method().equals("POST"));
        switch (fault) {
            case "commitThenDrop" -> scheduled.commitThenDrop();
            case "commitThenHtml" -> scheduled.commitThenHtml();
            case "unavailable" -> scheduled.unavailable();
            default -> scheduled.drop();
        }

        assertThat(optimizely.apply().failed).isEmpty();

        isConverged(graph, Optimizely.GRAPH_SECRET);
    }

    @Test
    void aNewSecretIsADifferenceAndIsRegisteredBeforeTheOldOneGoes() throws Exception {
        optimizely.apply();
        optimizely.key("graph.secrets", "a-new-secret-of-16," + Optimizely.GRAPH_SECRET);
        assertThat(optimizely.isConverged()).isFalse();
        graph.forgetRequests();

        Steps steps = new Steps();
        try (Registration registration = optimizely.open()) {
            registration.accounts().get(0).resendSecret(steps);
        }

        assertThat(steps.failed).isEmpty();
        isConverged(graph, "a-new-secret-of-16");
        assertThat(graph.requests().stream().map(Request::method).filter(each -> !each.equals("GET")))
                .containsExactly("POST", "DELETE", "POST", "DELETE");
        assertThat(optimizely.isConverged()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | compare graph.api.key and graph.api.secret",
                "403 | compare graph.api.key and graph.api.secret",
                "429 | too many calls at once",
                "500 | the API fails; try again later",
            })
    void eachStatusHasItsNextStep(int status, String said) throws Exception {
        graph.faults().on("webhooks").always().answer(status, "{\"message\":\"told\"}");

        assertThat(optimizely.apply().failed)
                .singleElement()
                .asString()
                .contains("graph.api: GET /api/webhooks was answered " + status)
                .contains(said);
    }

    @Test
    void aRefusedCreationIsToldAndNothingIsDeleted() throws Exception {
        graph.seedWebhook(ours("\"*.*\"", Optimizely.GRAPH_SECRET, ""));
        graph.faults()
                .on((Request request) -> request.method().equals("POST"))
                .always()
                .answer(400, "{\"message\":\"bad " + Optimizely.GRAPH_SECRET + " filter\"}");

        List<String> failed = optimizely.apply().failed;

        assertThat(failed).isNotEmpty().allSatisfy(text -> assertThat(text).doesNotContain(Optimizely.GRAPH_SECRET));
        assertThat(failed.get(0)).contains("bad … filter", "compare topics and filters in config/webhooks.yaml");
        assertThat(graph.webhooks()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({"wrong,basic", "d3Jvbmc=,epi-hmac"})
    void aWrongSecretIsToldWithoutIt(String secret, String signIn) throws Exception {
        optimizely.key("graph.api.secret", secret).key("graph.api.sign-in", signIn);

        assertThat(optimizely.apply().failed)
                .singleElement()
                .asString()
                .contains("401", "the app key or its secret is refused")
                .doesNotContain(secret + " ", GraphSimulator.APP_KEY);
    }

    @Test
    void aSecretThatIsNoBase64CannotSign() throws Exception {
        optimizely.key("graph.api.secret", "no base64!").key("graph.api.sign-in", "epi-hmac");

        assertThat(optimizely.apply().failed)
                .singleElement()
                .asString()
                .contains("graph.api.secret is no Base64")
                .doesNotContain("no base64!");
    }
}
