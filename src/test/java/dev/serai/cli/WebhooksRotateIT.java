package dev.serai.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.serai.config.Config;
import dev.serai.simulator.optimizely.campaign.CampaignSimulator;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

/** Secrets are exchanged while Campaign sends 500 requests a second: none is refused, none is lost. */
@SuppressWarnings("NullAway.Init")
class WebhooksRotateIT {
    private static final long CLIENT = 100_000_000_001L;
    private static final int REQUESTS_A_SECOND = 500;
    private static final int SECONDS = 6;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();

    @ParameterizedTest
    @EnumSource(Database.class)
    void noRequestIsRefusedWhileTheSecretIsExchanged(Database database) throws Exception {
        Path secret = Files.writeString(directory.resolve("campaign-secrets"), "first-secret-of-campaign\n");
        int port = Ports.free();
        try (CampaignSimulator campaign = CampaignSimulator.start(0);
                Gateway gateway = Gateway.start(
                        database,
                        Map.of("campaign.secrets.file", secret.toString(), "receive.port", Integer.toString(port)))) {
            campaign.addClient(CLIENT, "api@example.com", "api-password-of-16");
            campaign.reach("https://hooks.example.com", URI.create("http://127.0.0.1:" + port));
            campaign.batchSize(1);
            campaign.parallel(8);
            configure(campaign, secret, port);
            assertThat(run("webhooks", "apply", "--yes")).isZero();
            long mailing = campaign.mailing(CLIENT, "Welcome");
            long list = campaign.recipientList(CLIENT, "Newsletter");
            campaign.recipient(CLIENT, list, "r1@example.com", "r1@example.com");
            String mail = campaign.send(CLIENT, mailing, "r1@example.com");

            List<Integer> statuses = new ArrayList<>();
            Thread clicks = clicks(campaign, mail);
            for (int i = 0; i < 3; i++) {
                TimeUnit.SECONDS.sleep(1);
                statuses.add(run("webhooks", "rotate", "--yes", "--keep-old", "1h"));
            }
            clicks.join();
            await().atMost(Duration.ofSeconds(60)).until(() -> campaign.pending() == 0);

            assertThat(statuses).containsOnly(0);
            assertThat(campaign.statuses()).containsOnlyKeys(200);
            assertThat(campaign.delivered("click")).isEqualTo((long) REQUESTS_A_SECOND * SECONDS);
            assertThat(gateway.query("select id from event where type = 'click'"))
                    .hasSize(REQUESTS_A_SECOND * SECONDS);
            assertThat(campaign.webhooks(CLIENT).get(0).authentication())
                    .contains(Files.readString(secret).lines().findFirst().orElseThrow());
        }
    }

    private static Thread clicks(CampaignSimulator campaign, String mail) {
        Thread thread = new Thread(() -> {
            long begin = System.nanoTime();
            for (int sent = 0; sent < REQUESTS_A_SECOND * SECONDS; sent++) {
                long due = begin + TimeUnit.SECONDS.toNanos(sent) / REQUESTS_A_SECOND;
                while (System.nanoTime() < due) {
                    Thread.onSpinWait();
                }
                campaign.click(CLIENT, mail, "https://www.example.com/" + sent);
            }
        });
        thread.start();
        return thread;
    }

    private void configure(CampaignSimulator campaign, Path secret, int port) throws Exception {
        Files.createDirectories(directory.resolve("config"));
        Files.writeString(directory.resolve("config/webhooks.yaml"), """
                public-url: https://hooks.example.com
                campaign:
                  - client: %d
                    events: [click]
                    secret: header
                """.formatted(CLIENT));
        environment.put(Config.variable("campaign.api.url"), campaign.url());
        environment.put(Config.variable("campaign.api.user"), "api@example.com");
        environment.put(Config.variable("campaign.api.password"), "api-password-of-16");
        environment.put("CAMPAIGN_SECRETS_FILE", secret.toString());
        environment.put("RECEIVE_PORT", Integer.toString(port));
    }

    private int run(String... words) {
        StringWriter printed = new StringWriter();
        CommandLine line = SeraiCommand.line((config, strict) -> {}, environment);
        line.setOut(new PrintWriter(printed, true)).setErr(new PrintWriter(printed, true));
        List<String> arguments = new ArrayList<>(List.of("--home", directory.toString()));
        arguments.addAll(List.of(words));
        int status = line.execute(arguments.toArray(String[]::new));
        assertThat(printed.toString()).doesNotContain("first-secret-of-campaign", "api-password-of-16");
        return status;
    }
}
