package dev.serai.bench;

import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.Prune;
import dev.serai.journal.Retention;
import java.awt.Color;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * How large the files of a journal grow in a year: each day the events of a usual day are kept and delivered, and what is older than 90
 * days is pruned. The clock is moved; a day takes a fraction of a second.
 */
final class Year {
    private static final int DAYS = 365;
    private static final int KEEP = 90;
    private static final int STEP = 15;
    private static final Instant FIRST = Instant.parse("2026-01-01T12:00:00Z");
    private static final Duration A_DAY_TAKES = Duration.ofMillis(250);
    private static final List<String> DATABASES = List.of("PostgreSQL", "H2");
    private static final String KEPT = "events kept";

    private final Ground ground;
    private final Progress progress;
    private final int perDay;
    private final Map<String, Map<Integer, Double>> megabytes = new TreeMap<>();
    private final Map<Integer, Long> kept = new TreeMap<>();

    Year(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.progress = progress;
        this.perDay = effort.backlog() / 200;
    }

    static Duration planned(Effort effort) {
        return A_DAY_TAKES.multipliedBy((long) DAYS * DATABASES.size());
    }

    Sheet measure() throws Exception {
        // A day lasts a fraction of a second here, so autovacuum looks each second instead of each minute, and does not
        // rest between
        ground.execute(
                ground.newDatabase(),
                "alter system set autovacuum_naptime = '1s'",
                "alter system set autovacuum_vacuum_cost_delay = 0",
                "select pg_reload_conf()");
        String postgres = ground.newJournal();
        run(
                DATABASES.get(0),
                postgres,
                "postgres",
                () -> ground.number(postgres, "select pg_database_size(current_database())"));
        Path directory = Files.createTempDirectory(Path.of("target"), "year");
        try {
            String url = "jdbc:h2:file:" + directory.toAbsolutePath().resolve("journal");
            run(DATABASES.get(1), url, "sa", () -> Files.size(directory.resolve("journal.mv.db")));
        } finally {
            Growth.delete(directory);
        }
        Sheet sheet = new Sheet(
                "A year of %,d events a day, kept for %d days".formatted(perDay, KEEP),
                "day",
                KEPT,
                column(DATABASES.get(0)),
                column(DATABASES.get(1)));
        kept.forEach((day, events) -> sheet.row(day, events, size(DATABASES.get(0), day), size(DATABASES.get(1), day)));
        return sheet;
    }

    private static String column(String database) {
        return database + ", MB";
    }

    private double size(String database, int day) {
        return megabytes.getOrDefault(database, Map.of()).getOrDefault(day, Double.NaN);
    }

    /** The files stop growing soon after the first events are pruned. */
    List<Goal> goals() {
        return DATABASES.stream()
                .map(name -> Goal.atMost(
                        1.3,
                        name + ": size after 360 days × that after " + KEEP + " days",
                        size(name, 24 * STEP) / size(name, KEEP)))
                .toList();
    }

    /** Reads bytes. */
    @FunctionalInterface
    private interface Bytes {
        long read() throws IOException, SQLException;
    }

    private void run(String name, String url, String user, Bytes bytes) throws Exception {
        Retention.Rules forever = new Retention.Rules(Optional.empty(), Map.of());
        Retention.Rules rules = new Retention.Rules(Optional.of(Duration.ofDays(KEEP)), Map.of());
        Retention retention = new Retention(rules, forever, Optional.empty(), Optional.empty(), Optional.empty());
        try (Journal journal = Journal.open(new JournalSettings(url, user, "", Duration.ofMinutes(1), 2));
                Connection connection = DriverManager.getConnection(Journal.completeUrl(url), user, "");
                Statement statement = connection.createStatement()) {
            if (user.equals("sa")) {
                // H2 uses the space of old pages again after 45 seconds; that is less than a day here, too
                statement.execute("set retention_time 0");
            }
            for (int day = 1; day <= DAYS; day++) {
                if (day % (2 * STEP) == 1) {
                    progress.step(A_DAY_TAKES.multipliedBy(2 * STEP), "prune: %s, day %d of %d", name, day, DAYS);
                }
                Instant noon = FIRST.plus(Duration.ofDays(day));
                Events.keep(
                        journal,
                        (long) day * perDay,
                        (day + 1L) * perDay,
                        n -> Events.ofADay(n, noon.plusSeconds(n % perDay)));
                statement.execute(
                        "update delivery set state = 'delivered', attempts = 1, settled_at = current_timestamp"
                                + " where state = 'waiting'");
                new Prune(journal, "year", Clock.fixed(noon.plus(Duration.ofHours(11)), ZoneOffset.UTC))
                        .run(new Prune.Order(retention, "bench", Map.of(), false), (doing, rows, nanos) -> true);
                if (day % STEP == 0) {
                    megabytes.computeIfAbsent(name, any -> new TreeMap<>()).put(day, bytes.read() / 1e6);
                    try (ResultSet row = statement.executeQuery("select count(*) from event")) {
                        row.next();
                        kept.put(day, row.getLong(1));
                    }
                }
            }
        }
    }

    /** Writes the picture of the sheet with the days. */
    static void plot(List<Sheet> sheets, Path file) throws IOException {
        Sheet sheet = sheets.get(sheets.size() - 1);
        XYChart chart = new XYChartBuilder()
                .width(900)
                .height(420)
                .title(sheet.title())
                .xAxisTitle("day")
                .yAxisTitle("MB of files")
                .build();
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setLegendPosition(LegendPosition.InsideSE)
                .setLegendBorderColor(Color.WHITE)
                .setChartTitleBoxVisible(false);
        chart.getStyler().setYAxisMin(0.0);
        List<Color> colours = List.of(new Color(0x0B6E99), new Color(0xE8B04B));
        double[] days = Stream.concat(Stream.of("0"), sheet.names().stream())
                .mapToDouble(Double::parseDouble)
                .toArray();
        for (int n = 0; n < DATABASES.size(); n++) {
            String column = column(DATABASES.get(n));
            List<Double> sizes = new ArrayList<>(List.of(0.0));
            sheet.names().forEach(day -> sizes.add(sheet.value(day, column)));
            XYSeries series = chart.addSeries(
                    DATABASES.get(n),
                    days,
                    sizes.stream().mapToDouble(Double::doubleValue).toArray());
            series.setMarker(SeriesMarkers.NONE);
            series.setLineColor(colours.get(n));
        }
        BitmapEncoder.saveBitmapWithDPI(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG, 144);
    }
}
