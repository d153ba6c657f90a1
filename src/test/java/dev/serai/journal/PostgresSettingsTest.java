package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.simulator.database.Postgres;
import dev.serai.testing.Gateway.Database;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What a DBA can set, and a fail-over can change, behind the journal's back. */
@SuppressWarnings("NullAway.Init")
class PostgresSettingsTest {
    private static final String USER = Database.POSTGRESQL.user();

    private String url;
    private String database;

    @BeforeEach
    void create() {
        url = Postgres.shared().newDatabase();
        database = url.substring(url.lastIndexOf('/') + 1);
    }

    @ParameterizedTest
    @CsvSource({"off,on", "local,local", "on,on", "remote_write,remote_write", "remote_apply,remote_apply"})
    void everyCommitIsOnDiskBeforeItIsAnswered(String given, String used) throws SQLException {
        execute("alter database " + database + " set synchronous_commit = " + given);
        try (Journal journal = open()) {
            assertThat(journal.<String>keep(connection -> value(connection, "show synchronous_commit")))
                    .isEqualTo(used);
            assertThat(journal.<String>deliver(connection -> value(connection, "show synchronous_commit")))
                    .isEqualTo(used);
        }
    }

    @Test
    void connectionsToAServerThatTakesNoWritesAreGivenUpAllAtOnce() throws SQLException {
        try (Journal journal = open()) {
            String before = journal.keep(PostgresSettingsTest::process);
            String idle = journal.deliver(PostgresSettingsTest::process);

            assertThatThrownBy(() -> journal.keep(connection -> {
                        value(connection, "set transaction read only");
                        return value(connection, "delete from dedupe_key");
                    }))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("25006"));

            assertThat(journal.<String>keep(PostgresSettingsTest::process)).isNotEqualTo(before);
            assertThat(journal.<String>deliver(PostgresSettingsTest::process)).isNotEqualTo(idle);
        }
    }

    @Test
    void otherErrorsCostNoConnection() throws SQLException {
        try (Journal journal = open()) {
            String before = journal.keep(PostgresSettingsTest::process);
            assertThatThrownBy(() -> journal.keep(connection -> value(connection, "select 1 / 0")))
                    .isInstanceOf(SQLException.class);
            assertThat(journal.<String>keep(PostgresSettingsTest::process)).isEqualTo(before);
        }
    }

    /** As for other databases, whose servers are not at hand. */
    @ParameterizedTest
    @CsvSource({
        "25006, 0, cannot execute INSERT in a read-only transaction, MUST_EVICT",
        "25006, 1792, Cannot execute statement in a READ ONLY transaction., MUST_EVICT",
        "HY000, 1290, The MariaDB server is running with the --read-only option, MUST_EVICT",
        "HY000, 1290, The MySQL server is running with the --super-read-only option, MUST_EVICT",
        "HY000, 1290, The MySQL server is running with the --secure-file-priv option, CONTINUE_EVICT",
        "HY000, 1836, Running in read-only mode, MUST_EVICT",
        "S0001, 3906, Failed to update database because the database is read-only., MUST_EVICT",
        "72000, 16000, ORA-16000: database or pluggable database open for read-only access, MUST_EVICT",
        "23505, 0, duplicate key value, CONTINUE_EVICT",
    })
    void knowsAServerThatTakesNoWrites(String state, int code, String message, String verdict) {
        assertThat(new ReadOnlyEviction().adjudicate(new SQLException(message, state, code)))
                .hasToString(verdict);
    }

    @Test
    void aServerThatWouldLoseEventsIsNamedOnce() throws Exception {
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        Logger log = (Logger) LoggerFactory.getLogger(Journal.class);
        log.addAppender(lines);
        try (EmbeddedPostgres careless = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("full_page_writes", "off")
                        .setServerConfig("synchronous_commit", "off")
                        .start();
                Journal journal = Journal.open(new Journal.Settings(
                        careless.getJdbcUrl(USER, "postgres"), USER, "", Duration.ofSeconds(5), 1))) {
            assertThat(journal.<String>keep(connection -> value(connection, "show synchronous_commit")))
                    .isEqualTo("on");
        } finally {
            log.detachAppender(lines);
        }
        assertThat(lines.list)
                .filteredOn(line -> line.getLevel() == Level.WARN)
                .extracting(ILoggingEvent::getFormattedMessage)
                .singleElement()
                .asString()
                .contains("fsync=off", "full_page_writes=off", "switch it on");
    }

    @Test
    void withoutAPoolerStatementsArePreparedAndSettingsStay() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, USER, "")) {
            assertThat(new PostgresDialect().isBehindPooler(connection)).isFalse();
        }
    }

    /** Behind a pooler: for each transaction, on whatever connection it is, and gone after it. */
    @Test
    void settingsCanGoWithEachTransaction() throws SQLException {
        String settings = new PostgresDialect().sessionSettings(Duration.ofSeconds(5), true, true);
        try (Connection connection = DriverManager.getConnection(url, USER, "")) {
            value(connection, "set synchronous_commit = off");
            connection.setAutoCommit(false);
            value(connection, settings);
            assertThat(value(connection, "show synchronous_commit")).isEqualTo("on");
            assertThat(value(connection, "show plan_cache_mode")).isEqualTo("force_custom_plan");
            assertThat(value(connection, "show idle_in_transaction_session_timeout"))
                    .isEqualTo("5s");
            connection.commit();
            assertThat(value(connection, "show synchronous_commit")).isEqualTo("off");
            assertThat(value(connection, "show plan_cache_mode")).isEqualTo("auto");
        }
    }

    private Journal open() {
        return Journal.open(new Journal.Settings(url, USER, "", Duration.ofSeconds(5), 1));
    }

    private static String process(Connection connection) throws SQLException {
        return value(connection, "select pg_backend_pid()");
    }

    private static String value(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            if (!statement.execute()) {
                return "";
            }
            try (ResultSet row = statement.getResultSet()) {
                return row.next() ? row.getString(1) : "";
            }
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, USER, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
