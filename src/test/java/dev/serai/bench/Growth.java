package dev.serai.bench;

import dev.serai.Gateway;
import dev.serai.journal.Journal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Whether the gateway is as fast on a full journal as on an empty one. */
final class Growth {
    private final Ground ground;
    private final List<Long> sizes;
    private final int rounds;
    private final Duration time;
    private final Sheet sheet = new Sheet("Growth", "journal", "events stored", "events/s", "× of none", "ledger, ms");

    /** @param sizes of the journal, each larger than the one before */
    Growth(Ground ground, List<Long> sizes, int rounds, Duration time) {
        this.ground = ground;
        this.sizes = sizes;
        this.rounds = rounds;
        this.time = time;
    }

    Sheet measure() throws Exception {
        measure("PostgreSQL", ground.newJournal(), "postgres");
        Path directory = Files.createTempDirectory(Path.of("target"), "growth");
        measure("H2", "jdbc:h2:file:" + directory.toAbsolutePath().resolve("journal"), "sa");
        return sheet;
    }

    private void measure(String name, String url, String user) throws Exception {
        long stored = 0;
        double none = 0;
        for (long size : sizes) {
            System.out.printf("%s: storing %,d events%n", name, size);
            Events.keep(url, user, stored, size, Events::ofADay);
            deliver(url, user);
            stored = size;
            List<Double> rates = new ArrayList<>();
            double ledger;
            int managementPort = Gateway.freePort();
            Map<String, String> settings = Map.of("management.port", Integer.toString(managementPort));
            try (Contender serai = ground.serai("growth", url, settings)) {
                Wrk.run(serai.port(), Work.BATCH, "warm-" + size, time);
                for (int round = 0; round < rounds; round++) {
                    rates.add(Wrk.run(serai.port(), Work.BATCH, size + "-" + round, time)
                            .eventsPerSecond());
                }
                ledger = ledger(managementPort);
            }
            Spread rate = Spread.of(rates);
            none = none == 0 ? rate.median() : none;
            sheet.row(name, size, rate, rate.median() / none, ledger);
        }
    }

    /** What is stored has been delivered long ago. */
    private static void deliver(String url, String user) throws Exception {
        String complete = Journal.completeUrl(url);
        try (Connection connection = DriverManager.getConnection(complete, user, "");
                Statement update = connection.createStatement()) {
            update.execute("update delivery set state = 'delivered', attempts = 1, settled_at = now()"
                    + " where state = 'waiting'");
            update.execute("analyze");
        }
    }

    private static double ledger(int managementPort) throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + managementPort + "/observe/ledger"))
                .build();
        List<Double> millis = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            long begun = System.nanoTime();
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IllegalStateException("the ledger answers " + status);
            }
            millis.add((System.nanoTime() - begun) / 1e6);
        }
        return Spread.of(millis).median();
    }
}
