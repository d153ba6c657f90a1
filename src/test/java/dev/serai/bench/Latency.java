package dev.serai.bench;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** How long a sender waits for its answer, and a destination for the event, at half of what the gateway can take. */
final class Latency {
    private static final int CONNECTIONS = 64;
    private static final int LATEST_SECONDS = 30;

    private Latency() {}

    /** @param most events a second in requests of one, as measured before */
    static Sheet measure(Ground ground, double most, Duration warm, Duration time) throws Exception {
        int half = (int) (most / 2);
        try (Noop noop = new Noop();
                Contender serai = ground.serai(
                        "latency",
                        ground.newJournal(),
                        Map.of("routes.directory", "bench/routes", "noop.url", noop.url()))) {
            Wrk.run(serai.port(), Work.SINGLE_64, "warm", warm);
            Pace pace = Pace.run(serai.port(), CONNECTIONS, half, time);
            double[] called = called(pace, noop);
            return new Sheet(
                            "Latency at half load: %,d single events/s, %d connections, collect=0s"
                                    .formatted(half, CONNECTIONS),
                            "",
                            "p50 ms",
                            "p99 ms",
                            "max ms")
                    .row("posted → answered", pace.percentile(0.5), pace.percentile(0.99), pace.percentile(1))
                    .row(
                            "answered → destination called",
                            Pace.percentile(called, 0.5),
                            Pace.percentile(called, 0.99),
                            Pace.percentile(called, 1));
        }
    }

    /** An answer and the call that follows the same commit can come in either order, so that some are less than nothing. */
    private static double[] called(Pace pace, Noop noop) throws InterruptedException {
        for (int i = 0; i < LATEST_SECONDS && !noop.arrived().containsKey(id(pace.events() - 1)); i++) {
            TimeUnit.SECONDS.sleep(1);
        }
        double[] millis = new double[pace.events()];
        for (int n = 0; n < millis.length; n++) {
            Long arrived = noop.arrived().get(id(n));
            millis[n] = arrived == null
                    ? Double.POSITIVE_INFINITY
                    : (Objects.requireNonNull(arrived) - pace.answered(n)) / 1e6;
        }
        return millis;
    }

    private static String id(int n) {
        return "pace-" + n;
    }
}
