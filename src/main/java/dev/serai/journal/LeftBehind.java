package dev.serai.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The H2 journal of a first try. Once another journal is configured, nothing delivers the events in it. */
public final class LeftBehind {
    private static final String SUFFIX = ".mv.db";

    private LeftBehind() {}

    /**
     * Reads the H2 journal that Serai has by default, and does not change it.
     *
     * @param byDefault the journal of the first try, {@code jdbc:h2:file:…} without options
     * @param now the journal that is used now
     * @return a warning for the operator; null if nothing waits in the file
     */
    public static @Nullable String warning(JournalSettings byDefault, JournalSettings now) {
        String file = byDefault.url().replaceFirst("^jdbc:h2:file:", "");
        Path database = Path.of(file).toAbsolutePath().normalize();
        if (!Files.exists(Path.of(file + SUFFIX)) || database.equals(JdbcUrl.h2Database(now.url()))) {
            return null;
        }
        String url =
                "jdbc:h2:file:" + file + ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        try (Connection connection = DriverManager.getConnection(
                url, byDefault.user(), byDefault.password().value())) {
            long waiting = new Query(connection, "select count(*) from delivery where state = 'waiting'").number();
            return waiting == 0
                    ? null
                    : waiting + " deliveries wait in " + file + SUFFIX + ", which is not the journal any more; start"
                            + " Serai once with journal.url=jdbc:h2:file:" + file + " to deliver them";
        } catch (SQLException e) {
            return file + SUFFIX + " is a journal that is not configured, and cannot be looked into (SQLState "
                    + e.getSQLState() + "); deliveries may wait in it";
        }
    }
}
