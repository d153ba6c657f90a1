package dev.serai.sandbox;

import dev.serai.simulator.optimizely.campaign.CampaignSimulator;
import dev.serai.simulator.optimizely.cmp.CmpSimulator;
import dev.serai.simulator.optimizely.graph.GraphSimulator;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Optimizely in the sandbox: simulated APIs at which the gateway's webhooks are registered, and which then send. */
final class Optimizely implements AutoCloseable {
    private static final long CLIENT = 100_000_000_001L;
    private static final String USER = "api@example.com";
    private static final String PASSWORD = "sandbox-campaign-password";
    private static final String PUBLIC_URL = "https://hooks.example.com";
    /** Campaign repeats every 10 s. */
    private static final double PACE = 20;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long LOOK_MILLIS = 20;

    /** What is younger than an hour is not judged by a reconciliation. */
    private static final Duration AGO = Duration.ofHours(2);

    private final CampaignSimulator campaign;
    private final GraphSimulator graph;
    private final CmpSimulator cmp;
    private final Path file;
    private final long testMailing;

    /**
     * @param gateway where the public URL leads
     * @param file where the wanted webhooks are written
     */
    Optimizely(SandboxPorts ports, URI gateway, Path file) throws IOException {
        campaign = CampaignSimulator.start(ports.campaign().number());
        graph = GraphSimulator.start(ports.graph().number());
        cmp = CmpSimulator.start(ports.cmp().number());
        campaign.addClient(CLIENT, USER, PASSWORD);
        campaign.pace(PACE);
        cmp.pace(PACE);
        campaign.reach(PUBLIC_URL, gateway);
        graph.reach(PUBLIC_URL, gateway);
        cmp.reach(PUBLIC_URL, gateway);
        testMailing = campaign.mailing(CLIENT, "Only for tests of webhooks");
        this.file = file;
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, """
                # The webhooks that the sandbox registers at its simulated Optimizely.
                public-url: %s
                campaign:
                  - client: %d
                    events: [open, click, sent, bounce, unsubscribe, spamcomplaint]
                    secret: header
                graph:
                  - topics: [doc.updated, doc.expired, bulk.completed]
                    secret: header
                cmp:
                  - name: serai
                    events: [asset_added, asset_modified, asset_removed]
                    secret: header
                """.formatted(PUBLIC_URL, CLIENT));
    }

    /** The file with the wanted webhooks. */
    Path file() {
        return file;
    }

    /** Where the APIs are, for the gateway and its commands. */
    Map<String, String> settings() {
        return new TreeMap<>(Map.ofEntries(
                Map.entry("campaign.api.url", campaign.url()),
                Map.entry("campaign.api.user", USER),
                Map.entry("campaign.api.password", PASSWORD),
                Map.entry("campaign.test-mailings", Long.toString(testMailing)),
                Map.entry("graph.api.url", graph.url()),
                Map.entry("graph.api.key", GraphSimulator.APP_KEY),
                Map.entry("graph.api.secret", GraphSimulator.SECRET),
                Map.entry("graph.api.sign-in", "epi-hmac"),
                Map.entry("cmp.api.url", cmp.url()),
                Map.entry("cmp.api.token-url", cmp.tokenUrl()),
                Map.entry("cmp.api.client-id", CmpSimulator.CLIENT_ID),
                Map.entry("cmp.api.client-secret", CmpSimulator.CLIENT_SECRET),
                Map.entry("reconcile.clients", Long.toString(CLIENT))));
    }

    /**
     * Something happens in each product, and the webhooks that are registered send it.
     *
     * @return how many events were accepted by the gateway
     */
    long send() throws InterruptedException {
        long before = delivered();
        campaign.at(Instant.now().minus(AGO), () -> {
            long list = campaign.recipientList(CLIENT, "Newsletter");
            long mailing = campaign.mailing(CLIENT, "Welcome");
            campaign.recipient(CLIENT, list, FarSides.OPTS_OUT, FarSides.OPTS_OUT);
            String mail = campaign.send(CLIENT, mailing, FarSides.OPTS_OUT);
            campaign.open(CLIENT, mail);
            campaign.click(CLIENT, mail, "https://www.example.com/offer");
            campaign.unsubscribe(CLIENT, mailing, FarSides.OPTS_OUT, "too many mails");
        });
        graph.docUpdated("3843b6e6-c614-415a-a4ff-ce39b32af13b_en_Published");
        cmp.happen("asset_added");
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (campaign.pending() + graph.pending() + cmp.pending() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
        }
        return delivered() - before;
    }

    private long delivered() {
        long sum = graph.delivered("doc.updated") + cmp.delivered("asset_added");
        for (String type : new String[] {"sent", "open", "click", "unsubscribe"}) {
            sum += campaign.delivered(type);
        }
        return sum;
    }

    @Override
    public void close() {
        campaign.close();
        graph.close();
        cmp.close();
    }
}
