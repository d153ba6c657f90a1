package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerTimesTest {
    private final AnswerTimes times = new AnswerTimes();

    @ParameterizedTest
    @ValueSource(longs = {60, 100, 999, 5_000, 123_456, 9_999_999, 60_000_000})
    void knowsATimeToTwoAndAHalfPercent(long micros) {
        times.count(200, TimeUnit.MICROSECONDS.toNanos(micros));

        double millis = AnswerTimes.millis(times.counts(), 1);

        assertThat(millis).isCloseTo(micros / 1_000.0, Percentage.withPercentage(2.6 + 500.0 / micros));
    }

    @Test
    void countsWhatIsShorterAndLongerThanAllBuckets() {
        times.count(200, 0);
        times.count(200, TimeUnit.HOURS.toNanos(1));

        assertThat(AnswerTimes.millis(times.counts(), 0.5)).isCloseTo(0.05, within(0.01));
        assertThat(AnswerTimes.millis(times.counts(), 1)).isGreaterThan(100_000);
    }

    @Test
    void leavesOutRefusedRequestsButFor503() {
        times.count(401, 1_000_000);
        times.count(413, 1_000_000);
        assertThat(times.counts()).isEmpty();

        times.count(503, 1_000_000);
        assertThat(times.counts()).hasSize(1);
    }

    @Test
    void findsShares() {
        SortedMap<Integer, Long> counts = new TreeMap<>();
        for (int i = 1; i <= 100; i++) {
            times.count(200, TimeUnit.MILLISECONDS.toNanos(i));
        }
        counts.putAll(times.counts());

        assertThat(AnswerTimes.millis(counts, 0.5)).isCloseTo(50, Percentage.withPercentage(5));
        assertThat(AnswerTimes.millis(counts, 0.99)).isCloseTo(99, Percentage.withPercentage(5));
    }
}
