package dev.serai.operate;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What has happened lately, by the counters that everybody sees in the metrics: since the start, or in the last hour if
 * the page was asked for meanwhile.
 */
final class Activity {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration STEP = Duration.ofMinutes(1);

    private final MeterRegistry metrics;
    private final Clock clock;
    private final Duration window;
    private final Deque<Snapshot> snapshots = new ArrayDeque<>();

    /** @param counts by meter, tag of who, and tag of what became of it */
    private record Snapshot(Instant at, Map<Key, Double> counts) {}

    /** What is counted. */
    record Key(String meter, String who, String what) {}

    Activity(MeterRegistry metrics, Clock clock) {
        this(metrics, clock, HOUR);
    }

    /** @param window how far back lately goes, if the page was asked for meanwhile */
    Activity(MeterRegistry metrics, Clock clock, Duration window) {
        this.metrics = metrics;
        this.clock = clock;
        this.window = window;
    }

    /** The counts that were added in the window. */
    static final class Lately {
        private final Duration over;
        private final Map<Key, Double> before;
        private final Map<Key, Double> now;

        private Lately(Duration over, Map<Key, Double> before, Map<Key, Double> now) {
            this.over = over;
            this.before = before;
            this.now = now;
        }

        /** How long it is since the first look that counts; what happened before that look is counted too if it is the first ever. */
        Duration over() {
            return over;
        }

        /** How many requests of a family were refused, by the status of the answer. */
        SortedMap<String, Long> refused(String family) {
            SortedMap<String, Long> refused = new TreeMap<>();
            for (Key key : now.keySet()) {
                if (key.meter().equals("serai.receipts")
                        && key.who().equals(family)
                        && !key.what().equals("200")
                        && added(key) > 0) {
                    refused.put(key.what(), added(key));
                }
            }
            return refused;
        }

        /** Requests of a family that were answered with a status. */
        long receipts(String family, String status) {
            return added(new Key("serai.receipts", family, status));
        }

        /** Elements of a family that were {@code new}, {@code duplicate} or {@code quarantined}. */
        long events(String family, String result) {
            return added(new Key("serai.events", family, result));
        }

        /** Deliveries of a destination that were {@code delivered} or {@code dead}. */
        long deliveries(String destination, String outcome) {
            return added(new Key("serai.deliveries", destination, outcome));
        }

        private long added(Key key) {
            return Math.round(now.getOrDefault(key, 0.0) - before.getOrDefault(key, 0.0));
        }
    }

    synchronized Lately lately() {
        Instant now = clock.instant();
        Map<Key, Double> counts = counts(metrics);
        while (snapshots.size() > 1 && snapshots.getFirst().at().plus(window).isBefore(now)) {
            snapshots.removeFirst();
        }
        Map<Key, Double> before =
                snapshots.isEmpty() ? Map.of() : snapshots.getFirst().counts();
        if (snapshots.isEmpty()) {
            snapshots.add(new Snapshot(now, Map.of()));
        } else if (!snapshots.getLast().at().plus(STEP).isAfter(now)) {
            snapshots.add(new Snapshot(now, counts));
        }
        return new Lately(Duration.between(snapshots.getFirst().at(), now), before, counts);
    }

    /** All that is counted now, since the start. */
    static Map<Key, Double> counts(MeterRegistry metrics) {
        Map<Key, Double> counts = new HashMap<>();
        for (Timer each : metrics.find("serai.receipts").timers()) {
            add(
                    counts,
                    each.getId().getName(),
                    each.getId().getTag("family"),
                    each.getId().getTag("status"),
                    (double) each.count());
        }
        for (Counter each : metrics.find("serai.events").counters()) {
            add(
                    counts,
                    each.getId().getName(),
                    each.getId().getTag("family"),
                    each.getId().getTag("result"),
                    each.count());
        }
        for (Counter each : metrics.find("serai.deliveries").counters()) {
            String outcome = each.getId().getTag("outcome");
            add(counts, each.getId().getName(), each.getId().getTag("destination"), outcome, each.count());
        }
        return counts;
    }

    private static void add(Map<Key, Double> counts, String meter, String who, String what, double count) {
        counts.merge(new Key(meter, String.valueOf(who), String.valueOf(what)), count, Double::sum);
    }
}
