package dev.serai.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How large a machine, an org's limit of calls and a heap must be. */
final class Size implements Measurement {
    private static final List<String> HEAPS = List.of("256m", "512m", "1g");
    private static final List<Long> A_DAY = List.of(100_000L, 1_000_000L, 10_000_000L, 100_000_000L);
    private static final double SECONDS_OF_A_DAY = Duration.ofDays(1).toSeconds();
    /** Mailings make peaks. */
    private static final double PEAK = 10;

    private final Ground ground;
    private final Effort effort;
    private final Progress progress;
    private final long events;

    Size(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.effort = effort;
        this.progress = progress;
        this.events = effort.backlog();
    }

    static Duration planned(Effort effort) {
        return Duration.ofSeconds(10).plus(perHeap(effort).multipliedBy(HEAPS.size()));
    }

    private static Duration perHeap(Effort effort) {
        return effort.firstWarm().plus(effort.round()).plusSeconds(4);
    }

    @Override
    public Findings measure() throws Exception {
        Sheet bytes = new Sheet(
                "Bytes on the disk of PostgreSQL, of %,d events of a usual day, delivered".formatted(events),
                "",
                "rows per event",
                "table, bytes per row",
                "indexes, bytes per row",
                "bytes per event");
        double perEvent = bytes(bytes);
        Sheet heaps = new Sheet("Full load with a small heap. " + Work.MIX.title(), "", "events/s", "resident, MB");
        Map<String, Double> rates = heaps(heaps);
        return new Findings(List.of(sizes(perEvent, rates), bytes, heaps), List.of());
    }

    private double bytes(Sheet sheet) throws Exception {
        progress.step(Duration.ofSeconds(10), "size: bytes per event");
        String journal = ground.newJournal();
        Events.keep(journal, "postgres", 0, events, Events::ofADay);
        ground.execute(
                journal,
                "update delivery set state = 'delivered', attempts = 1, settled_at = now(), receipt = repeat('r', 100),"
                        + " route_version = repeat('m', 64)",
                "vacuum full",
                "analyze");
        double sum = 0;
        for (String table : List.of("event", "delivery")) {
            double rows = ground.number(journal, "select count(*) from " + table);
            double heap = ground.number(journal, "select pg_table_size('%s')".formatted(table));
            double all = ground.number(journal, "select pg_total_relation_size('%s')".formatted(table));
            sheet.row(table, rows / events, heap / rows, (all - heap) / rows, all / events);
            sum += all / events;
        }
        sheet.row("both", Double.NaN, Double.NaN, Double.NaN, sum);
        return sum;
    }

    private Map<String, Double> heaps(Sheet sheet) throws Exception {
        Map<String, Double> rates = new LinkedHashMap<>();
        for (String heap : HEAPS) {
            progress.step(perHeap(effort), "size: full load with -Xmx%s", heap);
            try (Contender serai = ground.serai("size", ground.newJournal(), Map.of(), "-Xmx" + heap)) {
                Wrk.run(serai.port(), Work.MIX, "warm", effort.firstWarm());
                Seen seen = Wrk.run(serai.port(), Work.MIX, "load", effort.round());
                if (seen.failed() > 0) {
                    throw new IllegalStateException("-Xmx" + heap + ": " + seen.failed() + " requests have failed");
                }
                rates.put("-Xmx" + heap, seen.perSecond());
                sheet.row("-Xmx" + heap, seen.perSecond(), serai.residentMegabytes());
            }
        }
        return rates;
    }

    private static Sheet sizes(double bytesPerEvent, Map<String, Double> rates) {
        Sheet sheet = new Sheet(
                "Sizing",
                "events a day",
                "events/s, mean",
                "disk a day",
                "Salesforce calls a day, in full batches",
                "Salesforce calls a day, spread evenly",
                "heap for ten times the mean");
        for (long day : A_DAY) {
            double mean = day / SECONDS_OF_A_DAY;
            sheet.row(
                    day,
                    mean,
                    bytes(day * bytesPerEvent),
                    SalesforceCalls.inFullBatches(day),
                    SalesforceCalls.spreadEvenly(day),
                    rates.entrySet().stream()
                            .filter(rate -> rate.getValue() >= PEAK * mean)
                            .findFirst()
                            .map(Map.Entry::getKey)
                            .orElse("not measured"));
        }
        return sheet;
    }

    private static String bytes(double bytes) {
        return bytes < 1e9
                ? String.format(Locale.ROOT, "%,.0f MB", bytes / 1e6)
                : String.format(Locale.ROOT, "%,.1f GB", bytes / 1e9);
    }
}
