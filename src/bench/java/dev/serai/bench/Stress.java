package dev.serai.bench;

import java.awt.Color;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * What the gateway still does while others do to the database what tables that work as queues are known to suffer from. Events are posted as fast
 * as they are answered, which is faster than they are delivered.
 */
final class Stress implements Measurement {
    private static final String TITLE = "Single bounces, 256 connections, to a destination that answers at once";

    private static final String RATE = "answered/s";
    private static final String OF_CLEAN = "× nothing else";
    private static final String P99 = "p99 ms";
    private static final String P99_OF_CLEAN = "p99 × nothing else";
    private static final String DRAINED = "delivered/s";
    private static final Map<String, Color> COLOURS =
            new TreeMap<>(Map.of(RATE, new Color(0x0B6E99), DRAINED, new Color(0xE8B04B)));
    private static final Duration PATIENCE = Duration.ofMinutes(30);
    private static final Duration EMPTYING = Duration.ofSeconds(20);

    private final Ground ground;
    private final Effort effort;
    private final Progress progress;

    Stress(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.effort = effort;
        this.progress = progress;
    }

    /** One strain in one round. */
    private record Cell(Seen seen, double deliveredPerSecond, long deadRows, double bytesPerEvent) {}

    static Duration planned(Effort effort) {
        Duration planned = warm(effort);
        for (Strain strain : Strain.values()) {
            planned = planned.plus(
                    time(effort, strain).multipliedBy(2).plus(EMPTYING).multipliedBy(rounds(effort, strain)));
        }
        return planned;
    }

    private static Duration warm(Effort effort) {
        return effort.firstWarm().multipliedBy(3);
    }

    private static Duration time(Effort effort, Strain strain) {
        return effort.round().multipliedBy(3L * strain.times());
    }

    private static int rounds(Effort effort, Strain strain) {
        return strain.times() == 1 ? effort.rounds() : 1;
    }

    @Override
    public Findings measure() throws Exception {
        String journal = ground.newJournal();
        Map<Strain, List<Cell>> cells = new EnumMap<>(Strain.class);
        try (Noop noop = new Noop();
                Contender serai = ground.serai(
                        "stress", journal, Map.of("routes.directory", "bench/routes", "noop.url", noop.url()))) {
            progress.step(warm(effort), "stress: warming up");
            Wrk.run(serai.port(), Work.BOUNCE_256, "warm", warm(effort));
            for (int round = 1; round <= effort.rounds(); round++) {
                for (Strain strain : Strain.values()) {
                    if (round <= rounds(effort, strain)) {
                        progress.step(
                                time(effort, strain).multipliedBy(2).plus(EMPTYING),
                                "stress: round %d, %s",
                                round,
                                strain.title());
                        ground.awaitDelivered(journal, PATIENCE);
                        noop.forget();
                        Cell cell = cell(serai, journal, strain, "stress-" + strain + "-" + round);
                        progress.note(
                                "%,.0f events/s, %,.0f delivered/s",
                                cell.seen().perSecond(), cell.deliveredPerSecond());
                        cells.computeIfAbsent(strain, any -> new ArrayList<>()).add(cell);
                    }
                }
            }
            ground.awaitDelivered(journal, PATIENCE);
        }
        Sheet sheet = sheet(cells);
        return new Findings(List.of(sheet), goals(sheet));
    }

    private Cell cell(Contender serai, String journal, Strain strain, String run) throws Exception {
        ground.clear(journal);
        ground.execute(journal, "select pg_stat_reset_single_table_counters('delivery'::regclass)");
        ground.checkpoint();
        try (Strain.Running running = strain.on(ground, journal)) {
            Seen seen = Wrk.run(serai.port(), Work.BOUNCE_256, run, time(effort, strain));
            ground.awaitDelivered(journal, PATIENCE);
            long events = ground.number(journal, "select count(*) from event");
            if (events < seen.answered()) {
                throw new IllegalStateException("%s: %,d events were answered, %,d are kept"
                        .formatted(strain.title(), seen.answered(), events));
            }
            double delivered = ground.number(journal, """
                    select cast(count(*) / extract(epoch from max(settled_at) - min(settled_at)) as bigint) from delivery
                    """);
            // the statistics of a session are written when it has been idle for a second
            TimeUnit.SECONDS.sleep(2);
            running.check();
            return new Cell(
                    seen,
                    delivered,
                    ground.number(journal, "select n_dead_tup from pg_stat_user_tables where relname = 'delivery'"),
                    ground.number(
                                    journal,
                                    "select pg_total_relation_size('event') + pg_total_relation_size('delivery')")
                            / (double) events);
        }
    }

    private static Sheet sheet(Map<Strain, List<Cell>> cells) {
        Sheet sheet = new Sheet(
                TITLE, "beside", RATE, OF_CLEAN, P99, P99_OF_CLEAN, "failed", DRAINED, "dead rows", "bytes per event");
        List<Cell> clean = Objects.requireNonNull(cells.get(Strain.NONE));
        cells.forEach((strain, its) -> sheet.row(
                strain.title(),
                spread(its, cell -> cell.seen().perSecond()),
                ratio(its, clean, cell -> cell.seen().perSecond()),
                spread(its, cell -> cell.seen().p99()),
                ratio(its, clean, cell -> cell.seen().p99()),
                its.stream().mapToLong(cell -> cell.seen().failed()).sum(),
                spread(its, Cell::deliveredPerSecond),
                spread(its, Cell::deadRows),
                spread(its, Cell::bytesPerEvent)));
        return sheet;
    }

    private static Spread spread(List<Cell> cells, ToDoubleFunction<Cell> figure) {
        return Spread.of(cells.stream().map(figure::applyAsDouble).toList());
    }

    /** Round by round, since those that follow each other were measured under the same conditions. */
    private static Spread ratio(List<Cell> cells, List<Cell> clean, ToDoubleFunction<Cell> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            ratios.add(figure.applyAsDouble(cells.get(i)) / figure.applyAsDouble(clean.get(i)));
        }
        return Spread.of(ratios);
    }

    private static List<Goal> goals(Sheet sheet) {
        List<Goal> goals = new ArrayList<>();
        for (String strain : sheet.names()) {
            if (!strain.equals(Strain.NONE.title())) {
                goals.add(Goal.atLeast(0.8, "stress, " + strain + ": " + OF_CLEAN, sheet.value(strain, OF_CLEAN)));
                goals.add(Goal.atMost(3, "stress, " + strain + ": " + P99_OF_CLEAN, sheet.value(strain, P99_OF_CLEAN)));
            }
        }
        return goals;
    }

    /** The picture of the page: what is left of the rates, by strain. */
    static void plot(List<Sheet> sheets, Path file) throws IOException {
        Sheet sheet = sheets.get(0);
        CategoryChart chart = new CategoryChartBuilder()
                .width(900)
                .height(420)
                .title(sheet.title())
                .yAxisTitle("events/s")
                .build();
        chart.getStyler()
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setLegendPosition(LegendPosition.InsideNE)
                .setLegendBorderColor(Color.WHITE)
                .setChartTitleBoxVisible(false);
        chart.getStyler().setYAxisDecimalPattern("#,##0").setYAxisMin(0.0);
        List<String> strains = Stream.of(Strain.values()).map(Strain::label).toList();
        COLOURS.forEach((column, colour) -> chart.addSeries(
                        column,
                        strains,
                        sheet.names().stream()
                                .map(name -> sheet.value(name, column))
                                .toList())
                .setFillColor(colour));
        BitmapEncoder.saveBitmapWithDPI(chart, file.toString(), BitmapEncoder.BitmapFormat.PNG, 144);
    }
}
