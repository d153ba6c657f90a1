package dev.serai.database;

import dev.serai.config.Config;
import dev.serai.config.DecodedText;
import dev.serai.config.Format;
import dev.serai.config.Secret;
import dev.serai.config.Section;
import dev.serai.journal.JdbcUrl;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The settings {@code database.<name>.*} of one database of destinations.
 *
 * @param url empty for the journal's own database
 * @param createTables the statements that create its tables if they are not there; null to create none
 */
public record DatabaseSettings(
        String name,
        String url,
        String user,
        Secret password,
        @Nullable String createTables) {
    public DatabaseSettings {
        JdbcUrl.FORMAT.check("url", url);
    }

    /** @param routes the directory of the route files, where {@code destinations/<name>.ddl.sql} is */
    public static List<DatabaseSettings> all(Config config, Path routes) {
        return config.names("database", "url").stream()
                .map(name -> from(config.section("database." + name), name, routes))
                .toList();
    }

    private static DatabaseSettings from(Section database, String name, Path routes) {
        database.shownAs("url", JdbcUrl::withoutSecrets);
        boolean createTables = database.value("create-tables", Format.FLAG);
        return new DatabaseSettings(
                name,
                JdbcUrl.below(database.home(), database.value("url", JdbcUrl.FORMAT)),
                database.text("user"),
                database.secret("password"),
                createTables ? tables(database, routes.resolve("destinations").resolve(name + ".ddl.sql")) : null);
    }

    private static @Nullable String tables(Section database, Path file) {
        try {
            DecodedText decoded = DecodedText.of(file);
            if (decoded.badLine() > 0) {
                database.problem(
                        "create-tables",
                        "needs " + file + ", which is not " + decoded.charset() + " in line " + decoded.badLine()
                                + "; save it as UTF-8");
            }
            return decoded.text();
        } catch (IOException e) {
            database.problem("create-tables", "needs " + file + ", which cannot be read");
            return null;
        }
    }
}
