package dev.serai.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import picocli.CommandLine.ParameterException;

/** {@code bench/run}: measures, prints the tables, and writes {@code target/bench/results.json}. */
public final class Benchmark {
    private static final Path RESULTS = Path.of("target/bench/results.json");
    private static final Path PAGE = Path.of("docs/performance.md");
    private static final Path PLOT = Path.of("docs/performance.png");

    private Benchmark() {}

    public static void main(String[] args) throws Exception {
        BenchOptions options;
        try {
            options = BenchOptions.parse(List.of(args));
        } catch (ParameterException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            throw e;
        }
        BenchResults results = measure(options);
        System.out.println(results.markdown());
        Findings accepted = results.found().get(Part.ACCEPT);
        if (accepted != null) {
            Plot.write(accepted.sheets(), RESULTS.resolveSibling("performance.png"));
        }
        if (options.page()) {
            Files.writeString(PAGE, new Page(Files.readString(PAGE)).with(results));
            if (accepted != null) {
                Plot.write(accepted.sheets(), PLOT);
            }
        }
        System.exit(0);
    }

    /** What is found is written after each part, so that a failure costs only what follows. */
    private static BenchResults measure(BenchOptions options) throws Exception {
        Duration planned = options.parts().stream()
                .map(part -> part.planned(options.effort()))
                .reduce(Duration.ZERO, Duration::plus);
        Progress progress = new Progress(System.out, planned, System::nanoTime);
        Files.createDirectories(RESULTS.getParent());
        try (Ground ground = new Ground()) {
            BenchResults results = new BenchResults(Machine.sheet(ground), new EnumMap<>(Part.class));
            for (Part part : options.parts()) {
                results.found().put(part, part.measure(ground, options.effort(), progress));
                Files.writeString(RESULTS, results.json());
            }
            return results;
        }
    }
}
