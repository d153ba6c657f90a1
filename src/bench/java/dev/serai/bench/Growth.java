package dev.serai.bench;

import dev.serai.journal.Journal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** Whether the gateway is as fast on a full journal as on an empty one. */
final class Growth implements Measurement {
    private static final int STORED_PER_SECOND = 15_000;
    private static final String POSTGRESQL = "PostgreSQL";
    private static final String H2 = "H2";

    private final Ground ground;
    private final Effort effort;
    private final Progress progress;
    private final Sheet sheet = new Sheet(
            "Growth. " + Work.MIX.title(),
            "",
            "events stored",
            "ledger, ms",
            "events/s",
            "× an empty one",
            "waiting after",
            "ledger after, ms");

    Growth(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.effort = effort;
        this.progress = progress;
    }

    static Duration planned(Effort effort) {
        Duration planned = Duration.ZERO;
        long stored = 0;
        for (long size : effort.sizes()) {
            planned = planned.plus(stored(size - stored)).plus(load(effort));
            stored = size;
        }
        return planned.multipliedBy(2);
    }

    private static Duration stored(long events) {
        return Duration.ofSeconds(events / STORED_PER_SECOND);
    }

    private static Duration load(Effort effort) {
        return effort.firstWarm()
                .plus(effort.round().multipliedBy(effort.rounds()))
                .multipliedBy(2)
                .plusSeconds(8);
    }

    @Override
    public Findings measure() throws Exception {
        measure(POSTGRESQL, ground::newJournal, "postgres");
        Path directory = Files.createTempDirectory(Path.of("target"), "growth");
        try {
            measure(
                    H2,
                    () -> "jdbc:h2:file:"
                            + Files.createTempDirectory(directory, "h2")
                                    .toAbsolutePath()
                                    .resolve("journal"),
                    "sa");
        } finally {
            delete(directory);
        }
        return new Findings(
                List.of(sheet),
                Stream.of(POSTGRESQL, H2)
                        .flatMap(name -> Stream.of(
                                Goal.atLeast(
                                        0.9,
                                        "%s with %,d events and more: × an empty one".formatted(name, largest()),
                                        sheet.value(name, "× an empty one")),
                                Goal.atMost(
                                        50,
                                        name + " with as many: the ledger, nothing waiting, ms",
                                        sheet.value(name, "ledger, ms"))))
                        .toList());
    }

    /** It is many gigabytes. */
    static void delete(Path directory) throws IOException {
        List<Path> deepestFirst;
        try (Stream<Path> walk = Files.walk(directory)) {
            deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    private long largest() {
        return effort.sizes().get(effort.sizes().size() - 1);
    }

    private void measure(String name, Callable<String> newJournal, String user) throws Exception {
        String url = newJournal.call();
        long made = 0;
        for (long size : effort.sizes()) {
            progress.step(stored(size - made), "growth: storing %,d events in %s", size - made, name);
            Events.keep(url, user, made, size, Events::ofADay);
            long stored = deliver(url, user);
            made = size;
            progress.step(load(effort), "growth: %s with %,d events, and an empty one", name, stored);
            int managementPort = Ground.freePort();
            Map<String, String> settings = Map.of("management.port", Integer.toString(managementPort));
            try (Contender empty = ground.serai("growth-empty", newJournal.call(), Map.of());
                    Contender full = ground.serai("growth", url, settings)) {
                LedgerTime before = LedgerTime.measure(managementPort);
                Beside beside = Beside.measure(empty, full, size, effort);
                LedgerTime after = LedgerTime.measure(managementPort);
                sheet.row(name, stored, before.millis(), beside.rate, beside.ratio, after.waiting(), after.millis());
            }
        }
    }

    /** How fast a full one is, and beside one that began empty, in turns: a noisy machine is noisy for both. */
    private record Beside(Spread rate, Spread ratio) {
        static Beside measure(Contender empty, Contender full, long size, Effort effort) throws Exception {
            rate(empty, "warm-empty-" + size, effort.firstWarm());
            rate(full, "warm-" + size, effort.firstWarm());
            List<Double> rates = new ArrayList<>();
            List<Double> ratios = new ArrayList<>();
            for (int round = 0; round < effort.rounds(); round++) {
                double beside = rate(empty, "empty-" + size + "-" + round, effort.round());
                double rate = rate(full, size + "-" + round, effort.round());
                rates.add(rate);
                ratios.add(rate / beside);
            }
            return new Beside(Spread.of(rates), Spread.of(ratios));
        }

        private static double rate(Contender serai, String name, Duration length) throws Exception {
            return Wrk.run(serai.port(), Work.MIX, name, length).perSecond();
        }
    }

    /**
     * What is stored has been delivered long ago, and PostgreSQL has cleaned up behind it.
     *
     * @return all that is stored, also by the rounds before
     */
    static long deliver(String url, String user) throws Exception {
        String complete = Journal.completeUrl(url);
        try (Connection connection = DriverManager.getConnection(complete, user, "");
                Statement statement = connection.createStatement()) {
            statement.execute("update delivery set state = 'delivered', attempts = 1, settled_at = now()"
                    + " where state = 'waiting'");
            statement.execute("update destination set delivered = (select count(*) from delivery d"
                    + " where d.destination = destination.name and d.state = 'delivered')");
            statement.execute(url.startsWith("jdbc:postgresql:") ? "vacuum (analyze)" : "analyze");
            try (ResultSet row = statement.executeQuery("select count(*) from event")) {
                row.next();
                return row.getLong(1);
            }
        }
    }
}
