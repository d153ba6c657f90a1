package dev.serai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.check.Case;
import dev.serai.simulator.database.MariaDb;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Needs;
import dev.serai.testing.Ports;
import dev.serai.testing.Routes;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every case of the two archives, in each variant of {@code docs/databases} that can be run here: the same rows as in
 * PostgreSQL. Oracle's is run by H2, in its mode for Oracle.
 */
@SuppressWarnings("NullAway.Init")
class ArchiveVariantsIT {
    private static final Path DOCS = Path.of("docs/databases");
    private static final Set<String> WHEN = Set.of("received_at", "occurred_at");

    @TempDir
    Path directory;

    private Gateway gateway;
    private String url;
    private boolean oracle;
    private @Nullable MariaDb server;

    @AfterEach
    void close() throws Exception {
        if (gateway != null) {
            gateway.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> mariaDb() throws Exception {
        Needs.program(MariaDb.installed(), "mariadbd is not installed; apt-get install mariadb-server");
        server = MariaDb.start(Ports.free());
        url = server.newDatabase("archive");
        start("root", Routes.copyTo(directory).with(DOCS.resolve("json")).with(DOCS.resolve("mariadb")));
        return cases();
    }

    @TestFactory
    Stream<DynamicTest> oracle() throws Exception {
        oracle = true;
        url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;USER=sa";
        Routes routes = Routes.copyTo(directory)
                .with(DOCS.resolve("oracle"))
                .edit("destinations/archive.ddl.sql", "create table asset", "set mode oracle; create table asset")
                .edit("destinations/archive.ddl.sql", "create table", "create table if not exists");
        start("sa", routes);
        return cases();
    }

    private void start(String user, Routes routes) {
        Map<String, String> settings = new HashMap<>(routes.settings());
        settings.put("database.archive.url", url);
        settings.put("database.archive.user", user);
        gateway = Gateway.start(Database.H2, settings);
    }

    private Stream<DynamicTest> cases() throws Exception {
        return Cases.tests(Path.of("routes/destinations"), this::writesTheRow)
                .filter(test -> test.getDisplayName().matches("(asset|content|experiment)-archive\\..*"));
    }

    /** An event whose id comes from its contents would be a duplicate of the case before. */
    private void writesTheRow(Case given) throws Exception {
        gateway.execute("delete from delivery");
        gateway.execute("delete from event");
        String table = given.stem().replace('-', '_');

        assertThat(gateway.post(given.family(), given.json()).statusCode()).isEqualTo(200);

        Awaitility.await()
                .until(() ->
                        gateway.query("select state from delivery").toString().contains("delivered"));
        Map<String, @Nullable String> row = take(table);
        Map<String, @Nullable String> expected = new HashMap<>();
        row.keySet().forEach(column -> expected.put(column, null));
        Case.map(given.then().get("parameters")).forEach((column, value) -> expected.put(column, text(value)));
        expected.put(
                "event_id",
                String.valueOf(gateway.query("select id from event").get(0).get("id")));
        expected.put("received_at", row.get("received_at"));
        assertThat(row).isEqualTo(expected);
    }

    /** The one row of the table, which is empty then. */
    private Map<String, @Nullable String> take(String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select * from " + table)) {
            Map<String, @Nullable String> values = new HashMap<>();
            assertThat(row.next()).isTrue();
            for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                String column = row.getMetaData().getColumnLabel(i);
                values.put(column, WHEN.contains(column) ? utc(row.getString(i)) : row.getString(i));
            }
            assertThat(row.next()).as("another row").isFalse();
            statement.execute("delete from " + table);
            return values;
        }
    }

    /** As the cases write it. */
    private static @Nullable String utc(@Nullable String time) {
        return time == null
                ? null
                : Timestamp.valueOf(time)
                        .toLocalDateTime()
                        .toInstant(ZoneOffset.UTC)
                        .toString();
    }

    /** Oracle has no empty text, and shows true in its own way. */
    private @Nullable String text(@Nullable Object value) {
        if (value == null || (oracle && value.equals(""))) {
            return null;
        }
        return oracle && value.equals("true") ? "TRUE" : value.toString();
    }
}
