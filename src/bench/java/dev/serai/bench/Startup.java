package dev.serai.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How soon the gateway takes webhooks, and how much memory it has then. */
final class Startup implements Measurement {
    private static final String START = "start to first 200, s";
    private static final String IDLE = "resident when idle, MB";
    private static final String SERAI = "Serai";

    private final Ground ground;
    private final Effort effort;
    private final Progress progress;

    Startup(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.effort = effort;
        this.progress = progress;
    }

    static Duration planned(Effort effort) {
        return effort.idle()
                .plusSeconds(4)
                .multipliedBy(effort.starts())
                .plus(effort.load().plusSeconds(4));
    }

    @Override
    public Findings measure() throws Exception {
        List<Double> starts = new ArrayList<>();
        List<Double> idle = new ArrayList<>();
        for (int n = 1; n <= effort.starts(); n++) {
            progress.step(effort.idle().plusSeconds(4), "start: %d of %d", n, effort.starts());
            try (Contender serai = ground.serai("start", ground.newJournal(), Map.of())) {
                starts.add(serai.toFirst200().toMillis() / 1000.0);
                TimeUnit.MILLISECONDS.sleep(effort.idle().toMillis());
                idle.add(serai.residentMegabytes());
            }
        }
        Sheet sheet = new Sheet(
                        "Start and memory, with the JVM's default heap", "", START, IDLE, "resident at full load, MB")
                .row(SERAI, Spread.of(starts), Spread.of(idle), atFullLoad());
        return new Findings(
                List.of(sheet),
                List.of(
                        Goal.atMost(2.5, START, sheet.value(SERAI, START)),
                        Goal.atMost(250, IDLE, sheet.value(SERAI, IDLE))));
    }

    private double atFullLoad() throws Exception {
        progress.step(effort.load().plusSeconds(4), "start: memory at full load");
        try (Contender serai = ground.serai("start", ground.newJournal(), Map.of())) {
            Wrk.run(serai.port(), Work.MIX, "load", effort.load());
            return serai.residentMegabytes();
        }
    }
}
