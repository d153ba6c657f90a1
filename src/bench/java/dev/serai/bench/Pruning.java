package dev.serai.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** How long a sender waits for its answer while the journal is pruned; and how large the journal grows in a year of pruning. */
final class Pruning implements Measurement {
    private static final String PRUNE = "a prune";
    private static final int STORED_PER_SECOND = 15_000;
    /** More than a run deletes in a round, so that it prunes from its begin to its end. */
    private static final int DELETED_PER_SECOND = 10_000;

    private final Ground ground;
    private final Effort effort;
    private final Progress progress;

    Pruning(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.effort = effort;
        this.progress = progress;
    }

    static Duration planned(Effort effort) {
        return Duration.ofSeconds(old(effort) / STORED_PER_SECOND)
                .plus(effort.firstWarm())
                .plus(BusyGateway.planned(effort, 1))
                .plus(Year.planned(effort));
    }

    private static long old(Effort effort) {
        return 2L * effort.rounds() * effort.round().toSeconds() * DELETED_PER_SECOND;
    }

    @Override
    public Findings measure() throws Exception {
        List<Sheet> sheets = new ArrayList<>();
        Sheet beside = beside();
        sheets.add(beside);
        Year year = new Year(ground, effort, progress);
        sheets.add(year.measure());
        List<Goal> goals = new ArrayList<>(year.goals());
        goals.add(0, BusyGateway.goal(beside, PRUNE, "prune"));
        return new Findings(sheets, goals);
    }

    private Sheet beside() throws Exception {
        String journal = ground.newJournal();
        int management = Ground.freePort();
        progress.step(Duration.ofSeconds(old(effort) / STORED_PER_SECOND), "prune: storing %,d events", old(effort));
        Events.keep(journal, "postgres", 0, old(effort), Events::ofADay);
        Growth.deliver(journal, "postgres");
        try (Noop noop = new Noop();
                Contender serai = ground.serai(
                        "prune",
                        journal,
                        Map.of(
                                "routes.directory",
                                "bench/routes",
                                "noop.url",
                                noop.url(),
                                "journal.prune-at",
                                "never",
                                "management.port",
                                Integer.toString(management)))) {
            progress.step(effort.firstWarm(), "prune: warming");
            BusyGateway gateway = new BusyGateway("prune", serai, management, journal, ground);
            Pace.run(
                    "warm",
                    serai.port(),
                    BusyGateway.CONNECTIONS,
                    BusyGateway.PER_SECOND,
                    Duration.ZERO,
                    effort.firstWarm());
            gateway.awaitQuiet();
            Sheet sheet = gateway.measure(
                    "Receiving %,d single events/s, %d connections, beside a prune of old events"
                            .formatted(BusyGateway.PER_SECOND, BusyGateway.CONNECTIONS),
                    effort,
                    progress,
                    List.of(new BusyGateway.Job(PRUNE, "prune", Map.of("olderThan", "30d"))));
            long left =
                    ground.number(journal, "select count(*) from event where received_at < now() - interval '30 days'");
            progress.note("%,d of %,d events were pruned", old(effort) - left, old(effort));
            return sheet;
        }
    }
}
