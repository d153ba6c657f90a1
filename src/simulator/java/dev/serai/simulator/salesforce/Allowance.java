package dev.serai.simulator.salesforce;

import java.util.Map;
import java.util.function.UnaryOperator;

/** The requests of the day: each one counts, until there are no more. */
final class Allowance {
    private static final int MAX_EVENTS = 250_000;
    private int max = 15_000;
    private int used;
    private UnaryOperator<String> form = UnaryOperator.identity();

    synchronized void max(int requests) {
        max = requests;
    }

    /** @throws Refused if the day is used up */
    synchronized void use() {
        if (used >= max) {
            throw new Refused(403, "REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded.");
        }
        used++;
    }

    /** What others of the org use. */
    synchronized void others(int requests) {
        used += requests;
    }

    /** How the header tells it; nothing is told if it is empty. */
    synchronized void form(UnaryOperator<String> other) {
        form = other;
    }

    /** A new day. */
    synchronized void renew() {
        used = 0;
    }

    synchronized String header() {
        return form.apply("api-usage=" + used + "/" + max);
    }

    /** By the names of {@code /limits}. */
    synchronized Map<String, Map<String, Integer>> limits(int events) {
        return Map.of(
                "DailyApiRequests", limit(max, used),
                "HourlyPublishedPlatformEvents", limit(MAX_EVENTS, events));
    }

    static Map<String, Integer> limit(int most, int used) {
        return Map.of("Max", most, "Remaining", Math.max(0, most - used));
    }
}
