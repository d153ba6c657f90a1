package dev.serai.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What the gateway runs while it accepts, and while it delivers. */
final class Flames implements Measurement {
    private static final String ACCEPTING = "flame-accept";
    private static final String DRAINING = "flame-drain";
    /** Threads with less than so much of the samples are not in the table. */
    private static final double LEAST = 0.01;

    private static final double PERCENT = 100;

    private final Ground ground;
    private final Effort effort;
    private final Progress progress;

    Flames(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.effort = effort;
        this.progress = progress;
    }

    static Duration planned(Effort effort) {
        return warm(effort).plus(time(effort)).plus(Drain.perKind(3 * effort.backlog()));
    }

    private static Duration warm(Effort effort) {
        return effort.firstWarm().multipliedBy(2);
    }

    private static Duration time(Effort effort) {
        return effort.round().multipliedBy(4);
    }

    @Override
    public Findings measure() throws Exception {
        Recording accepting = accepting();
        accepting.draw("Accepting. " + Work.MIX.title());
        Recording draining = draining();
        draining.draw("Draining %,d waiting deliveries to PostgreSQL by JDBC".formatted(effort.backlog()));
        return new Findings(List.of(sheet(accepting.byThread(), draining.byThread())), List.of());
    }

    private Recording accepting() throws Exception {
        try (Contender serai = ground.serai(ACCEPTING, ground.newJournal(), Map.of())) {
            progress.step(warm(effort).plus(time(effort)), "flames: %s", Work.MIX.title());
            Wrk.run(serai.port(), Work.MIX, "warm", warm(effort));
            return Recording.of(ACCEPTING, serai.pid(), () -> Wrk.run(serai.port(), Work.MIX, "flame", time(effort)));
        }
    }

    private Recording draining() throws Exception {
        progress.step(Drain.perKind(3 * effort.backlog()), "flames: draining to JDBC");
        try (Backlog backlog = Backlog.ofAssets(ground, ground.newDatabase(), 2 * effort.backlog())) {
            backlog.fill(effort.backlog());
            return Recording.of(DRAINING, backlog.pid(), backlog::drain);
        }
    }

    private static Sheet sheet(Map<String, Double> accepting, Map<String, Double> draining) {
        Sheet sheet = new Sheet("Samples by thread", "thread", "accepting, %", "draining, %");
        Set<String> threads = new TreeSet<>(accepting.keySet());
        threads.addAll(draining.keySet());
        for (String thread : threads) {
            double accepts = accepting.getOrDefault(thread, 0.0);
            double drains = draining.getOrDefault(thread, 0.0);
            if (Math.max(accepts, drains) >= LEAST) {
                sheet.row(thread, PERCENT * accepts, PERCENT * drains);
            }
        }
        return sheet;
    }

    /** Copies the pictures that were drawn last. */
    static void copy(Path directory) throws IOException {
        for (String each : List.of(ACCEPTING, DRAINING)) {
            Files.copy(Recording.picture(each), directory.resolve(each + ".png"), StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
