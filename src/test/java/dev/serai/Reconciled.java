package dev.serai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.simulator.optimizely.campaign.CampaignSimulator;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** A simulated Campaign with one client and list, and gateways that get its webhooks and read its API. */
final class Reconciled implements AutoCloseable {
    static final long CLIENT = 100_000_000_001L;
    static final String USER = "api@example.com";
    static final String PASSWORD = "campaign-api-password";
    static final List<String> TYPES = List.of("unsubscribe", "bounce", "blocklist", "spamcomplaint");
    private static final ObjectMapper JSON = new ObjectMapper();

    final CampaignSimulator campaign = CampaignSimulator.start(0).addClient(CLIENT, USER, PASSWORD);
    /** When all is seeded: long enough ago to be judged. */
    final Instant then = Instant.now().minus(Duration.ofHours(3));

    final long list = campaign.recipientList(CLIENT, "customers");
    final String url;
    private final Database database;
    private final List<Gateway> gateways = new ArrayList<>();
    private final Map<Gateway, Integer> ports = new HashMap<>();
    private long mailing;

    Reconciled(Database database) {
        this.database = database;
        this.url = database.newUrl();
        campaign.pace(100);
        // three days, at this pace
        campaign.keepFor(Duration.ofDays(300));
        campaign.at(then.minus(Duration.ofHours(1)), () -> mailing = campaign.mailing(CLIENT, "news"));
        for (String type : TYPES) {
            campaign.seedWebhook(
                    CLIENT,
                    type,
                    "activated",
                    "https://hooks.example.com/webhooks/campaign",
                    "{\"type\":\"basicAuth\",\"userName\":\"user\",\"password\":\"campaign-secret\"}");
        }
    }

    long mailing() {
        return mailing;
    }

    /** Another gateway on the same journal; the webhooks go to it. */
    Gateway gateway(String... more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "management.port",
                Integer.toString(Ports.free()),
                "campaign.api.url",
                campaign.url(),
                "campaign.api.user",
                USER,
                "campaign.api.password",
                PASSWORD,
                "campaign.api.timeout",
                "2s",
                "campaign.api.retry-delays",
                "50ms,100ms",
                "reconcile.clients",
                Long.toString(CLIENT)));
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        Gateway gateway = Gateway.start(url, database.user(), settings);
        gateways.add(gateway);
        ports.put(gateway, Integer.parseInt(String.valueOf(settings.get("management.port"))));
        campaign.reach("https://hooks.example.com", URI.create("http://127.0.0.1:" + gateway.port()));
        return gateway;
    }

    int port(Gateway gateway) {
        return ports.getOrDefault(gateway, 0);
    }

    void recipients(String... addresses) {
        for (String each : addresses) {
            campaign.recipient(CLIENT, list, each, each);
        }
    }

    /** All webhooks that are sent have arrived. */
    void delivered() {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> campaign.pending() == 0);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    HttpResponse<String> post(Gateway gateway, String path, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(gateway) + "/api/v1" + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    /** Begins to reconcile the last day. @return the id of the job */
    String begin(Gateway gateway, boolean apply) {
        HttpResponse<String> answer = post(
                gateway,
                "/reconcile",
                "{\"since\":\"" + then.minus(Duration.ofDays(1)) + "\",\"apply\":" + apply + "}");
        if (answer.statusCode() != 202) {
            throw new IllegalStateException(answer.statusCode() + " " + answer.body());
        }
        return json(answer.body()).path("job").asText();
    }

    JsonNode job(Gateway gateway, String id) {
        return json(gateway.ask("/api/v1/jobs/" + id).body());
    }

    /** @return the job when it has ended */
    JsonNode ended(Gateway gateway, String id) {
        return Awaitility.await()
                .pollInterval(Duration.ofMillis(50))
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> job(gateway, id),
                        job -> !job.path("state").asText().equals("running"));
    }

    /** Reconciles the last day. @return the report of the client */
    JsonNode reconcile(Gateway gateway, boolean apply) {
        JsonNode job = ended(gateway, begin(gateway, apply));
        return job.path("report").path("clients").path(0);
    }

    /** The numbers of a type: in Campaign, arrived, missing, stored, not comparable. */
    static List<Long> numbers(JsonNode report, String type) {
        for (JsonNode each : report.path("types")) {
            if (each.path("type").asText().equals(type)) {
                return List.of(
                        each.path("campaign").asLong(),
                        each.path("arrived").asLong(),
                        each.path("missing").asLong(),
                        each.path("stored").asLong(),
                        each.path("notComparable").asLong());
            }
        }
        throw new IllegalArgumentException(type + " in " + report);
    }

    static long count(Gateway gateway, String table) {
        return Long.parseLong(String.valueOf(
                gateway.query("select count(*) as n from " + table).get(0).get("n")));
    }

    @Override
    public void close() {
        gateways.forEach(Gateway::close);
        campaign.close();
    }
}
