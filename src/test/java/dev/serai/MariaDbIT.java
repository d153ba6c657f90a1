package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.serai.event.Json;
import dev.serai.simulator.database.Line;
import dev.serai.simulator.database.MariaDb;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Needs;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The archive in MariaDB, by the files of {@code docs/databases} as they are. */
@SuppressWarnings("NullAway.Init")
class MariaDbIT {
    private static final Path DOCS = Path.of("docs/databases");
    private static final int PORT = Ports.free();
    private static final String HARD = "Grüße 🌷 'it''s' \"25 %\" \\ \\n ${body} :?rows --\n春 ربيع 👩‍👩‍👧";

    private static MariaDb server;
    private static int databases;

    @TempDir
    Path directory;

    private Routes routes;
    private String database;
    private String url;

    @BeforeAll
    static void start() throws Exception {
        Needs.program(MariaDb.installed(), "mariadbd is not installed; apt-get install mariadb-server");
        server = MariaDb.start(PORT);
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void open() throws Exception {
        routes = Routes.copyTo(directory).with(DOCS.resolve("json")).with(DOCS.resolve("mariadb"));
        database = "archive" + ++databases;
        url = server.newDatabase(database);
    }

    @Test
    void rowsArriveAsTheyAre() throws Exception {
        String long_ = "🌷".repeat(50_000);
        try (Gateway gateway = start(url)) {
            add(gateway, "1", HARD);
            add(gateway, "2", long_);
            gateway.post("graph", Gateway.sample("graph/doc_expired"));
            balanced(gateway);

            assertThat(rows("select asset_id, title from asset_archive order by asset_id"))
                    .containsExactly("1|" + HARD, "2|" + long_);
            assertThat(rows("select occurred_at, content_ids from content_archive"))
                    .containsExactly("2025-06-04 05:00:00.123457|3843b6e6-c614-415a-a4ff-ce39b32af13b_en_Published");
        }
    }

    @Test
    void timesAreInUtcWhateverTheSessionsZoneIs() throws Exception {
        try (Gateway gateway = start(url + "&sessionVariables=time_zone='+05:30'")) {
            gateway.post("graph", Gateway.sample("graph/doc_expired"));
            balanced(gateway);

            assertThat(rows("select occurred_at from content_archive")).containsExactly("2025-06-04 05:00:00.123457");
        }
    }

    /** Once before it is kept there, and once afterwards. */
    @ParameterizedTest
    @ValueSource(strings = {"insert into asset_archive", "COMMIT"})
    void anEventWhoseAnswerIsLostIsOneRow(String request) throws Exception {
        try (Line line = Line.to(PORT);
                Gateway gateway = start(url.replace(":" + PORT, ":" + line.port()))) {
            add(gateway, "first", "connects");
            balanced(gateway);
            line.loseAnswers(request, 1);
            for (int i = 0; i < 20; i++) {
                add(gateway, "again", "Tulip " + i);
            }
            Awaitility.await().until(() -> line.toLose() == 0);
            balanced(gateway);

            assertThat(archive(gateway).get("delivered").asInt()).isEqualTo(21);
            assertThat(rows("select count(*), count(distinct title) from asset_archive"))
                    .containsExactly("21|21");
        }
    }

    @Test
    void aBadRowDiesAloneAndAMissingTableIsNamed() throws Exception {
        try (Gateway gateway = start(url, Map.of("database.archive.create-tables", "false"))) {
            for (int i = 0; i < 9; i++) {
                add(gateway, Integer.toString(i), i == 4 ? "bad" : "good");
            }

            assertThat(reason(gateway))
                    .contains("(archive): SQLState 42S02: ")
                    .contains("Table '" + database + ".asset_archive' doesn't exist");
            create();
            execute("alter table asset_archive add constraint no_bad_title check (title <> 'bad')");
            balanced(gateway);

            assertThat(archive(gateway).get("dead").asInt()).isEqualTo(1);
            assertThat(gateway.query("select last_error from delivery where state = 'dead'")
                            .toString())
                    .contains("SQLState 23000: ", "CONSTRAINT `no_bad_title` failed");
            assertThat(rows("select asset_id from asset_archive order by asset_id"))
                    .containsExactly("0", "1", "2", "3", "5", "6", "7", "8");
        }
    }

    /** MariaDB cuts it without a word on its way from one text type to a smaller one; so docs/databases.md says concat. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            varchar(70) | title             | 71
            text        | concat(title, '') | 70000
            """)
    void aTextThatIsTooLongIsNeverCut(String type, String written, int length) throws Exception {
        create();
        execute("alter table asset_archive modify title " + type);
        execute("set global sql_mode = ''");
        String columns = "datetime(6)), asset_id, asset_type, ";
        routes.edit("destinations/asset-archive.sql", columns + "title", columns + written);
        try (Gateway gateway = start(url)) {
            add(gateway, "1", "x".repeat(length));
            balanced(gateway);

            assertThat(gateway.query("select state, last_error from delivery").toString())
                    .contains("dead", "SQLState 22001: ", "Data too long for column 'title'");
        } finally {
            execute("set global sql_mode = default");
        }
    }

    @Test
    void itIsSuspendedWhileTheServerIsAwayAndGoesOnAfterwards() throws Exception {
        try (Gateway gateway = start(url)) {
            add(gateway, "before", "Tulip");
            balanced(gateway);
            server.stop();
            for (int i = 0; i < 50; i++) {
                add(gateway, "while", "Tulip " + i);
            }
            // by a connection that broke, or by one that could not be made
            assertThat(reason(gateway)).matches("(SQLState 08\\d{3}|unreachable): .*");
            assertThat(archive(gateway).get("dead").asInt()).isZero();

            server.start();
            balanced(gateway);

            assertThat(rows("select count(*), count(distinct event_id) from asset_archive"))
                    .containsExactly("51|51");
        }
    }

    private Gateway start(String url) {
        return start(url, Map.of());
    }

    private Gateway start(String url, Map<String, String> different) {
        Map<String, String> settings = new HashMap<>(routes.settings());
        settings.put("database.archive.url", url);
        settings.put("database.archive.user", "root");
        settings.put("outbox.retry-delays", "100ms");
        settings.putAll(different);
        return Gateway.start(Database.H2, settings);
    }

    private static void add(Gateway gateway, String id, String title) {
        Map<String, Object> asset = Map.of("id", id, "type", "image", "title", title);
        String event = Json.write(Map.of("event_name", "asset_added", "data", Map.of("asset", asset)));
        assertThat(gateway.post("cmp", event).statusCode()).isEqualTo(200);
    }

    private static void balanced(Gateway gateway) {
        Awaitility.await().atMost(Duration.ofSeconds(40)).until(() -> destinations(gateway)
                .allMatch(destination -> destination.get("waiting").asInt() == 0));
    }

    private static Stream<JsonNode> destinations(Gateway gateway) {
        return StreamSupport.stream(gateway.ledger().get("destinations").spliterator(), false);
    }

    private static JsonNode archive(Gateway gateway) {
        return destinations(gateway)
                .filter(destination -> destination.get("destination").asText().equals("asset-archive"))
                .findFirst()
                .orElseThrow();
    }

    private static String reason(Gateway gateway) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .until(() -> archive(gateway), each -> each.get("suspended").asBoolean())
                .get("reason")
                .asText();
    }

    private void create() throws Exception {
        try (Connection connection = DriverManager.getConnection(url + "&allowMultiQueries=true");
                Statement statement = connection.createStatement()) {
            statement.execute(Files.readString(DOCS.resolve("mariadb/archive.ddl.sql")));
        }
    }

    private void execute(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> rows(String sql) throws Exception {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                List<String> columns = new ArrayList<>();
                for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                    columns.add(row.getString(i));
                }
                rows.add(String.join("|", columns));
            }
            return rows;
        }
    }
}
