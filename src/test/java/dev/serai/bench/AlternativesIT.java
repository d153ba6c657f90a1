package dev.serai.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serai.Gateway;
import dev.serai.sandbox.Postgres;
import java.io.File;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A comparison is fair only if the others keep the same rows of the same requests. */
class AlternativesIT {
    private static final String BATCH = IntStream.range(0, 100)
            .mapToObj(
                    number -> Gateway.sample("campaign/bounce").replace("c7420699923845e", "c7420699923845e-" + number))
            .collect(Collectors.joining(",", "[", "]"));

    /** A family and a body each. Bodies that come again are the same events, but those of CMP. */
    private static final List<Map.Entry<String, String>> REQUESTS = List.of(
            sample("campaign/bounce"),
            sample("campaign/unsubscribe"),
            sample("campaign/sent"),
            sample("campaign/open"),
            sample("campaign/click_batch"),
            Map.entry("campaign", BATCH),
            sample("campaign/bounce"),
            sample("campaign/click_batch"),
            Map.entry("campaign", BATCH),
            sample("cmp/asset_added"),
            sample("cmp/task_added"),
            sample("cmp/asset_added"));

    /** What the table has of an event, but for its id, which each derives in its own way, and the time of its receipt. */
    private record Row(
            String family,
            String type,
            @Nullable String subject,
            @Nullable String contact,
            @Nullable OffsetDateTime occurredAt,
            String payload) {}

    @ParameterizedTest
    @EnumSource
    void keepsTheSameRowsAsSerai(Alternative alternative) throws Exception {
        assumeTrue(alternative != Alternative.NODE_RED || isOnPath("npm"), "skipped: npm is not on the path");
        alternative.build();
        String url = Postgres.shared().newDatabase();
        Ground.makeTables(url);

        try (Contender contender = alternative.start(url, "postgres")) {
            for (Map.Entry<String, String> request : REQUESTS) {
                HttpResponse<String> answer = contender.post(request.getKey(), request.getValue());
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            }
            assertThat(contender.post("campaign", "no JSON").statusCode()).isBetween(400, 499);
            assertThat(contender.post("cmp", "{\"event_name\":").statusCode()).isBetween(400, 499);
        }

        assertThat(rows(url)).containsExactlyInAnyOrderElementsOf(rowsOfSerai());
    }

    private static List<Row> rowsOfSerai() throws SQLException {
        String url = Postgres.shared().newDatabase();
        try (Gateway gateway = Gateway.start(url, "postgres", Map.of())) {
            for (Map.Entry<String, String> request : REQUESTS) {
                gateway.post(request.getKey(), request.getValue());
            }
        }
        return rows(url);
    }

    private static List<Row> rows(String url) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select family, type, subject, contact, occurred_at, payload::jsonb::text from event")) {
            List<Row> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(new Row(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getObject(5, OffsetDateTime.class),
                        row.getString(6)));
            }
            return rows;
        }
    }

    private static Map.Entry<String, String> sample(String name) {
        return Map.entry(name.substring(0, name.indexOf('/')), Gateway.sample(name));
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Pattern.compile(Pattern.quote(File.pathSeparator))
                .splitAsStream(path)
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
