package dev.serai.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.serai.config.Config;
import dev.serai.config.Secret;
import dev.serai.database.DatabaseQuestions.About;
import dev.serai.database.DatabaseQuestions.Refusal;
import dev.serai.journal.JournalSettings;
import dev.serai.outbox.UnavailableException;
import dev.serai.simulator.database.MariaDb;
import dev.serai.simulator.database.Postgres;
import dev.serai.testing.Needs;
import dev.serai.testing.Ports;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real databases say of statements that they are shown, and do not run. */
class DatabaseQuestionsTest {
    private static final String TABLE = "create table archive (event_id varchar(40) primary key, title varchar(200))";
    private static final String RIGHT = "insert into archive (event_id, title) values (?, ?)";

    private static DatabaseQuestions questions(String url, String user) {
        return new DatabaseQuestions(
                new DatabaseSettings("archive", url, user, Secret.of(""), TABLE),
                JournalSettings.from(Config.shipped()));
    }

    private static void run(String url, String user, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static int rows(String url, String user) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, "");
                Statement statement = connection.createStatement();
                ResultSet count = statement.executeQuery("select count(*) from archive")) {
            count.next();
            return count.getInt(1);
        }
    }

    private static void asksAndRunsNothing(String url, String user) throws SQLException {
        try (DatabaseQuestions questions = questions(url, user)) {
            questions.connect();
            assertThat(questions.refusal(RIGHT.replace("archive", "archiv")))
                    .hasValueSatisfying(refusal -> assertThat(refusal)
                            .matches(each ->
                                    each.about() == About.TABLE && each.reason().contains("archiv")));
            run(url, user, TABLE);

            assertThat(questions.refusal(RIGHT)).isEmpty();
            assertThat(questions.refusal(RIGHT.replace("title", "titel")))
                    .hasValueSatisfying(refusal -> assertThat(refusal)
                            .matches(each -> each.about() == About.COLUMN
                                    && each.reason().contains("titel")));
            assertThat(questions.refusal("inser into archive"))
                    .map(Refusal::about)
                    .hasValue(About.ANYTHING);
            assertThat(questions.refusal("insert into archive values ('1', 'no parameter')"))
                    .isEmpty();
        }
        assertThat(rows(url, user)).isZero();
    }

    @Test
    void postgresqlIsAskedAndRunsNothing() throws SQLException {
        String url = Postgres.shared().newDatabase();

        asksAndRunsNothing(url, "postgres");
    }

    /** What has no type before it has a value is no mistake. */
    @ParameterizedTest
    @ValueSource(strings = {"select 1 where ? is null", "select * from unnest(?)"})
    void aParameterWithoutATypeIsNoMistake(String sql) {
        try (DatabaseQuestions questions = questions(Postgres.shared().newDatabase(), "postgres")) {
            assertThat(questions.refusal(sql)).isEmpty();
        }
    }

    @Test
    void h2IsAskedAndRunsNothing() throws SQLException {
        String url = "jdbc:h2:mem:questions;DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE"
                + ";DEFAULT_NULL_ORDERING=HIGH;MAX_LENGTH_INPLACE_LOB=8192";
        run(url, "sa", "select 1");

        asksAndRunsNothing(url, "sa");
    }

    @Test
    void anH2FileIsNeitherMadeNorChanged(@TempDir Path directory) throws SQLException {
        String url = "jdbc:h2:file:" + directory.resolve("archive");
        try (DatabaseQuestions questions = questions(url, "sa")) {
            assertThatThrownBy(questions::connect)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("not found");
        }
        assertThat(directory).isEmptyDirectory();
        run(url + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH", "sa", TABLE);
        long changed = directory.resolve("archive.mv.db").toFile().lastModified();

        try (DatabaseQuestions questions = questions(url, "sa")) {
            assertThat(questions.refusal(RIGHT)).isEmpty();
            assertThat(questions.refusal(RIGHT.replace("title", "titel"))).isPresent();
        }
        assertThat(directory.toFile().list()).containsExactly("archive.mv.db");
        assertThat(directory.resolve("archive.mv.db").toFile().lastModified()).isEqualTo(changed);
    }

    @Test
    void mariaDbIsAskedAndRunsNothing() throws Exception {
        Needs.program(MariaDb.installed(), "mariadbd is not installed; apt-get install mariadb-server");
        try (MariaDb server = MariaDb.start(Ports.free())) {
            asksAndRunsNothing(server.newDatabase("archive"), "root");
        }
    }

    @Test
    void aServerThatIsAwayIsTold() {
        try (DatabaseQuestions questions =
                questions("jdbc:postgresql://127.0.0.1:" + Ports.free() + "/archive", "postgres")) {
            assertThatThrownBy(questions::connect)
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageStartingWith("no connection: ");
        }
    }

    @Test
    void aUserThatIsRefusedIsToldWithoutThePassword() {
        DatabaseSettings settings = new DatabaseSettings(
                "archive", Postgres.shared().newDatabase(), "nobody-here", Secret.of("sesame-open"), null);
        try (DatabaseQuestions questions = new DatabaseQuestions(settings, JournalSettings.from(Config.shipped()))) {
            Optional<String> told = Optional.empty();
            try {
                questions.connect();
            } catch (UnavailableException e) {
                told = Optional.ofNullable(e.getMessage());
            }
            assertThat(told).hasValueSatisfying(message -> assertThat(message)
                    .startsWith("no connection: ")
                    .contains("nobody-here")
                    .doesNotContain("sesame"));
        }
    }
}
