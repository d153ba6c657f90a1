package dev.serai.simulator.conformance;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How much a run may send.
 *
 * @param bytes of all bodies together
 * @param time of all families together
 */
record Volume(int requests, long bytes, Duration time) {
    private static final Duration TIME = Duration.ofMinutes(10);

    static Volume of(List<List<Rule>> suites) {
        int requests = 0;
        long bytes = 0;
        for (List<Rule> suite : suites) {
            requests +=
                    Suite.GREETINGS + suite.stream().mapToInt(Rule::requests).sum();
            bytes +=
                    Suite.GREETING_BYTES + suite.stream().mapToLong(Rule::bytes).sum();
        }
        return new Volume(requests, bytes, TIME);
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "up to %d requests with %.1f MB, within %d minutes",
                requests,
                bytes / 1_000_000.0,
                time.toMinutes());
    }
}
