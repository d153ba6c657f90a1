package dev.serai.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/** {@code bench/run}: measures, prints the tables, and writes {@code target/bench/results.json}. */
public final class Benchmark {
    private final boolean brief;
    private final List<Sheet> sheets = new ArrayList<>();

    private Benchmark(boolean brief) {
        this.brief = brief;
    }

    public static void main(String[] args) throws Exception {
        Set<String> options = new TreeSet<>(List.of(args));
        boolean brief = options.remove("--short");
        Set<String> parts = options.isEmpty() ? Set.of("accept", "latency", "drain", "growth", "start") : options;
        Benchmark benchmark = new Benchmark(brief);
        try (Ground ground = new Ground()) {
            if (parts.contains("start")) {
                benchmark.start(ground);
            }
            if (parts.contains("accept")) {
                benchmark.accept(ground);
            }
            if (parts.contains("latency")) {
                benchmark.sheets.add(Latency.measure(ground, 10_000, Duration.ofSeconds(8), Duration.ofSeconds(10)));
            }
            if (parts.contains("drain")) {
                benchmark.sheets.add(new Drain(ground, brief ? 4_000 : 200_000).measure());
            }
            if (parts.contains("growth")) {
                List<Long> sizes = brief ? List.of(0L, 20_000L) : List.of(0L, 1_000_000L, 10_000_000L);
                benchmark.sheets.add(
                        new Growth(ground, sizes, brief ? 1 : 5, Duration.ofSeconds(brief ? 2 : 6)).measure());
            }
        }
        benchmark.write();
        System.exit(0);
    }

    private void start(Ground ground) throws Exception {
        List<Double> starts = new ArrayList<>();
        List<Double> resident = new ArrayList<>();
        for (int round = 0; round < (brief ? 1 : 5); round++) {
            try (Contender serai = ground.serai("serai", ground.newJournal(), Map.of())) {
                starts.add(serai.toFirst200().toMillis() / 1000.0);
                TimeUnit.SECONDS.sleep(2);
                resident.add(serai.residentMegabytes());
            }
        }
        sheets.add(new Sheet("Start", "start to first 200, s", "resident 2 s later, MB")
                .row(Spread.of(starts), Spread.of(resident)));
    }

    private void accept(Ground ground) throws Exception {
        List<Contender> contenders = new ArrayList<>();
        try {
            contenders.add(ground.serai("Serai", ground.newJournal(), Map.of()));
            contenders.add(ground.parseAndAnswer());
            for (Alternative each : Alternative.values()) {
                each.build();
                contenders.add(each.start(ground.newJournal(), "postgres"));
            }
            Accepting accepting = new Accepting(ground, contenders);
            int rounds = brief ? 1 : 5;
            Duration warm = Duration.ofSeconds(brief ? 4 : 8);
            Duration time = Duration.ofSeconds(brief ? 3 : 6);
            for (Work work : Work.values()) {
                accepting.measure(work, rounds, warm, time);
            }
            sheets.addAll(accepting.sheets());
            sheets.add(bareSql(ground, rounds, time));
        } finally {
            for (Contender each : contenders) {
                each.close();
            }
        }
    }

    /** What PostgreSQL takes from a program that does nothing else. */
    private static Sheet bareSql(Ground ground, int rounds, Duration time) throws Exception {
        Sheet sheet = new Sheet(
                "Bare SQL: an event and a delivery each, the tables and indexes of the journal", "", "events/s");
        for (int together : List.of(100, 1_000)) {
            List<Double> loop = new ArrayList<>();
            List<Double> copy = new ArrayList<>();
            for (int round = 0; round <= rounds; round++) {
                ground.settle();
                loop.add(new JdbcLoop(ground.newJournal(), "postgres", 2, together)
                        .run(time)
                        .perSecond());
                ground.settle();
                copy.add(new Copy(ground.newJournal(), "postgres", 2, together)
                        .run(time)
                        .perSecond());
            }
            // the first round warms up
            sheet.row(
                    "unnest, %,d a transaction, 2 threads".formatted(together),
                    Spread.of(loop.subList(1, loop.size())));
            sheet.row(
                    "COPY, %,d a transaction, 2 threads".formatted(together), Spread.of(copy.subList(1, copy.size())));
        }
        return sheet;
    }

    private void write() throws Exception {
        sheets.forEach(sheet -> System.out.println(sheet.markdown()));
        Files.writeString(
                Files.createDirectories(Path.of("target/bench")).resolve("results.json"),
                new ObjectMapper()
                        .writerWithDefaultPrettyPrinter()
                        .writeValueAsString(sheets.stream()
                                .map(each ->
                                        Map.of("title", each.title(), "columns", each.columns(), "rows", each.rows()))
                                .toList()));
    }
}
