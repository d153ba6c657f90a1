package dev.serai.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.journal.SeraisArrays;
import dev.serai.simulator.database.Postgres;
import dev.serai.simulator.optimizely.SamplePayloads;
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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A ceiling that counted what it did not do would be too high. */
class CeilingsTest {
    private static final Duration SHORT = Duration.ofSeconds(1);
    private static final String EVENTS = """
            select count(*) from event
            where family = 'campaign' and type = payload::json->>'type'
              and contact = payload::json->'mediaTypesToAddresses'->>'EMAIL'
              and extract(epoch from occurred_at) * 1000 = (payload::json->>'created')::bigint
            """;
    private static final String OF_TYPE = "select count(*) from event where type = '%s'";
    private static final String DELIVERIES = "select count(*) from delivery where state = 'waiting'";

    static Stream<Arguments> loops() {
        return Stream.of(Mix.values()).flatMap(mix -> Stream.of(
                        new JdbcLoop(Connection::createArrayOf), new JdbcLoop(SeraisArrays::of), new Copy())
                .map(write -> Arguments.of(mix, write)));
    }

    @ParameterizedTest
    @MethodSource("loops")
    void aLoopCountsTheRowsItKeeps(Mix mix, Loop.Write write) throws Exception {
        String url = seraisTables();

        EventRate rate = new Loop(url, "postgres", 2, 100, mix).run(SHORT, write);

        assertThat(rate.events()).isPositive().isEqualTo(count(url, EVENTS));
        long deliveries = 0;
        for (String type : List.of("bounce", "unsubscribe", "spamcomplaint")) {
            deliveries += count(url, OF_TYPE.formatted(type)) * Mix.destinations(type).length;
        }
        assertThat(count(url, DELIVERIES)).isPositive().isEqualTo(deliveries);
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
        assertThat(new EventRate(300, Duration.ofMillis(1_500)).perSecond()).isEqualTo(200);
    }

    private static String post(ParseAndAnswer ceiling, String sample) throws Exception {
        String family = sample.substring(0, sample.indexOf('/'));
        URI uri = URI.create("http://127.0.0.1:" + ceiling.port() + "/webhooks/" + family);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.ofString(SamplePayloads.read(sample)))
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

    private static long count(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
