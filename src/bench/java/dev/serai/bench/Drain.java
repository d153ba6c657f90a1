package dev.serai.bench;

import dev.serai.event.RoutedEvent;
import dev.serai.simulator.salesforce.SalesforceSimulator;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;

/** How fast a backlog goes out to each kind of destination. */
final class Drain implements Measurement {
    private static final int RECORDS_PER_CALL = 200;
    /** As the route has it. */
    private static final int ROWS_PER_CALL = 1000;

    /** So many times the backlog is delivered before it is measured; Salesforce, which takes its time, a tenth of it. */
    private static final int WARM = 2;

    private static final int DELIVERED_PER_SECOND = 4_000;
    private static final int KINDS = 3;
    private static final String CLEAR = "truncate asset_archive";
    private static final String JDBC = "PostgreSQL by JDBC";
    private static final String OF_BARE = "× the bare insert loop";
    private static final String SALESFORCE = "Salesforce, 200 records a call";
    private static final String OF_LEAST = "upsert calls × records / 200";

    private final Ground ground;
    private final Progress progress;
    private final int events;
    private final int rounds;
    private final Sheet sheet;

    Drain(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.progress = progress;
        this.events = effort.backlog();
        this.rounds = effort.rounds();
        this.sheet = new Sheet(
                "Drain of %,d waiting deliveries".formatted(events),
                "to",
                "deliveries/s",
                OF_BARE,
                "calls",
                "upsert calls",
                OF_LEAST);
    }

    static Duration planned(Effort effort) {
        Duration once = perKind(2 * effort.backlog()).multipliedBy(KINDS);
        return once.plus(perKind(effort.backlog()).multipliedBy(effort.rounds()));
    }

    /** Filling and delivering so many, once. */
    static Duration perKind(int events) {
        return Duration.ofSeconds(6L + events / DELIVERED_PER_SECOND);
    }

    @Override
    public Findings measure() throws Exception {
        http();
        jdbc();
        salesforce();
        return new Findings(
                List.of(sheet),
                List.of(
                        Goal.atLeast(0.6, "drain to JDBC: " + OF_BARE, sheet.value(JDBC, OF_BARE)),
                        Goal.atMost(1.05, "drain to Salesforce: " + OF_LEAST, sheet.value(SALESFORCE, OF_LEAST))));
    }

    private void http() throws Exception {
        try (Noop noop = new Noop();
                Backlog backlog = backlog(
                        "noop",
                        n -> Events.campaign(n, "bounce", "noop"),
                        WARM * events,
                        Map.of("routes.directory", "bench/routes", "noop.url", noop.url()))) {
            backlog.fill(events);
            noop.forget();
            sheet.row("an HTTP no-op", backlog.drain(), Double.NaN, noop.calls(), "", "");
        }
    }

    /** In turns with the bare loop, since what is measured minutes apart does not compare. */
    private void jdbc() throws Exception {
        String archive = ground.newDatabase();
        List<Double> rates = new ArrayList<>();
        List<Double> ofBare = new ArrayList<>();
        progress.step(perKind((WARM + 1) * events), "drain: asset-archive");
        try (Backlog backlog = Backlog.ofAssets(ground, archive, WARM * events)) {
            bareInserts(archive);
            for (int round = 1; round <= rounds; round++) {
                progress.step(perKind(events), "drain: asset-archive, round %d of %d", round, rounds);
                backlog.fill(events);
                ground.execute(archive, CLEAR);
                double rate = backlog.drain();
                double bare = bareInserts(archive);
                progress.note("%,.0f deliveries/s, the bare loop %,.0f", rate, bare);
                rates.add(rate);
                ofBare.add(rate / bare);
            }
        }
        sheet.row(JDBC, Spread.of(rates), Spread.of(ofBare), "", "", "");
    }

    /** The same rows by the statement of the destination, as many a call, from a program that does nothing else. */
    private double bareInserts(String archive) throws Exception {
        String statement = Files.readString(Path.of("routes/destinations/asset-archive.sql"))
                .replaceAll("(?m)^--.*$", "")
                .replaceAll(":\\?\\w+", "?");
        ground.execute(archive, CLEAR);
        ground.checkpoint();
        try (Connection connection = ground.connect(archive);
                PreparedStatement insert = connection.prepareStatement(statement)) {
            long begun = System.nanoTime();
            for (int first = 0; first < events; first += ROWS_PER_CALL) {
                for (int column = 0; column < ArchiveRow.COLUMNS; column++) {
                    insert.setArray(
                            column + 1,
                            connection.createArrayOf("varchar", ArchiveRow.column(column, first, ROWS_PER_CALL)));
                }
                insert.executeUpdate();
            }
            return events / ((System.nanoTime() - begun) / 1e9);
        }
    }

    private void salesforce() throws Exception {
        try (SalesforceSimulator simulator = SalesforceSimulator.start(0)) {
            simulator.dailyLimit(Integer.MAX_VALUE);
            Map<String, String> settings = Map.of(
                    "salesforce.login-url", simulator.url(),
                    "salesforce.client-id", SalesforceSimulator.CLIENT_ID,
                    "salesforce.client-secret", SalesforceSimulator.CLIENT_SECRET);
            try (Backlog backlog = backlog(
                    "salesforce-bounces",
                    n -> Events.campaign(n, "bounce", "salesforce-bounces"),
                    events / 10,
                    settings)) {
                backlog.fill(events);
                simulator.forgetRequests();
                double rate = backlog.drain();
                long upserts = simulator.requests().stream()
                        .filter(request -> request.method().equals("PATCH")
                                && request.path().contains("/Email_Event__c/"))
                        .count();
                double least = Math.ceil(events / (double) RECORDS_PER_CALL);
                sheet.row(
                        SALESFORCE,
                        rate,
                        Double.NaN,
                        (long) simulator.requests().size(),
                        upserts,
                        upserts / least);
            }
        }
    }

    private Backlog backlog(
            String destination, LongFunction<RoutedEvent> entries, int warm, Map<String, String> settings)
            throws Exception {
        progress.step(perKind(warm + events), "drain: %s", destination);
        return new Backlog(ground, destination, entries, warm, settings);
    }
}
