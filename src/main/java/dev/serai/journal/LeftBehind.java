package dev.serai.journal;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** The journal of the first try, which holds events that nothing delivers once another journal is configured. */
public final class LeftBehind {
    private static final String SUFFIX = ".mv.db";

    private LeftBehind() {}

    /**
     * Looks into the H2 journal that Serai has by default. It is not changed.
     *
     * @param byDefault the journal of the first try, {@code jdbc:h2:file:…} without options
     * @param now the journal that is used now
     * @return what an operator should know; null if there is nothing to tell
     */
    public static @Nullable String warning(JournalSettings byDefault, JournalSettings now) {
        String file = byDefault.url().replaceFirst("^jdbc:h2:file:", "");
        Path database = Path.of(file).toAbsolutePath().normalize();
        if (!Files.exists(Path.of(file + SUFFIX)) || database.equals(JdbcUrl.h2Database(now.url()))) {
            return null;
        }
        String url =
                "jdbc:h2:file:" + file + ";ACCESS_MODE_DATA=r;IFEXISTS=TRUE;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        try (Connection connection = DriverManager.getConnection(url, byDefault.user(), byDefault.password());
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery("select count(*) from delivery where state = 'waiting'")) {
            row.next();
            long waiting = row.getLong(1);
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
