package dev.serai.bench;

import dev.serai.journal.Entry;
import dev.serai.sandbox.salesforce.SalesforceSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

/** How fast a backlog goes out to each kind of destination. */
final class Drain {
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int RECORDS_PER_CALL = 200;
    private static final String SIMULATOR = "salesforce.";

    private final Ground ground;
    private final int events;
    private final Sheet sheet;

    Drain(Ground ground, int events) {
        this.ground = ground;
        this.events = events;
        this.sheet =
                new Sheet("Drain of %,d waiting deliveries".formatted(events), "to", "deliveries/s", "calls", "beside");
    }

    Sheet measure() throws Exception {
        http();
        jdbc();
        salesforce("Salesforce, by Bulk 2.0 as shipped", Map.of());
        salesforce("Salesforce, 200 records a call", Map.of("destination.salesforce-bounces.bulk", "0"));
        return sheet;
    }

    private void http() throws Exception {
        try (Noop noop = new Noop()) {
            double rate = rate(
                    "noop",
                    n -> Events.campaign(n, "bounce", "noop"),
                    Map.of("routes.directory", "bench/routes", "noop.url", noop.url()));
            sheet.row("an HTTP no-op", rate, noop.calls(), "");
        }
    }

    private void jdbc() throws Exception {
        String archive = ground.newDatabase();
        double rate = rate(
                "asset-archive",
                n -> Events.asset(n, "asset-archive"),
                Map.of(
                        "database.archive.url", archive,
                        "database.archive.user", "postgres",
                        "database.archive.create-tables", "true"));
        double bare = bareInserts(archive);
        sheet.row(
                "PostgreSQL by JDBC",
                rate,
                "",
                "%.2f × the bare insert loop (%,.0f rows/s)".formatted(rate / bare, bare));
    }

    /** The same rows by the statement of the destination, 200 a call, from a program that does nothing else. */
    private double bareInserts(String archive) throws Exception {
        String statement = Files.readString(Path.of("routes/destinations/asset-archive.sql"))
                .replaceAll("(?m)^--.*$", "")
                .replaceAll(":\\?\\w+", "?");
        try (Connection connection = ground.connect(archive);
                Statement clear = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement(statement)) {
            clear.execute("truncate asset_archive");
            long begun = System.nanoTime();
            for (int first = 0; first < events; first += RECORDS_PER_CALL) {
                for (int column = 0; column < ArchiveRow.COLUMNS; column++) {
                    insert.setArray(
                            column + 1,
                            connection.createArrayOf("varchar", ArchiveRow.column(column, first, RECORDS_PER_CALL)));
                }
                insert.executeUpdate();
            }
            return events / ((System.nanoTime() - begun) / 1e9);
        }
    }

    private void salesforce(String name, Map<String, String> more) throws Exception {
        try (SalesforceSimulator simulator = SalesforceSimulator.start(0)) {
            simulator.dailyLimit(Integer.MAX_VALUE);
            Map<String, String> settings = new HashMap<>(Map.of(
                    SIMULATOR + "login-url", simulator.url(),
                    SIMULATOR + "client-id", SalesforceSimulator.CLIENT_ID,
                    SIMULATOR + "client-secret", SalesforceSimulator.CLIENT_SECRET));
            settings.putAll(more);
            double rate = rate("salesforce-bounces", n -> Events.campaign(n, "bounce", "salesforce-bounces"), settings);
            long upserts = simulator.requests().stream()
                    .filter(request -> request.method().equals("PATCH"))
                    .count();
            sheet.row(
                    name,
                    rate,
                    (long) simulator.requests().size(),
                    "%,d upserts; records/200 is %,d".formatted(upserts, -Math.floorDiv(-events, RECORDS_PER_CALL)));
        }
    }

    /** From the first delivery to the last, so that the start of the process does not count. */
    private double rate(String destination, LongFunction<Entry> entries, Map<String, String> settings)
            throws Exception {
        String journal = ground.newJournal();
        Events.keep(journal, "postgres", 0, events, entries);
        ground.settle();
        Contender serai = ground.serai("drain-" + destination, journal, settings);
        try (Connection connection = ground.connect(journal)) {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (count(connection, "waiting", destination) > 0) {
                if (System.nanoTime() > end) {
                    throw new IllegalStateException(destination + " is not drained within " + PATIENCE);
                }
                TimeUnit.MILLISECONDS.sleep(250);
            }
            return perSecond(connection, destination);
        } finally {
            serai.close();
        }
    }

    private static long count(Connection connection, String state, String destination) throws SQLException {
        return number(connection, """
                select count(*) from (
                  select 1 from delivery where destination = ? and state = '%s' limit 1) as any_of_them
                """.formatted(state), destination);
    }

    private static double perSecond(Connection connection, String destination) throws SQLException {
        long dead = count(connection, "dead", destination);
        if (dead > 0) {
            throw new IllegalStateException(destination + " has dead deliveries");
        }
        return number(connection, """
                select cast(count(*) / extract(epoch from max(settled_at) - min(settled_at)) as bigint)
                from delivery where destination = ?
                """, destination);
    }

    private static long number(Connection connection, String query, String destination) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(query)) {
            select.setString(1, destination);
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
