package dev.serai.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.serai.config.Config;
import dev.serai.journal.JournalSettings;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.Routes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The databases of destinations, as they are configured. */
@SuppressWarnings("NullAway.Init")
class DatabasesTest {
    private static final String FILE = "destinations/asset-archive.camel.yaml";

    @TempDir
    Path directory;

    @Test
    void eachNameIsADatabaseOfItsOwn() throws Exception {
        String journal = Database.H2.newUrl();
        String far = Database.H2.emptyUrl();
        Path configuration = configuration("""
                database.library.url=%s
                database.library.user=sa
                database.library.create-tables=true
                """.formatted(far));
        Routes routes = Routes.copyTo(directory)
                .copy("destinations/archive.ddl.sql", "destinations/library.ddl.sql")
                .edit(FILE, "uri: jdbc:archive", "uri: jdbc:library");
        try (Gateway gateway = Gateway.start(configuration, journal, "sa", routes.settings());
                Gateway other = Gateway.start(far, "sa", Map.of())) {
            gateway.post("cmp", Gateway.sample("cmp/asset_added"));
            gateway.post("graph", Gateway.sample("graph/doc_expired"));
            gateway.settled();

            assertThat(other.query("select asset_id from asset_archive")).hasSize(1);
            assertThat(gateway.query("select asset_id from asset_archive")).isEmpty();
            assertThat(gateway.query("select event_id from content_archive")).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            jdbc:postgresql://127.0.0.1/far       | {connectTimeout=5, socketTimeout=60, tcpKeepAlive=true}
            jdbc:mariadb://127.0.0.1/far          | {connectTimeout=5000, socketTimeout=60000}
            jdbc:mariadb://h/far?socketTimeout=7  | {connectTimeout=5000}
            jdbc:h2:mem:far                       | {}
            """)
    void noServerIsWaitedForWithoutEnd(String url, String expected) throws Exception {
        assertThat(properties(url, Map.of())).hasToString(expected);
    }

    @Test
    void severalTablesAreMadeAtOnce() throws Exception {
        Files.createDirectories(directory.resolve("destinations"));
        Files.writeString(directory.resolve("destinations/archive.ddl.sql"), "create table a (b int); create table c;");
        Map<String, String> createTables = Map.of("database.archive.create-tables", "true");

        assertThat(properties("jdbc:mariadb://127.0.0.1/far", createTables)).containsEntry("allowMultiQueries", "true");
        assertThat(properties("jdbc:mariadb://127.0.0.1/far", Map.of())).doesNotContainKey("allowMultiQueries");
    }

    @Test
    void tablesAreMadeWithTheFirstConnectionAndNotWithTheNext() throws Exception {
        Files.createDirectories(directory.resolve("destinations"));
        Files.writeString(
                directory.resolve("destinations/archive.ddl.sql"),
                "create table if not exists made (n int); insert into made values (1);");
        Config config = Config.shipped()
                .with(Map.of(
                        "database.archive.url", "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1",
                        "database.archive.user", "sa",
                        "database.archive.create-tables", "true"));
        JournalSettings journal = JournalSettings.from(config);
        try (Databases databases = new Databases(DatabaseSettings.all(config, directory), journal)) {
            HikariDataSource pool =
                    (HikariDataSource) Objects.requireNonNull(databases.all().get("archive"));
            pool.getConnection().close();
            pool.getHikariPoolMXBean().softEvictConnections();

            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery("select count(*) from made")) {
                rows.next();
                assertThat(rows.getInt(1)).isEqualTo(1);
            }
        }
    }

    @Test
    void aNewPasswordInTheFileCountsForTheNextConnection() throws Exception {
        String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
        Path file = Files.writeString(directory.resolve("password"), "old");
        Config config = Config.load(
                        directory.resolve("none"), Map.of("DATABASE_ARCHIVE_PASSWORD_FILE", file.toString()))
                .with(Map.of("database.archive.url", url, "database.archive.user", "serai"));
        try (Connection admin = DriverManager.getConnection(url, "sa", "");
                Statement statement = admin.createStatement();
                Databases databases = new Databases(
                        DatabaseSettings.all(config, directory), JournalSettings.from(Config.shipped()))) {
            statement.execute("create user serai password 'old' admin");
            DataSource pool = Objects.requireNonNull(databases.all().get("archive"));
            try (Connection before = pool.getConnection()) {
                statement.execute("alter user serai set password 'new'");
                Files.writeString(file, "new");

                try (Connection after = pool.getConnection()) {
                    assertThat(after).isNotSameAs(before);
                    assertThat(after.isValid(1)).isTrue();
                }
            }
        }
    }

    private Map<String, String> properties(String url, Map<String, String> different) throws Exception {
        Map<String, String> settings = new HashMap<>(different);
        settings.put("database.archive.url", url);
        JournalSettings journal =
                new JournalSettings("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "", Duration.ofSeconds(5), 2);
        Config configuration = Config.load(configuration(""), Map.of()).with(settings);
        try (Databases databases = new Databases(DatabaseSettings.all(configuration, directory), journal)) {
            Map<String, String> properties = new TreeMap<>();
            ((HikariDataSource) Objects.requireNonNull(databases.all().get("archive")))
                    .getDataSourceProperties()
                    .forEach((key, value) -> properties.put(key.toString(), value.toString()));
            return properties;
        }
    }

    private Path configuration(String more) throws Exception {
        Path file = directory.resolve("application.properties");
        Files.writeString(file, Files.readString(Path.of("config/application.properties")) + more);
        return file;
    }
}
