package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import picocli.CommandLine.ParameterException;

/** {@code bench/run}: measures, prints the tables, and writes {@code target/bench/results.json}. */
public final class Benchmark {
    private static final Path TARGET = Path.of("target/bench");
    private static final Path RESULTS = TARGET.resolve("results.json");
    private static final Path DOCS = Path.of("docs");
    private static final Path PAGE = DOCS.resolve("performance.md");

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
        plot(results, TARGET);
        if (options.page()) {
            Files.writeString(PAGE, new Page(Files.readString(PAGE)).with(results));
            plot(results, DOCS);
        }
        System.exit(0);
    }

    /** The pictures of the parts that were run. */
    private static void plot(BenchResults results, Path directory) throws IOException {
        Findings accepted = results.found().get(Part.ACCEPT);
        if (accepted != null) {
            Plot.write(accepted.sheets(), directory.resolve("performance.png"));
        }
        Findings pruned = results.found().get(Part.PRUNE);
        if (pruned != null) {
            Year.plot(pruned.sheets(), directory.resolve("year.png"));
        }
        Findings stressed = results.found().get(Part.STRESS);
        if (stressed != null) {
            Stress.plot(stressed.sheets(), directory.resolve("stress.png"));
        }
        if (results.found().containsKey(Part.FLAMES) && directory.equals(DOCS)) {
            Flames.copy(directory);
        }
    }

    /** What is found is written after each part, so that a failure costs only what follows. */
    private static BenchResults measure(BenchOptions options) throws Exception {
        Duration planned = options.parts().stream()
                .map(part -> part.planned(options.effort()))
                .reduce(Duration.ZERO, Duration::plus);
        Progress progress = new Progress(System.out, planned, System::nanoTime);
        Files.createDirectories(TARGET);
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
