package dev.serai.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.JournalVerification;
import dev.serai.journal.Ledger;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Backups of a journal, restored, and a replica: both verify, and have the ledger of the journal. */
@Timeout(600)
@SuppressWarnings("NullAway.Init")
class RestoreIT {
    private final Clock standing = Clock.fixed(Instant.now(), ZoneOffset.UTC);

    @TempDir
    Path directory;

    private static JournalSettings settings(String url, Database database) {
        return new JournalSettings(url, database.user(), "", Duration.ofSeconds(5), 2);
    }

    private Ledger.Page ledger(String url, Database database) throws SQLException {
        try (Journal journal = Journal.open(settings(url, database))) {
            return new Ledger(journal, standing).read(true);
        }
    }

    private static JournalVerification.Report verified(String url, Database database) throws Exception {
        return new JournalVerification(settings(url, database), (check, rows, total) -> {}).run();
    }

    private static void receive(String url, Database database) {
        try (Gateway gateway = Gateway.start(url, database.user(), Map.of())) {
            for (int i = 0; i < 20; i++) {
                gateway.post("cmp", Gateway.sample("cmp/asset_added"));
            }
            gateway.post("campaign", Gateway.sample("campaign/bounce"));
            gateway.settled();
        }
    }

    @Test
    void aCopyOfTheFileOfH2HasTheSameLedger() throws Exception {
        String url = Journal.completeUrl("jdbc:h2:file:" + directory.resolve("journal"));
        receive(url, Database.H2);
        Ledger.Page before = ledger(url, Database.H2);
        Files.copy(directory.resolve("journal.mv.db"), directory.resolve("restored.mv.db"));
        String restored = Journal.completeUrl("jdbc:h2:file:" + directory.resolve("restored"));

        assertThat(verified(restored, Database.H2).right()).isTrue();
        assertThat(ledger(restored, Database.H2)).isEqualTo(before);
        assertThat(before.events()).extracting(Ledger.Events::received).contains(20L);
    }

    @Test
    void aBaseBackupOfPostgresqlHasTheSameLedgerAndAReplicaVerifies() throws Exception {
        Path data = directory.resolve("primary");
        try (StoppablePostgres primary = new StoppablePostgres(data)) {
            receive(primary.url(), Database.POSTGRESQL);
            Ledger.Page before = ledger(primary.url(), Database.POSTGRESQL);
            try (CopiedPostgres restored =
                    new CopiedPostgres(data, primary.url(), primary.user(), directory.resolve("restored"), false)) {
                assertThat(verified(restored.url(), Database.POSTGRESQL).right())
                        .isTrue();
                assertThat(ledger(restored.url(), Database.POSTGRESQL)).isEqualTo(before);
            }
            try (CopiedPostgres replica =
                    new CopiedPostgres(data, primary.url(), primary.user(), directory.resolve("replica"), true)) {
                receive(primary.url(), Database.POSTGRESQL);
                Patience.atMost(Duration.ofSeconds(30)).until(() -> column(replica.url(), "select count(*) from event")
                        .equals(column(primary.url(), "select count(*) from event")));

                assertThat(column(replica.url(), "select pg_is_in_recovery()")).isEqualTo("t");
                JournalVerification.Report report = verified(replica.url(), Database.POSTGRESQL);

                assertThat(report.right()).as("%s", report).isTrue();
                assertThat(report.events()).isEqualTo(41);
            }
        }
    }

    private static String column(String url, String sql) {
        return Arrivals.column(url, Database.POSTGRESQL.user(), sql).get(0);
    }
}
