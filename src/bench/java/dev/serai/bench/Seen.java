package dev.serai.bench;

/**
 * What one run has seen.
 *
 * @param answered events that are answered or committed
 * @param failed requests that were not answered with a 2xx
 * @param p50 milliseconds from a request to its answer, as p99; NaN where nothing is asked
 * @param cores how many cores the load generator itself kept busy; NaN where there is none
 */
record Seen(long answered, double perSecond, long failed, double p50, double p99, double cores) {
    static Seen of(EventRate rate) {
        return new Seen(rate.events(), rate.perSecond(), 0, Double.NaN, Double.NaN, Double.NaN);
    }
}
