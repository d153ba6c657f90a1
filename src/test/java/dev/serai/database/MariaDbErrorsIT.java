package dev.serai.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.serai.dispatch.Outcome.Dead;
import dev.serai.dispatch.Outcome.Failed;
import dev.serai.dispatch.Outcome.Retry;
import dev.serai.dispatch.Outcome.Suspend;
import dev.serai.outbox.ErrorClassifiers;
import dev.serai.simulator.database.MariaDb;
import dev.serai.testing.Needs;
import dev.serai.testing.Ports;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Everything that MariaDB may have against a call, provoked, and what is made of it. */
@SuppressWarnings("NullAway.Init")
class MariaDbErrorsIT {
    private static final ErrorClassifiers ERRORS = new ErrorClassifiers(List.of(new SqlErrorClassifier()));

    private static MariaDb server;
    private static String url;

    private Connection one;
    private Connection other;

    @BeforeAll
    static void start() throws Exception {
        Needs.program(MariaDb.installed(), "mariadbd is not installed; apt-get install mariadb-server");
        server = MariaDb.start(Ports.free());
        url = server.newDatabase("far");
        try (Connection connection = DriverManager.getConnection(url)) {
            run(connection, "create table kept (id int primary key, n int check (n < 9), must int not null, t text)");
            run(connection, "insert into kept values (1, 1, 1, ''), (2, 2, 2, '')");
            run(connection, "create table child (id int, foreign key (id) references kept (id))");
            run(connection, "create table narrow (latin varchar(9) character set latin1, choice enum('a', 'b'))");
            run(connection, "create table small (t char(255)) engine = memory max_rows = 1");
            run(connection, "create user writer@'%' identified by 'secret'");
            run(connection, "grant insert on far.narrow to writer@'%'");
        }
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void connect() throws SQLException {
        one = DriverManager.getConnection(url);
        other = DriverManager.getConnection(url);
    }

    @AfterEach
    void close() throws SQLException {
        one.close();
        other.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            insert into kept values (1, 1, 1, '')                 | 23000: Duplicate entry <value> for key 'PRIMARY'
            insert into kept values (3, 9, 1, '')                 | 23000: CONSTRAINT `kept.n` failed for
            insert into kept values (3, 1, null, '')              | 23000: Column 'must' cannot be null
            insert into child values (7)                          | 23000: Cannot add or update a child row
            insert into kept values (3, 1, 'Jane', '')            | 22007: Incorrect integer value: <value> for column
            insert into kept values (3, 1, 9999999999, '')        | 22003: Out of range value for column 'must'
            insert into kept values (3, 1, 1, repeat('x', 70000)) | 22001: Data too long for column 't'
            insert into narrow (latin) values ('🌷')               | 22007: Incorrect string value: <value> for column
            insert into narrow (choice) values ('Jane')           | 01000: Data truncated for column 'choice'
            select * from json_table('["Jane", {}]', '$[*]' columns (a int path '$' error on error)) j | HY000: Can't
            """)
    void theEventIsToBlame(String sql, String reason) {
        Failed failed = failure(() -> run(one, sql));

        assertThat(failed).isInstanceOf(Dead.class);
        assertThat(failed.reason()).contains("SQLState " + reason).doesNotContain("Jane");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            insert into nowhere values (1)    | 42S02: Table 'far.nowhere' doesn't exist
            insert into kept (no) values (1)  | 42S22: Unknown column 'no'
            inzert into kept values (1)       | 42000: You have an error in your SQL syntax
            insert into kept values (1)       | 21S01: Column count doesn't match
            insert into kept (id) values (3)  | HY000: Field 'must' doesn't have a default value
            """)
    void theStatementIsToBlame(String sql, String reason) {
        assertSuspends(failure(() -> run(one, sql)), true, reason);
    }

    @Test
    void whoMayNotWriteIsMisconfigured() throws Exception {
        try (Connection writer = DriverManager.getConnection(url.replace("user=root", "user=writer&password=secret"))) {
            assertSuspends(failure(() -> run(writer, "delete from kept")), true, "42000: DELETE command denied");
        }
    }

    @Test
    void aServerThatOnlyReadsIsSuspended() throws Exception {
        run(one, "set global read_only = true");
        try (Connection writer = DriverManager.getConnection(url.replace("user=root", "user=writer&password=secret"))) {
            String sql = "insert into narrow values ('', 'a')";

            assertSuspends(failure(() -> run(writer, sql)), false, "HY000: The MariaDB server is running with");
        } finally {
            run(one, "set global read_only = false");
        }
        run(one, "set session transaction read only");
        assertSuspends(failure(() -> run(one, "delete from kept")), false, "25006: Cannot execute statement");
    }

    @Test
    void aFullServerIsSuspended() throws Exception {
        run(one, "set max_heap_table_size = 16384");
        run(one, "alter table small engine = memory");

        assertSuspends(
                failure(() -> {
                    while (true) {
                        run(one, "insert into small values (repeat('x', 255))");
                    }
                }),
                false,
                "HY000: The table 'small' is full");
    }

    @Test
    void aLockIsWaitedForLater() throws Exception {
        one.setAutoCommit(false);
        run(one, "update kept set n = 3 where id = 1");
        run(other, "set innodb_lock_wait_timeout = 1");

        assertRetry(failure(() -> run(other, "update kept set n = 4 where id = 1")), "HY000: Lock wait timeout");
    }

    @Test
    void aDeadlockIsTriedAgain() throws Exception {
        one.setAutoCommit(false);
        other.setAutoCommit(false);
        run(one, "update kept set n = 3 where id = 1");
        run(other, "update kept set n = 3 where id = 2");
        CompletableFuture<Throwable> first = CompletableFuture.supplyAsync(
                () -> catchThrowable(() -> run(one, "update kept set n = 5 where id = 2")));
        Throwable second = catchThrowable(() -> run(other, "update kept set n = 5 where id = 1"));
        other.rollback();
        Throwable victim = second == null ? first.get() : second;

        assertRetry(ERRORS.ofCall(victim), "40001: Deadlock found");
    }

    @Test
    void whatTakesTooLongOrIsKilledIsTriedAgain() throws Exception {
        run(one, "set max_statement_time = 0.1");
        String slow = "select count(*) from information_schema.columns a, information_schema.columns b, seq_1_to_99999";
        assertRetry(failure(() -> run(one, slow)), "70100: Query execution was interrupted");

        run(one, "kill " + number(other, "select connection_id()"));
        assertRetry(failure(() -> run(other, "delete from child")), "08000: Socket error");

        try (Connection impatient = DriverManager.getConnection(url + "&socketTimeout=100")) {
            assertRetry(failure(() -> run(impatient, "select sleep(5)")), "08000: Socket timout error");
        }
    }

    /** So that its halves may do. */
    @Test
    void aCallThatIsTooLargeIsBlamed() throws Exception {
        try (Connection small = DriverManager.getConnection(url + "&maxAllowedPacket=1000000");
                PreparedStatement insert = small.prepareStatement("select length(?)")) {
            insert.setString(1, "x".repeat(2_000_000));

            assertThat(failure(insert::execute)).isInstanceOf(Dead.class);
        }
    }

    @Test
    void whatKeepsAPoolFromConnectingIsSaid() throws Exception {
        assertSuspends(unconnected(url, "nobody"), false, "28000: Access denied for user");
        assertSuspends(unconnected(url.replace("far", "near"), "root"), true, "42000: Unknown database");
        String nobody = url.replaceFirst(":\\d+", ":" + Ports.free());
        assertThat(unconnected(nobody, "root")).isEqualTo(new Suspend("unreachable: ConnectException", false));

        run(one, "set global max_connections = 10");
        Connection[] all = new Connection[20];
        try {
            Failed failed = failure(() -> {
                for (int i = 0; i < all.length; i++) {
                    all[i] = DriverManager.getConnection(url.replace("user=root", "user=writer&password=secret"));
                }
            });
            assertSuspends(failed, false, "08004: Too many connections");
        } finally {
            run(one, "set global max_connections = 151");
            for (Connection each : all) {
                if (each != null) {
                    each.close();
                }
            }
        }
    }

    private static Failed unconnected(String url, String user) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url.replace("?user=root", ""));
        config.setUsername(user);
        config.setPassword("");
        config.setConnectionTimeout(1_000);
        config.setInitializationFailTimeout(-1);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            return failure(pool::getConnection);
        }
    }

    private static void assertSuspends(Failed failed, boolean misconfigured, String reason) {
        assertThat(failed).isInstanceOf(Suspend.class);
        assertThat(((Suspend) failed).misconfigured()).isEqualTo(misconfigured);
        assertThat(failed.reason()).contains("SQLState " + reason);
    }

    private static void assertRetry(Failed failed, String reason) {
        assertThat(failed).isInstanceOf(Retry.class);
        assertThat(failed.reason()).startsWith("SQLState " + reason);
    }

    private static Failed failure(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(SQLException.class);
        return ERRORS.ofCall(thrown);
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }
}
