package dev.serai.receive;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * How long the answers took, counted in buckets of which each is 5 % wider than the one before. Counts of several minutes or processes
 * are added, which percentiles could not be. Refused requests are left out but for 503: a wrong secret is refused in no time.
 */
public final class AnswerTimes {
    private static final double WIDTH = Math.log(1.05);
    /** The first bucket has what is shorter. */
    private static final double SHORTEST_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    /** The last bucket, about 2 minutes, has what is longer. */
    private static final int BUCKETS = 303;

    private final AtomicLongArray counts = new AtomicLongArray(BUCKETS);

    void count(int status, long nanos) {
        if (status == 200 || status == 503) {
            counts.incrementAndGet(bucket(nanos));
        }
    }

    private static int bucket(long nanos) {
        return nanos <= SHORTEST_NANOS
                ? 0
                : Math.min(BUCKETS - 1, 1 + (int) (Math.log(nanos / SHORTEST_NANOS) / WIDTH));
    }

    /** Number of answers by bucket since the start; a bucket without answers is left out. */
    public SortedMap<Integer, Long> counts() {
        SortedMap<Integer, Long> counted = new TreeMap<>();
        for (int i = 0; i < BUCKETS; i++) {
            if (counts.get(i) > 0) {
                counted.put(i, counts.get(i));
            }
        }
        return counted;
    }

    /**
     * So many milliseconds or fewer took a share of the answers, to 2.5 %.
     *
     * @param counts not empty
     * @param share above 0, up to 1
     */
    public static double millis(SortedMap<Integer, Long> counts, double share) {
        long all = counts.values().stream().mapToLong(each -> each).sum();
        long rank = Math.max(1, (long) Math.ceil(all * share));
        int bucket = counts.lastKey();
        long below = 0;
        for (var each : counts.entrySet()) {
            below += each.getValue();
            if (below >= rank) {
                bucket = each.getKey();
                break;
            }
        }
        return Math.round(SHORTEST_NANOS * Math.exp(WIDTH * (bucket - 0.5)) / 10_000) / 100.0;
    }
}
