package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.optimizely.campaign.CampaignSimulator;
import dev.serai.testing.Gateway.Database;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway is killed while it stores what is missing, and does it again. */
@Timeout(600)
class ReconcileKilledIT {
    private static final long CLIENT = 100_000_000_001L;
    private static final int PEOPLE = 20_000;
    private static final int KILLS = Figures.count(1, 5);

    @ParameterizedTest
    @EnumSource
    void eachMissingEventIsStoredOnceHoweverOftenTheGatewayIsKilled(Database database) throws Exception {
        String url = database.newUrl();
        Instant then = Instant.now().minus(Duration.ofHours(3));
        try (CampaignSimulator campaign =
                CampaignSimulator.start(0).addClient(CLIENT, "api@example.com", "campaign-api-password")) {
            long list = campaign.recipientList(CLIENT, "customers");
            long mailing = campaign.mailing(CLIENT, "news");
            campaign.at(then, () -> {
                for (int i = 0; i < PEOPLE; i++) {
                    String person = "p" + i + "@example.com";
                    campaign.recipient(CLIENT, list, person, person);
                    campaign.unsubscribe(CLIENT, mailing, person, "by link");
                }
            });
            Map<String, String> settings = new HashMap<>(Map.of(
                    "campaign.api.url",
                    campaign.url(),
                    "campaign.api.user",
                    "api@example.com",
                    "campaign.api.password",
                    "campaign-api-password",
                    "reconcile.clients",
                    Long.toString(CLIENT)));
            String body = "{\"since\":\"" + then.minusSeconds(60) + "\",\"apply\":true}";
            for (int kill = 0; kill < KILLS; kill++) {
                try (Running gateway = Running.start(url, database.user(), settings)) {
                    gateway.begin("reconcile", body);
                    int least = (kill + 1) * 2_000;
                    Patience.atMost(Duration.ofMinutes(1))
                            .pollInterval(Duration.ofMillis(5))
                            .until(() -> stored(gateway) >= least);
                    gateway.kill();
                }
            }
            try (Running gateway = Running.start(url, database.user(), settings)) {
                long before = stored(gateway);
                assertThat(before).isLessThan(PEOPLE);
                JsonNode job = gateway.ended(gateway.begin("reconcile", body));

                assertThat(job.path("state").asText()).isEqualTo("done");
                JsonNode unsubscribes =
                        job.path("report").path("clients").path(0).path("types").path(0);
                assertThat(unsubscribes.path("stored").asLong()).isEqualTo(PEOPLE - before);
                JsonNode ledger = gateway.ledger();
                assertThat(stored(gateway)).isEqualTo(PEOPLE);
                assertThat(ledger.path("balanced").asBoolean()).isTrue();
            }
        }
        assertThat(Arrivals.column(url, database.user(), "select count(distinct contact) from event"))
                .containsExactly(Integer.toString(PEOPLE));
        assertThat(Arrivals.column(url, database.user(), "select count(*) from reconciled"))
                .containsExactly(Integer.toString(PEOPLE));
    }

    /** The unsubscribes that the ledger has counted. */
    private static long stored(Running gateway) throws Exception {
        long stored = 0;
        for (JsonNode row : gateway.ledger().path("events")) {
            stored += row.path("type").asText().equals("unsubscribe")
                    ? row.path("received").asLong()
                    : 0;
        }
        return stored;
    }
}
