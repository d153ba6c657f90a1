package dev.serai.bench;

import dev.serai.config.Config;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.simulator.database.Postgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Where everything is measured: one PostgreSQL with fsync on, and a database in it for each that is measured. */
final class Ground implements AutoCloseable {
    private static final Duration COMMIT = Duration.ofSeconds(5);
    private static final String DEADLOCK = "40P01";
    private static final int TRIES = 5;

    private final Postgres postgres = Postgres.start(0);
    private final String own = postgres.newDatabase();

    /** A new, empty database. */
    String newDatabase() {
        return postgres.newDatabase();
    }

    /** A new database with the journal's tables. */
    String newJournal() {
        String url = newDatabase();
        makeTables(url);
        return url;
    }

    /** What the gateway does at its first start. */
    static void makeTables(String url) {
        Journal.open(new JournalSettings(url, "postgres", "", COMMIT, 2)).close();
    }

    Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(url, "postgres", "");
    }

    /** What was written before is on the disk, so that the next round does not pay for it. */
    void checkpoint() throws SQLException {
        execute(own, "checkpoint");
    }

    /**
     * Every round starts with empty tables.
     *
     * @param journal null if there are none
     */
    void clear(@Nullable String journal) throws SQLException {
        if (journal != null) {
            clear(journal, TRIES);
        }
    }

    private void clear(String journal, int tries) throws SQLException {
        try {
            execute(journal, "truncate event, delivery");
        } catch (SQLException e) {
            // the gateway reads both, in another order
            if (!DEADLOCK.equals(e.getSQLState()) || tries == 1) {
                throw e;
            }
            clear(journal, tries - 1);
        }
    }

    /**
     * Waits until no delivery waits.
     *
     * @throws IllegalStateException if one still does after that time
     */
    void awaitDelivered(String journal, Duration patience) throws SQLException, InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        while (number(journal, "select count(*) from delivery where state = 'waiting'") > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the queue is not empty within " + patience);
            }
            TimeUnit.MILLISECONDS.sleep(250);
        }
    }

    void execute(String url, String... statements) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            for (String each : statements) {
                statement.execute(each);
            }
        }
    }

    long number(String url, String query) throws SQLException {
        return Long.parseLong(text(url, query));
    }

    /** What PostgreSQL says of itself. */
    String text(String query) throws SQLException {
        return text(own, query);
    }

    String text(String url, String query) throws SQLException {
        try (Connection connection = connect(url);
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }

    /** The process that has started all others of PostgreSQL. */
    long postgresPid() throws SQLException, IOException {
        Path file = Path.of(text("show data_directory"), "postmaster.pid");
        return Long.parseLong(Files.readAllLines(file).get(0));
    }

    /**
     * The gateway as {@code mvn package} made it and the README starts it, open to everybody; Salesforce and mail are not
     * configured, so what goes there waits.
     */
    Contender serai(String name, String journal, Map<String, String> settings, String... jvmOptions)
            throws IOException, InterruptedException {
        int port = freePort();
        Map<String, String> keys = new TreeMap<>(Map.of(
                "journal.url",
                journal,
                "journal.user",
                journal.startsWith("jdbc:h2:") ? "sa" : "postgres",
                "receive.host",
                "127.0.0.1",
                "receive.port",
                Integer.toString(port),
                "management.port",
                Integer.toString(freePort()),
                "campaign.sender",
                "open",
                "cmp.sender",
                "open",
                // an alarm is an event, and the events are counted
                "alarms.look",
                "1h"));
        keys.putAll(settings);
        Map<String, String> environment = new HashMap<>();
        keys.forEach((key, value) -> environment.put(Config.variable(key), value));
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(List.of(jvmOptions));
        command.addAll(List.of("@config/jvm.options", "-jar", "target/serai.jar"));
        return Contender.start(name, port, command, environment);
    }

    /** The ceiling of receiving. */
    Contender parseAndAnswer() throws IOException, InterruptedException {
        int port = freePort();
        return Contender.start(
                "parse and answer",
                port,
                List.of(java(), "-cp", System.getProperty("java.class.path"), ParseAndAnswer.class.getName()),
                Map.of("PORT", Integer.toString(port)));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}
