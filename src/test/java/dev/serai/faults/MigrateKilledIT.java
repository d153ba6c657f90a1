package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.Serai;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.testing.Gateway.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code serai migrate} is killed twice while it copies, and does it again. */
@Timeout(600)
class MigrateKilledIT {
    private static final int EVENTS = 24_000;
    private static final int KILLS = 2;
    private static final Path LOGS = Path.of("target/faults/logs");

    private final String from = Journal.completeUrl(Database.H2.newUrl());
    private final String to = Database.POSTGRESQL.emptyUrl();
    private final Path log = LOGS.resolve("migrate-" + ProcessHandle.current().pid() + ".log");

    @Test
    void nothingIsLostOrDoubledHoweverOftenItIsKilled() throws Exception {
        fill();
        try (Connection gateway = DriverManager.getConnection(from, Database.H2.user(), "")) {
            assertThat(gateway.isValid(1)).isTrue();
            assertThat(migrate().waitFor()).isEqualTo(1);
            assertThat(Files.readString(log)).contains("is open in another process; stop the gateway that runs on it");
        }
        for (int kill = 0; kill < KILLS; kill++) {
            long before = copied();
            Process migrate = migrate();
            Patience.atMost(Duration.ofMinutes(2))
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> !migrate.isAlive() || copied() > before);
            migrate.destroyForcibly().waitFor();
            assertThat(copied()).as(Files.readString(log)).isGreaterThan(before).isLessThan(EVENTS);
        }

        Process last = migrate();
        assertThat(last.waitFor(2, TimeUnit.MINUTES)).isTrue();

        String said = Files.readString(log);
        assertThat(last.exitValue()).as(said).isZero();
        assertThat(said)
                .containsPattern("event +" + EVENTS + " +" + EVENTS + " +[0-9a-f]{16} +equal")
                .contains("The ledgers of both are equal.");
        try (Running gateway = Running.start(to, Database.POSTGRESQL.user(), Map.of())) {
            assertThat(gateway.ledger().path("balanced").asBoolean()).isTrue();
            assertThat(gateway.ledger().path("events").path(0).path("received").asInt())
                    .isEqualTo(EVENTS);
        }
    }

    private void fill() throws SQLException {
        Journal.open(new JournalSettings(from, Database.H2.user(), "", Duration.ofSeconds(5), 2))
                .close();
        try (Connection connection = DriverManager.getConnection(from, Database.H2.user(), "");
                Statement statement = connection.createStatement();
                PreparedStatement event = connection.prepareStatement("""
                        insert into event (id, family, type, received_at, payload)
                        select random_uuid(), 'cmp', 'old', current_timestamp, ? from system_range(1, ?)
                        """)) {
            event.setString(1, "{\"text\":\"" + "x".repeat(300) + "\"}");
            event.setInt(2, EVENTS);
            event.executeUpdate();
            statement.execute("insert into event_count (\"day\", process, family, type, received, filtered)"
                    + " values (cast(current_timestamp at time zone 'UTC' as date), 'one', 'cmp', 'old', " + EVENTS
                    + ", "
                    + EVENTS + ")");
        }
    }

    /** How many events are in the target; 0 before the table is there. */
    private long copied() {
        try {
            return Long.parseLong(Arrivals.column(to, Database.POSTGRESQL.user(), "select count(*) from event")
                    .get(0));
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    private Process migrate() throws IOException {
        Files.createDirectories(LOGS);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.addAll(ClassArchive.OPTIONS);
        command.addAll(List.of(Serai.class.getName(), "migrate", "--to", to, "--user", Database.POSTGRESQL.user()));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(Map.of("JOURNAL_URL", from, "JOURNAL_USER", Database.H2.user()));
        return builder.start();
    }
}
