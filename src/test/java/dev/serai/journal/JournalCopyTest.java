package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.journal.JournalCopy.Progress;
import dev.serai.journal.JournalCopy.Report;
import dev.serai.journal.JournalCopy.Table;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A copy of a journal has every row of every table, or no gateway starts on it. */
class JournalCopyTest {
    private static final Progress SILENT = (doing, table, rows, total) -> {};
    /** More than one page of 2,000 rows. */
    private static final int PAGES = 2_100;

    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static Stream<Arguments> ways() {
        return Stream.of(Database.values())
                .flatMap(from -> Stream.of(Database.values()).map(to -> Arguments.of(from, to)));
    }

    private static FilledJournal target(Database database) {
        return new FilledJournal(Journal.completeUrl(database.emptyUrl()), database);
    }

    private static Report copy(FilledJournal from, FilledJournal to, Progress progress)
            throws SQLException, JournalRefusedException {
        return new JournalCopy(from.settings(), to.settings(), false, progress).run();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void copiesEveryRowOfEveryTable(Database from, Database to) throws Exception {
        FilledJournal source = FilledJournal.of(from, 40);
        FilledJournal target = target(to);

        Report report = copy(source, target, SILENT);

        assertThat(report.equal()).as("%s", report).isTrue();
        assertThat(report.resumed()).isFalse();
        try (Connection connection = target.connect()) {
            assertThat(JournalSchema.tablesOf(connection))
                    .hasSize(JournalSchema.current().tables().size() + 2);
        }
        for (String table : JournalSchema.current().tables()) {
            assertThat(target.rows(table)).as(table).hasSize(40).isEqualTo(source.rows(table));
        }
        target.open().close();
    }

    @ParameterizedTest
    @EnumSource
    void goesOnAfterTheLastPageThatIsThere(Database from) throws Exception {
        Database to = from == Database.H2 ? Database.POSTGRESQL : Database.H2;
        FilledJournal source = FilledJournal.of(from, PAGES);
        FilledJournal target = target(to);
        assertThatThrownBy(() -> copy(source, target, endsIn("event", 2_000))).isInstanceOf(Ended.class);
        assertThatThrownBy(target::open)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("serai migrate");
        assertThatThrownBy(() -> copy(source, target, endsIn("route_run", 2_000)))
                .isInstanceOf(Ended.class);

        Report report = copy(source, target, SILENT);

        assertThat(report.equal()).as("%s", report).isTrue();
        assertThat(report.resumed()).isTrue();
        assertThat(report.tables()).extracting(Table::target).containsOnly((long) PAGES);
        target.open().close();
    }

    private static Progress endsIn(String name, int after) {
        return (doing, table, rows, total) -> {
            if (table.equals(name) && rows >= after) {
                throw new Ended();
            }
        };
    }

    @ParameterizedTest
    @EnumSource
    void refusesToGoOnWithASourceThatHasChanged(Database from) throws Exception {
        FilledJournal source = FilledJournal.of(from, PAGES);
        FilledJournal target = target(Database.POSTGRESQL);
        assertThatThrownBy(() -> copy(source, target, endsIn("event", 2_000))).isInstanceOf(Ended.class);
        source.execute("update destination set epoch = epoch + 1 where epoch = 7");

        assertThatThrownBy(() -> copy(source, target, SILENT))
                .isInstanceOf(JournalRefusedException.class)
                .hasMessageContaining("--again");

        assertThat(new JournalCopy(source.settings(), target.settings(), true, SILENT)
                        .run()
                        .equal())
                .isTrue();
    }

    @Test
    void noticesAGatewayThatRanOnTheSourceMeanwhile() throws Exception {
        FilledJournal source = FilledJournal.of(Database.POSTGRESQL, 3);
        FilledJournal target = target(Database.POSTGRESQL);

        assertThatThrownBy(() -> copy(source, target, (doing, table, rows, total) -> {
                    if (table.equals("route_run")) {
                        run(source, "update destination set epoch = epoch + 1");
                    }
                }))
                .isInstanceOf(JournalRefusedException.class)
                .hasMessageContaining("has changed the source");
        assertThatThrownBy(target::open).hasMessageContaining("serai migrate");
    }

    /** The copy is right, and something changes it before it is compared. */
    @Test
    void noticesARowThatIsNotEqual() throws Exception {
        FilledJournal source = FilledJournal.of(Database.H2, 3);
        FilledJournal target = target(Database.POSTGRESQL);

        Report report = copy(source, target, (doing, table, rows, total) -> {
            if (table.equals("route_version") && rows == 3) {
                run(target, "update attempt set at = at + interval '1 microsecond' where number = 1");
            }
        });

        assertThat(report.equal()).isFalse();
        assertThat(report.ledgerEqual()).isTrue();
        assertThat(report.tables().stream().filter(table -> !table.equal()))
                .extracting(Table::table)
                .containsExactly("attempt");
        assertThatThrownBy(target::open).hasMessageContaining("serai migrate");
    }

    private static void run(FilledJournal journal, String sql) {
        try {
            journal.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesATargetWithRows(Database database) throws Exception {
        FilledJournal target = FilledJournal.empty(database);
        target.execute("insert into destination (name) values ('mail')");

        assertThatThrownBy(() -> copy(FilledJournal.of(Database.H2, 1), target, SILENT))
                .isInstanceOf(JournalRefusedException.class)
                .hasMessageContaining("is not empty: its table destination has rows");
        target.open().close();
    }

    /** The file of a running gateway on H2 is locked, for another process; {@code MigrateKilledIT} has one. */
    @Test
    void refusesARunningGateway() throws Exception {
        FilledJournal other = FilledJournal.empty(Database.POSTGRESQL);
        FilledJournal empty = target(Database.H2);
        try (Gateway gateway = Gateway.start(other.url(), Database.POSTGRESQL.user(), Map.of())) {
            assertThatThrownBy(() -> copy(other, empty, SILENT)).hasMessageContaining("a gateway runs on the journal");
            assertThatThrownBy(() -> copy(FilledJournal.empty(Database.H2), other, SILENT))
                    .hasMessageContaining("a gateway runs on the journal");
            assertThat(gateway.query("select name from destination")).isNotNull();
        }
    }

    /** After a crash, nothing but the lease tells of a gateway that may come back. */
    @Test
    void refusesALease() throws Exception {
        FilledJournal source = FilledJournal.empty(Database.POSTGRESQL);
        source.execute("insert into destination (name, owner, owned_until)"
                + " values ('mail', 'one', current_timestamp + interval '10 seconds')");

        assertThatThrownBy(() -> copy(source, target(Database.H2), SILENT))
                .hasMessageContaining("the destination mail is leased until");
    }

    @ParameterizedTest
    @EnumSource
    void refusesAJournalOfAnotherVersion(Database database) throws Exception {
        FilledJournal source = FilledJournal.empty(database);
        source.execute("delete from serai_schema_history where \"installed_rank\" ="
                + " (select max(\"installed_rank\") from serai_schema_history)");

        assertThatThrownBy(() -> copy(source, target(Database.H2), SILENT))
                .isInstanceOf(JournalRefusedException.class)
                .hasMessageContaining("start this program's gateway on it once");
        source.execute("drop table serai_schema_history");
        assertThatThrownBy(() -> copy(source, target(Database.H2), SILENT)).hasMessageContaining("has no journal");
    }

    /** PostgreSQL has no NUL. */
    @Test
    void namesTheRowsThatTheTargetDoesNotTake() throws Exception {
        FilledJournal source = FilledJournal.of(Database.H2, 3);
        source.execute("update audit set reason = 'a' || char(0)");

        assertThatThrownBy(() -> copy(source, target(Database.POSTGRESQL), SILENT))
                .isInstanceOf(JournalRefusedException.class)
                .hasMessageContaining("rows 1 to 3 of audit")
                .hasMessageContaining("SQLState 22021");
    }

    @Test
    void theSourceIsUnchanged() throws Exception {
        FilledJournal source = FilledJournal.of(Database.H2, 40);
        byte[] before = Files.readAllBytes(Journal.file(source.settings()));

        copy(source, target(Database.POSTGRESQL), SILENT);

        assertThat(Files.readAllBytes(Journal.file(source.settings()))).isEqualTo(before);
    }
}
