package dev.serai.operate.doctor;

import dev.serai.database.Databases;
import dev.serai.journal.JdbcUrl;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalProbe;
import dev.serai.journal.JournalProbe.Facts;
import dev.serai.operate.GatewaySettings;
import dev.serai.outbox.Excerpt;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The database of the journal: whether it answers, its version, the settings that lose events, and its connections. */
record JournalCheck(GatewaySettings settings, Clock clock) implements DoctorCheck {
    private static final int OLDEST = 15;
    private static final int NEWEST = 18;
    /** What people and their programs connect with, beside Serai. */
    private static final int FOR_OTHERS = 5;

    @Override
    public String name() {
        return "journal";
    }

    @Override
    public List<Diagnosis> look() {
        try {
            Facts facts = JournalProbe.ask(settings.journal(), clock);
            return switch (facts.state()) {
                case ABSENT ->
                    List.of(Diagnosis.ok(
                            name(),
                            "there is no " + Journal.file(settings.journal()) + " yet; the first start makes it"));
                case IN_USE ->
                    List.of(Diagnosis.ok(
                            name(),
                            Journal.file(settings.journal()) + " is open in another process, as it is while a"
                                    + " gateway runs"));
                case ANSWERED -> "H2".equals(facts.product()) ? List.of(ofH2(facts)) : ofPostgres(facts);
            };
        } catch (SQLException e) {
            return List.of(Diagnosis.fail(
                    name(),
                    "no connection: " + Excerpt.line(e.getMessage()) + " (SQLState " + e.getSQLState() + ")",
                    "see that journal.url, journal.user and journal.password are right, and that the database runs"));
        }
    }

    private Diagnosis ofH2(Facts facts) {
        return Diagnosis.warn(
                name(),
                "H2 " + facts.version() + " is to try Serai: it does not survive the machine",
                "take PostgreSQL for events that count (docs/databases.md)");
    }

    private List<Diagnosis> ofPostgres(Facts facts) {
        List<Diagnosis> found = new ArrayList<>();
        found.add(version(facts));
        facts.unsafe()
                .forEach(setting -> found.add(Diagnosis.fail(
                        name(),
                        setting + ": when the machine of the database dies, events that were answered 200 are lost",
                        "set " + setting.replace("=off", "=on") + " in postgresql.conf, and restart PostgreSQL")));
        found.add(autovacuum(facts));
        found.add(connections(facts));
        if (JdbcUrl.of(settings.journal().url()).mayBeInTheClear()) {
            found.add(Diagnosis.warn(
                    name(),
                    "journal.url has no sslmode: the connection may not be encrypted",
                    "add ?sslmode=verify-full to journal.url"));
        }
        return found;
    }

    private Diagnosis version(Facts facts) {
        String said = facts.product() + " " + facts.version();
        return facts.major() < OLDEST || facts.major() > NEWEST
                ? Diagnosis.warn(
                        name(),
                        said + " is none that Serai is tested with",
                        "take PostgreSQL " + OLDEST + " to " + NEWEST)
                : Diagnosis.ok(name(), said + " answers");
    }

    private Diagnosis autovacuum(Facts facts) {
        boolean isOn = "on".equals(facts.settings().get("autovacuum"))
                && "on".equals(facts.settings().get("track_counts"));
        return isOn
                ? Diagnosis.ok(name(), "autovacuum is on")
                : Diagnosis.fail(
                        name(),
                        "autovacuum is off: tables grow without end, and searches become slow",
                        "set autovacuum=on and track_counts=on in postgresql.conf");
    }

    /** One gateway's; those that are connected now may be this gateway's own. */
    private Diagnosis connections(Facts facts) {
        int needed = Journal.connections(settings.journal()) + Databases.connectionsToJournal(settings.databases());
        int most = setting(facts, "max_connections")
                - setting(facts, "superuser_reserved_connections")
                - setting(facts, "reserved_connections");
        String said = "a gateway opens up to " + needed + " connections, and the server has " + most + " for all ("
                + facts.connected() + " in use now)";
        String instead = "raise max_connections of PostgreSQL, lower journal.connections, or put PgBouncer between";
        return needed > most
                ? Diagnosis.fail(name(), said, instead)
                : needed + FOR_OTHERS > most ? Diagnosis.warn(name(), said, instead) : Diagnosis.ok(name(), said);
    }

    private static int setting(Facts facts, String name) {
        return Integer.parseInt(facts.settings().getOrDefault(name, "0"));
    }
}
