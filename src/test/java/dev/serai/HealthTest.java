package dev.serai;

import static dev.serai.testing.Gateway.sample;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.config.Config;
import dev.serai.operate.Health;
import dev.serai.optimizely.Families;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.ScriptedSmtp;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Health is UP only if nothing needs a person, and says at the top what does. */
class HealthTest {
    @Test
    void isUpWhenNothingIsWrong() {
        try (Gateway gateway = Gateway.start(Database.H2)) {
            gateway.post("cmp", sample("cmp/asset_added"));
            gateway.settled();

            assertThat(gateway.health().get("status").asText()).isEqualTo("UP");
            assertThat(reasons(gateway)).isEmpty();
            assertThat(gateway.health().get("version").asText()).isNotBlank();
        }
    }

    @Test
    void saysThatNoFamilyHasASecret() {
        try (Gateway gateway = Gateway.start(
                Database.H2,
                Map.of(
                        "cmp.secrets",
                        "",
                        "campaign.basic",
                        "",
                        "graph.secrets",
                        "",
                        "family.experimentation.secrets",
                        ""))) {
            assertThat(gateway.health().get("status").asText()).isEqualTo("DEGRADED");
            assertThat(reasons(gateway))
                    .containsExactly("receive: no family has a secret, so that every webhook gets 401");
        }
    }

    @Test
    void saysThatASenderIsRefusedAndNoneIsAccepted() {
        try (Gateway gateway = Gateway.start(Database.H2)) {
            for (int i = 0; i < 3; i++) {
                gateway.send(gateway.request("cmp")
                        .setHeader("Callback-Secret", "wrong")
                        .POST(BodyPublishers.ofString("{}")));
            }
            assertThat(gateway.health().get("status").asText()).isEqualTo("DEGRADED");
            assertThat(reasons(gateway))
                    .singleElement()
                    .asString()
                    .startsWith("cmp: 3 webhooks got 401 lately and none was accepted; compare the secret");

            gateway.post("cmp", sample("cmp/asset_added"));
            gateway.settled();

            assertThat(gateway.health().get("status").asText()).isEqualTo("UP");
        }
    }

    @Test
    void saysThatEverythingIsInQuarantine() {
        try (Gateway gateway = Gateway.start(Database.H2)) {
            gateway.post("graph", "no JSON");

            assertThat(gateway.health().get("status").asText()).isEqualTo("DEGRADED");
            assertThat(reasons(gateway))
                    .containsExactly("graph: 1 of 1 elements were no events lately and are in quarantine");
        }
    }

    @Test
    void saysThatADestinationIsSuspendedAndWhy() {
        try (Gateway gateway = Gateway.start(Database.H2)) {
            gateway.post("campaign", sample("campaign/bounce"));

            Awaitility.await().untilAsserted(() -> assertThat(reasons(gateway))
                    .singleElement()
                    .asString()
                    .startsWith("salesforce-bounces: suspended since ")
                    .contains("salesforce.login-url"));
            assertThat(gateway.health().get("status").asText()).isEqualTo("DEGRADED");
        }
    }

    @Test
    void saysThatDeliveriesDie() {
        try (Gateway gateway = Gateway.start(Database.H2)) {
            gateway.post("cmp", sample("cmp/asset_removed"));
            gateway.settled();
            // the type of the next asset is longer than its column
            gateway.execute("delete from asset_archive");
            gateway.execute("alter table asset_archive alter column asset_type set data type varchar(1)");
            gateway.post("cmp", sample("cmp/asset_added"));
            gateway.post("cmp", sample("cmp/asset_added"));

            Awaitility.await().untilAsserted(() -> assertThat(reasons(gateway))
                    .containsExactly("asset-archive: 2 deliveries were given up lately and 1 delivered;"
                            + " last_error of the dead says why"));
        }
    }

    @Test
    void aMendedDestinationIsUpBeforeAnEventComes() {
        String url = Database.H2.newUrl();
        try (Gateway gateway = Gateway.start(url, "sa", Map.of())) {
            gateway.post("campaign", sample("campaign/bounce"));
            Awaitility.await().until(() -> !reasons(gateway).isEmpty());
            // what waited is gone, and nothing else comes
            gateway.execute("update delivery set state = 'dead' where destination = 'salesforce-bounces'");
        }

        try (Gateway gateway = Gateway.start(url, "sa", Map.of())) {
            Awaitility.await().untilAsserted(() -> assertThat(reasons(gateway)).isEmpty());
            assertThat(gateway.health().get("status").asText()).isEqualTo("UP");
        }
    }

    @Test
    void theProbesAreUpWhenItRuns() {
        try (Gateway gateway = Gateway.start(Database.H2)) {
            for (String probe : List.of("/observe/health/live", "/observe/health/ready")) {
                assertThat(gateway.ask(probe).statusCode()).isEqualTo(200);
                assertThat(gateway.ask(probe).body()).isEqualTo("{\"status\":\"UP\"}");
            }
        }
    }

    @Test
    void isNotReadyWhileItStopsButLive() {
        try (ScriptedSmtp silent = ScriptedSmtp.answering(Map.of("MAIL", "silence"))) {
            Gateway gateway = Gateway.start(
                    Database.H2,
                    Map.of(
                            "mail.host", "127.0.0.1",
                            "mail.port", Integer.toString(silent.port()),
                            "mail.security", "none",
                            "mail.from", "serai@example.com",
                            "mail.deliverability.to", "deliverability@example.com",
                            "outbox.shutdown-timeout", "3s"));
            CompletableFuture<Void> stopped = null;
            try {
                gateway.post("campaign", sample("campaign/spamcomplaint"));
                Awaitility.await().until(() -> silent.lines().stream().anyMatch(line -> line.startsWith("MAIL")));

                stopped = CompletableFuture.runAsync(gateway::close);

                Awaitility.await().untilAsserted(() -> assertThat(
                                gateway.ask("/observe/health/ready").body())
                        .isEqualTo("{\"status\":\"DOWN\",\"reason\":\"Serai is stopping\"}"));
                assertThat(gateway.ask("/observe/health/live").statusCode()).isEqualTo(200);
            } finally {
                if (stopped == null) {
                    gateway.close();
                } else {
                    stopped.join();
                }
            }
        }
    }

    @Test
    void isNotLiveWhenNothingCanBeKeptWithoutARestart() throws Exception {
        Config configuration = Config.load(Path.of("config/application.properties"), Map.of());
        Wiring wiring = Wiring.of(
                configuration.with(Map.of(
                        "journal.url",
                        "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                        "journal.user",
                        "sa")),
                Families.SHIPPED);
        try {
            Health health = new Health(wiring.watched());
            assertThat(health.live().up()).isTrue();

            wiring.committer.close();

            assertThat(health.live().up()).isFalse();
            assertThat(health.ready().up()).isFalse();
        } finally {
            wiring.shutdown.close();
        }
    }

    private static List<String> reasons(Gateway gateway) {
        List<String> reasons = new ArrayList<>();
        for (JsonNode reason : gateway.health().get("reasons")) {
            reasons.add(reason.asText());
        }
        return reasons;
    }
}
