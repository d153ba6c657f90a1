package dev.serai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.Gateway;
import dev.serai.sandbox.Postgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A ceiling that counted what it did not do would be too high. */
class CeilingsTest {
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final String ROWS = """
            select count(*) from event join delivery on id = event_id
            where family = 'campaign' and type = 'bounce' and state = 'waiting' and payload::json->>'id' = id::text
              and contact = payload::json->'mediaTypesToAddresses'->>'EMAIL'
              and extract(epoch from occurred_at) * 1000 = (payload::json->>'created')::bigint
            """;

    @Test
    void theJdbcLoopCountsTheRowsItKeeps() throws Exception {
        String url = seraisTables();

        Rate rate = new JdbcLoop(url, "postgres", 2, 100).run(SHORT);

        assertThat(rate.events()).isPositive().isEqualTo(count(url));
    }

    @Test
    void copyCountsTheRowsItKeeps() throws Exception {
        String url = seraisTables();

        Rate rate = new Copy(url, "postgres", 2, 1_000).run(SHORT);

        assertThat(rate.events()).isPositive().isEqualTo(count(url));
    }

    @Test
    void parseAndAnswerAnswersAsIfItHadKept() throws Exception {
        try (ParseAndAnswer ceiling = ParseAndAnswer.start(0)) {
            assertThat(post(ceiling, "campaign/bounce_batch"))
                    .isEqualTo("{\"received\":3,\"new\":3,\"duplicate\":0,\"quarantined\":0}");
            assertThat(post(ceiling, "cmp/asset_added")).contains("\"new\":1");
        }
    }

    @Test
    void aRateIsEventsBySeconds() {
        assertThat(new Rate(300, Duration.ofMillis(1_500)).perSecond()).isEqualTo(200);
    }

    private static String post(ParseAndAnswer ceiling, String sample) throws Exception {
        String family = sample.substring(0, sample.indexOf('/'));
        URI uri = URI.create("http://127.0.0.1:" + ceiling.port() + "/webhooks/" + family);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.ofString(Gateway.sample(sample)))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }

    private static String seraisTables() {
        String url = Postgres.shared().newDatabase();
        Ground.makeTables(url);
        return url;
    }

    private static long count(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(ROWS)) {
            row.next();
            return row.getLong(1);
        }
    }
}
