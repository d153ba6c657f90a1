package dev.serai.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long a sender waits for its answer while deliveries are replayed. */
final class ReplayBeside implements Measurement {
    private static final String DEFAULT = "a replay";
    private static final String FAST = "a replay with --rate 20000/s";

    private final Ground ground;
    private final Effort effort;
    private final Progress progress;

    ReplayBeside(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.effort = effort;
        this.progress = progress;
    }

    static Duration planned(Effort effort) {
        return effort.firstWarm().multipliedBy(2).plus(BusyGateway.planned(effort, 2));
    }

    @Override
    public Findings measure() throws Exception {
        String journal = ground.newJournal();
        int management = Ground.freePort();
        try (Noop noop = new Noop();
                Contender serai = ground.serai(
                        "replay",
                        journal,
                        Map.of(
                                "routes.directory", "bench/routes",
                                "noop.url", noop.url(),
                                "management.port", Integer.toString(management)))) {
            Instant begun = Instant.now();
            progress.step(effort.firstWarm().multipliedBy(2), "replay: posting what is replayed");
            int perSecond = 2 * BusyGateway.PER_SECOND;
            int backlog = effort.backlog() / 2;
            Duration filling = Duration.ofMillis(backlog * 1_000L / perSecond);
            Pace.run("replayed", serai.port(), BusyGateway.CONNECTIONS, perSecond, Duration.ZERO, filling);
            BusyGateway gateway = new BusyGateway("replay", serai, management, journal, ground);
            Map<String, Object> all = Map.of(
                    "destination",
                    "noop",
                    "state",
                    "delivered",
                    "since",
                    begun.toString(),
                    "until",
                    Instant.now().toString());
            Map<String, Object> fast = new LinkedHashMap<>(all);
            fast.put("rate", "20000/s");
            gateway.awaitQuiet();
            Sheet sheet = gateway.measure(
                    "Receiving %,d single events/s, %d connections, beside a replay of %,d deliveries"
                            .formatted(BusyGateway.PER_SECOND, BusyGateway.CONNECTIONS, backlog),
                    effort,
                    progress,
                    List.of(new BusyGateway.Job(DEFAULT, "replay", all), new BusyGateway.Job(FAST, "replay", fast)));
            return new Findings(List.of(sheet), List.of(BusyGateway.goal(sheet, DEFAULT, "replay")));
        }
    }
}
