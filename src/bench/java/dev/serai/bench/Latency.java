package dev.serai.bench;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How long a sender waits for its answer, and a destination for the event, at half of what is both accepted and delivered. */
final class Latency implements Measurement {
    private static final String ANSWERED = "posted → answered";
    private static final String CALLED = "answered → destination called";
    private static final String TAG = "pace";
    private static final int CONNECTIONS = Work.SINGLE_64.connections();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Ground ground;
    private final Effort effort;
    private final Progress progress;

    Latency(Ground ground, Effort effort, Progress progress) {
        this.ground = ground;
        this.effort = effort;
        this.progress = progress;
    }

    static Duration planned(Effort effort) {
        return warm(effort).plus(effort.round().multipliedBy(5)).plusSeconds(10);
    }

    /** A route, its mapping and an HTTP client run too: the compiler is busy for nearly two minutes (2 cores). */
    private static Duration warm(Effort effort) {
        return effort.firstWarm().multipliedBy(4);
    }

    @Override
    public Findings measure() throws Exception {
        String journal = ground.newJournal();
        try (Noop noop = new Noop();
                Contender serai = ground.serai(
                        "latency", journal, Map.of("routes.directory", "bench/routes", "noop.url", noop.url()))) {
            progress.step(warm(effort), "latency: warming up");
            Wrk.run(serai.port(), Work.SINGLE_64, "warm", warm(effort));
            progress.step(effort.round().plusSeconds(10), "latency: full load, to know what half of it is");
            long begun = System.nanoTime();
            long answered = Wrk.run(serai.port(), Work.SINGLE_64, "full", effort.round())
                    .answered();
            // what full load has left over must not stand in the queue of half load
            ground.awaitDelivered(journal, PATIENCE);
            double most = answered / ((System.nanoTime() - begun) / 1e9);
            ground.checkpoint();
            int half = (int) (most / 2);
            progress.step(effort.round().multipliedBy(4), "latency: half load, %,d events/s", half);
            // the first write to a page after a checkpoint is a whole page in the log
            Pace pace = Pace.run(
                    TAG,
                    serai.port(),
                    CONNECTIONS,
                    half,
                    effort.round(),
                    effort.round().multipliedBy(3));
            ground.awaitDelivered(journal, PATIENCE);
            return findings(sheet(pace, noop, half));
        }
    }

    private static Sheet sheet(Pace pace, Noop noop, int half) {
        double[] called = called(pace, noop);
        return new Sheet(
                        "Latency at half load: %,d single events/s, %d connections, linger=0s"
                                .formatted(half, CONNECTIONS),
                        "",
                        "p50 ms",
                        "p99 ms",
                        "max ms")
                .row(ANSWERED, pace.percentile(0.5), pace.percentile(0.99), pace.percentile(1))
                .row(CALLED, Pace.percentile(called, 0.5), Pace.percentile(called, 0.99), Pace.percentile(called, 1));
    }

    private static Findings findings(Sheet sheet) {
        return new Findings(
                List.of(sheet),
                List.of(
                        Goal.atMost(25, "half load: p99 of the answer, ms", sheet.value(ANSWERED, "p99 ms")),
                        Goal.atMost(5, "half load: p50 from the answer to the call, ms", sheet.value(CALLED, "p50 ms")),
                        Goal.atMost(
                                50, "half load: p99 from the answer to the call, ms", sheet.value(CALLED, "p99 ms"))));
    }

    /** An answer and the call that follows the same commit can come in either order, so that some are less than nothing. */
    private static double[] called(Pace pace, Noop noop) {
        double[] millis = new double[pace.end() - pace.first()];
        for (int n = pace.first(); n < pace.end(); n++) {
            Long arrived = noop.arrived().get(TAG + "-" + n);
            millis[n - pace.first()] = arrived == null
                    ? Double.POSITIVE_INFINITY
                    : (Objects.requireNonNull(arrived) - pace.answered(n)) / 1e6;
        }
        return millis;
    }
}
