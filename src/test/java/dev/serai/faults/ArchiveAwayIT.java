package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.simulator.database.Postgres;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Ports;
import dev.serai.testing.ScriptedSmtp;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The database of one destination is away while the journal is there: it waits, the others do not. */
@SuppressWarnings("NullAway.Init")
class ArchiveAwayIT {
    private static final int OUTAGES = Figures.count(1, 10);
    private static final int EVENTS = Figures.count(50, 400);

    @TempDir
    Path data;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free();
    private Postgres postgres;
    private int published;

    @ParameterizedTest
    @EnumSource
    void whatWaitsIsDeliveredAfterwards(Database journal) throws Exception {
        postgres = Postgres.start(port, data);
        String archive = postgres.newDatabase();
        try (ScriptedSmtp smtp = ScriptedSmtp.answering(Map.of());
                Gateway gateway = gateway(journal, archive, smtp.port())) {
            for (int outage = 0; outage < OUTAGES; outage++) {
                publish(gateway);
                postgres.close();
                publish(gateway);
                await().until(() ->
                        destination(gateway, "asset-archive").get("suspended").asBoolean());
                publish(gateway);
                await().until(() -> new Mails(smtp.mails()).size() == published);
                assertThat(waiting(gateway, "asset-archive"))
                        .as("while it is away")
                        .isPositive();

                postgres = Postgres.start(port, data);
                await().until(() -> waiting(gateway, "asset-archive") == 0);
            }
            assertThat(destination(gateway, "asset-archive").get("dead").asInt())
                    .isZero();
            assertThat(new Mails(smtp.mails()).doubled()).isZero();
            count(gateway, archive);
        } finally {
            postgres.close();
        }
    }

    private void count(Gateway gateway, String archive) throws Exception {
        long rows = number(archive, "select count(*) from asset_archive");
        long distinct = number(archive, "select count(distinct title) from asset_archive");
        Figures.write(new Figures.Line(
                4,
                "the archive's database stops and starts",
                gateway.toString(),
                OUTAGES + " times",
                published,
                published - distinct,
                rows - distinct,
                "mail went on meanwhile"));
        assertThat(distinct).isEqualTo(published);
        assertThat(rows).isEqualTo(published);
    }

    private static Gateway gateway(Database journal, String archive, int smtpPort) {
        return Gateway.start(
                journal,
                Map.of(
                        "database.archive.url", archive,
                        "database.archive.user", "postgres",
                        "mail.host", "localhost",
                        "mail.port", Integer.toString(smtpPort),
                        "mail.security", "none",
                        "mail.from", "serai@example.com",
                        "mail.editors.to", "editors@example.com",
                        "outbox.retry-delays", "2s"));
    }

    /** As many for the archive as for the editors. */
    private void publish(Gateway gateway) throws Exception {
        for (int i = 0; i < EVENTS; i++) {
            post(gateway, """
                    {"event_name": "content_published", "content": {"id": "%1$d", "title": "Tulip %1$d."}}
                    """.formatted(published));
            post(gateway, """
                    {"event_name": "asset_added", "data": {"asset": {"id": "%1$d", "title": "Tulip %1$d."}}}
                    """.formatted(published++));
        }
    }

    private void post(Gateway gateway, String body) throws Exception {
        HttpRequest request = gateway.request("cmp")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        assertThat(http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    private static long number(String url, String query) throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static int waiting(Gateway gateway, String name) {
        return destination(gateway, name).get("waiting").asInt();
    }

    private static JsonNode destination(Gateway gateway, String name) {
        return StreamSupport.stream(gateway.ledger().get("destinations").spliterator(), false)
                .filter(each -> each.get("destination").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(Figures.count(90, 600)));
    }
}
