package dev.serai.check;

import dev.serai.database.DatabaseQuestions;
import dev.serai.database.DatabaseQuestions.About;
import dev.serai.database.DatabaseQuestions.Refusal;
import dev.serai.database.DatabaseSettings;
import dev.serai.journal.JournalSettings;
import dev.serai.outbox.Excerpt;
import dev.serai.outbox.UnavailableException;
import dev.serai.routes.Finding;
import dev.serai.routes.Finding.Severity;
import dev.serai.routes.RouteFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether a database takes the statements of destinations: each is prepared, and none is run. */
final class DatabaseCheck {
    /** What a message of a database quotes; PostgreSQL leaves the quotes away around a column with its table. */
    private static final Pattern NAME = Pattern.compile("\"([^\"]+)\"|'([^']+)'|column (\\S+\\.\\S+) does");

    private final DatabaseSettings database;
    private final JournalSettings journal;
    private final Map<Path, Set<SentStatement>> statements = new LinkedHashMap<>();
    private final List<Finding> findings = new ArrayList<>();

    /** @param journal whose database it is if it has no URL */
    DatabaseCheck(DatabaseSettings database, JournalSettings journal) {
        this.database = database;
        this.journal = journal;
    }

    /** @param route the file of the destination that runs the statement */
    void add(Path route, SentStatement statement) {
        statements.computeIfAbsent(route, any -> new LinkedHashSet<>()).add(statement);
    }

    /** Asks the database; one that cannot be asked is one finding. */
    List<Finding> ask() {
        try (DatabaseQuestions questions = new DatabaseQuestions(database, journal)) {
            questions.connect();
            statements.forEach((route, all) -> all.forEach(statement -> ask(questions, route, statement)));
        } catch (UnavailableException e) {
            findings.add(unavailable(String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            // a driver that is not there, a URL that is none
            findings.add(unavailable(Excerpt.line(e.getMessage())));
        }
        return findings;
    }

    private Finding unavailable(String reason) {
        boolean own = !database.url().isEmpty();
        String key = own ? "database." + database.name() : "journal";
        return new Finding(
                key + ".url",
                0,
                name() + (own ? "" : ", which is the journal's own database,") + " cannot be asked: " + reason,
                "see that " + key + ".url, user and password are right, and that the database runs;"
                        + " an H2 file is open in one process at a time");
    }

    private String name() {
        return "jdbc:" + database.name();
    }

    private void ask(DatabaseQuestions questions, Path route, SentStatement statement) {
        WordPlaces places = WordPlaces.ofStatement(route, statement.text());
        if (questions.isSilent()) {
            findings.add(places.finding(
                    Severity.WARNING,
                    List.of(),
                    "cannot be checked online because the driver of " + name()
                            + " shows the database no statement before it runs",
                    "try it with one event"));
            return;
        }
        Optional<Refusal> refusal = questions.refusal(statement.prepared());
        refusal.ifPresent(refused -> findings.add(finding(places, route, refused)));
    }

    private Finding finding(WordPlaces places, Path route, Refusal refusal) {
        String word = named(refusal.reason());
        Optional<Path> tables = tables(route);
        boolean made = refusal.about() == About.TABLE && database.createTables() != null && makes(word);
        return places.finding(
                made ? Severity.WARNING : Severity.ERROR,
                List.of(word),
                name() + " does not take the statement: " + refusal.reason(),
                made
                        ? "nothing: database." + database.name() + ".create-tables=true makes the table with the first"
                                + " connection"
                        : instead(refusal.about(), tables));
    }

    private String instead(About about, Optional<Path> tables) {
        return switch (about) {
            case TABLE ->
                tables.map(file -> "run " + file + " on the database, or mend the name")
                        .orElse("make the table, or mend the name");
            case COLUMN ->
                "add the column to the table"
                        + tables.map(file -> " (" + file + ")").orElse("") + ", or mend the name";
            case ANYTHING -> "mend the statement; docs/databases.md has those for other databases";
        };
    }

    /** The statements that make the tables: {@code <destination>.ddl.sql}, or {@code <database>.ddl.sql}. */
    private Optional<Path> tables(Path route) {
        return Stream.of(RouteFile.stem(route), database.name())
                .map(name -> route.resolveSibling(name + ".ddl.sql"))
                .filter(Files::isRegularFile)
                .findFirst();
    }

    /** Whether the statements that Serai runs itself make a table. */
    private boolean makes(String table) {
        String tables = database.createTables();
        return tables != null
                && Pattern.compile("(?i)\\b" + Pattern.quote(table) + "\\b")
                        .matcher(tables)
                        .find();
    }

    /** The first name that a message quotes, without the table or database before it; empty if there is none. */
    private static String named(String reason) {
        Matcher name = NAME.matcher(reason);
        if (!name.find()) {
            return "";
        }
        String found = Stream.of(name.group(1), name.group(2), name.group(3))
                .filter(each -> each != null)
                .findFirst()
                .orElse("");
        return found.replaceFirst(".*\\.", "");
    }
}
