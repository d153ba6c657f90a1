package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.simulator.optimizely.campaign.CampaignSimulator;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code serai reconcile} and {@code serai backfill} against a running gateway. */
@SuppressWarnings("NullAway.Init")
class ReconcileCommandsTest {
    private static final long CLIENT = 100_000_000_001L;

    private final CampaignSimulator campaign =
            CampaignSimulator.start(0).addClient(CLIENT, "api@example.com", "campaign-api-password");
    private final Map<String, String> environment = new HashMap<>();
    private Gateway gateway;
    private long mailing;

    @BeforeEach
    void start() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "management.port",
                Integer.toString(Ports.free()),
                "campaign.api.url",
                campaign.url(),
                "campaign.api.user",
                "api@example.com",
                "campaign.api.password",
                "campaign-api-password",
                "campaign.api.retry-delays",
                "10ms",
                "reconcile.clients",
                Long.toString(CLIENT)));
        environment.put("MANAGEMENT_PORT", settings.get("management.port"));
        gateway = Gateway.start(Database.H2, settings);
        long list = campaign.recipientList(CLIENT, "customers");
        campaign.at(Instant.now().minus(Duration.ofHours(3)), () -> {
            mailing = campaign.mailing(CLIENT, "news");
            campaign.recipient(CLIENT, list, "ann@example.com", "ann@example.com");
            campaign.unsubscribe(CLIENT, mailing, "ann@example.com", "by link");
        });
    }

    @AfterEach
    void stop() {
        gateway.close();
        campaign.close();
    }

    private Ended serai(String... arguments) {
        return Ended.of(environment, arguments);
    }

    private long events() {
        return gateway.query("select id from event").size();
    }

    @Test
    void showsWhatIsMissingAndEndsWithOne() {
        Ended ended = serai("reconcile", "--since", "1d");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out().lines())
                .anyMatch(line -> line.matches("client 100000000001, .*Z to .*Z"))
                .contains("  type           in Campaign  arrived  missing  stored  not comparable")
                .contains("  unsubscribe              1        0        1       0               0")
                .anyMatch(line -> line.matches("  unsubscribe +\\S+Z +ann@example.com +" + mailing + " +- +no"))
                .contains("  1 deliveries to salesforce-optouts would be made")
                .anyMatch(line -> line.startsWith("  open, click: "));
        assertThat(events()).isZero();
    }

    @Test
    void storesAndThenFindsNothing() {
        Ended applied = serai("reconcile", "--since", "1d", "--apply", "--yes");
        Ended again = serai("reconcile", "--since", "1d", "--json");

        assertThat(applied.status()).isZero();
        assertThat(applied.out()).contains("  unsubscribe              1        0        1       1               0");
        assertThat(again.status()).isZero();
        assertThat(again.out()).startsWith("{\"since\":").contains("\"missing\":0");
        assertThat(events()).isEqualTo(1);
    }

    @Test
    void writesCsv() {
        assertThat(serai("reconcile", "--since", "1d", "--csv").out())
                .matches("client,type,created,recipient,mailing,mailId,stored\\r\\n" + CLIENT
                        + ",unsubscribe,\\S+Z,ann@example.com," + mailing + ",,no\\r\\n");
    }

    @Test
    void backfillAsksFirstAndSaysHowManyDeliveries() {
        Ended asked = serai("backfill", "--since", "30d");
        assertThat(asked.out()).contains("1 deliveries to salesforce-optouts would be made");
        assertThat(asked.status()).isEqualTo(2);
        assertThat(asked.err()).contains("no terminal answers the question; say --yes");
        assertThat(events()).isZero();

        Ended done = serai("backfill", "--since", "30d", "--yes");

        assertThat(done.status()).isZero();
        assertThat(done.out()).contains("1 deliveries to salesforce-optouts would be made");
        assertThat(events()).isEqualTo(1);
        assertThat(serai("backfill", "--since", "30d", "--yes").out()).contains("Nothing was stored.");
    }

    @Test
    void saysWhyItCannot() {
        assertThat(serai("reconcile").err()).contains("--since");
        assertThat(serai("reconcile", "--since", "soon").status()).isEqualTo(2);
        assertThat(serai("reconcile", "--since", "1d", "--apply", "--json").err())
                .contains("needs --yes");
        assertThat(serai("reconcile", "--since", "1d", "--client", "7").err())
                .contains("reconcile.clients has no client 7, but 100000000001");
        campaign.password("api@example.com", "another");
        Ended refused = serai("reconcile", "--since", "1d");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.out()).contains("not compared to the end: ").contains("401");
        assertThat(refused.out() + refused.err()).doesNotContain("campaign-api-password");
    }
}
