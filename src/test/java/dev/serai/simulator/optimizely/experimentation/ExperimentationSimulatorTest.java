package dev.serai.simulator.optimizely.experimentation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.optimizely.HttpCaller;
import dev.serai.simulator.optimizely.HttpCaller.Reply;
import dev.serai.simulator.optimizely.WebhookTarget;
import dev.serai.simulator.optimizely.WebhookTarget.Arrival;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The API as it is described, and the events as they are signed. */
@SuppressWarnings("NullAway.Init")
class ExperimentationSimulatorTest {
    private static final long PROJECT = ExperimentationSimulator.PROJECT;
    private static final String PATH = "/projects/" + PROJECT + "/webhooks";
    private static final String RIGHT =
            "{\"name\":\"n\",\"description\":\"d\",\"url\":\"https://hooks.example.test/x\","
                    + "\"events\":[\"project.flag_updated\"]}";

    private ExperimentationSimulator simulator;
    private HttpCaller caller;

    @BeforeEach
    void start() {
        simulator = ExperimentationSimulator.start(0);
        caller = new HttpCaller(simulator.url()).with("Authorization", "Bearer " + ExperimentationSimulator.TOKEN);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void createsShowsChangesAndDeletesWithoutEverShowingASecret() {
        Reply created = caller.json("POST", PATH, RIGHT);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().get("id").isTextual()).as("ids are texts").isTrue();
        String one = "/webhooks/" + created.json().get("id").asText();
        assertThat(caller.get(one).json().get("active").asBoolean()).isTrue();
        assertThat(caller.json("PATCH", one, RIGHT.replace("\"n\"", "\"m\""))
                        .json()
                        .get("name")
                        .asText())
                .isEqualTo("m");
        assertThat(caller.get(PATH).body()).doesNotContain("secret");
        assertThat(caller.delete(one).status()).isEqualTo(204);
        assertThat(caller.delete(one).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "\"name\":\"n\", | | name is required",
                "\"description\":\"d\", | | description is required",
                "\"d\" | \"\" | description is required",
                "https: | ftp: | url is no URL",
                "[\"project.flag_updated\"] | [] | events is required",
                "flag_updated | approval_created | project.approval_created is not one of",
                "{ | {\"secret\":\"x\", | There is no member secret",
            })
    void refusesWhatTheDescriptionForbids(String right, String wrong, String message) {
        Reply reply = caller.json("POST", PATH, RIGHT.replace(right, wrong == null ? "" : wrong));

        assertThat(reply.status()).isEqualTo(400);
        JsonNode error = reply.json();
        assertThat(error.get("message").asText()).startsWith(message);
        assertThat(error.has("code") && error.has("messages") && error.has("uuid"))
                .isTrue();
        assertThat(simulator.webhooks(PROJECT)).isEmpty();
    }

    @Test
    void refusesWhoIsNotAllowed() {
        assertThat(new HttpCaller(simulator.url()).get(PATH).status()).isEqualTo(401);
        assertThat(caller.get("/projects/1/webhooks").status()).isEqualTo(403);
        assertThat(caller.get("/projects/x/webhooks").status()).isEqualTo(400);
        assertThat(caller.get(PATH + "?per_page=101").status()).isEqualTo(400);
    }

    @Test
    void aPageHas25AndLinksToTheNext() {
        for (int i = 0; i < 26; i++) {
            simulator.seedWebhook(PROJECT, RIGHT);
        }
        Reply first = caller.get(PATH);
        assertThat(first.json()).hasSize(25);
        String link = first.headers().firstValue("Link").orElseThrow();
        assertThat(link).endsWith("; rel=next");
        Reply second = caller.get(PATH + link.replaceFirst("<[^?]*", "").replaceFirst(">.*", ""));
        assertThat(second.json()).hasSize(1);
        assertThat(second.headers().firstValue("Link")).isEmpty();
    }

    /** The vector of <a href="https://github.com/optimizely/agent/blob/master/pkg/handlers/webhook_test.go">Optimizely's Agent</a>. */
    @Test
    void signsAsTheVendorDoes() {
        assertThat(
                        ExperimentationSender.signature(
                                "I am secret",
                                "{\"project_id\":42,\"timestamp\":42424242,\"event\":\"project.datafile_updated\",\"data\":{\"revision\":101,"
                                        + "\"origin_url\":\"origin.optimizely.com/datafiles/myDatafile\","
                                        + "\"cdn_url\":\"cdn.optimizely.com/datafiles/myDatafile\",\"environment\":\"Production\"}}"))
                .isEqualTo("sha1=e0199de63fb7192634f52136d4ceb7dc6f191da3");
    }

    @Test
    void sendsToActiveWebhooksOfTheEventAndTheirSecretCounts() {
        try (WebhookTarget target = new WebhookTarget()) {
            simulator.reach("https://hooks.example.test", target.uri());
            String id = simulator.seedWebhook(PROJECT, RIGHT);
            String off = simulator.seedWebhook(PROJECT, RIGHT);
            simulator.active(off, false);
            String secret = simulator.newSecret(id);

            simulator.happens(PROJECT, "project.flag_updated", List.of(Map.of("id", 1)));
            simulator.happens(PROJECT, "project.flag_created", List.of());
            Awaitility.await().until(() -> simulator.delivered("project.flag_updated") == 1);

            Arrival arrival = target.arrivals().get(0);
            assertThat(target.arrivals()).hasSize(1);
            assertThat(arrival.header("X-Hub-Signature"))
                    .isEqualTo(ExperimentationSender.signature(secret, arrival.body()));
            assertThat(arrival.events().get(0).get("event").asText()).isEqualTo("project.flag_updated");
            assertThat(arrival.events().get(0).get("data").isArray()).isTrue();
        }
    }
}
