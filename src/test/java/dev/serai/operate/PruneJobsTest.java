package dev.serai.operate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When Serai prunes by itself. */
class PruneJobsTest {
    @ParameterizedTest
    @CsvSource({
        "2026-03-01T03:29:59Z, 2026-02-28T03:30:00Z",
        "2026-03-01T03:30:00Z, 2026-03-01T03:30:00Z",
        "2026-03-01T23:00:00Z, 2026-03-01T03:30:00Z"
    })
    void aRunBelongsToTheLastTimeOfTheDay(Instant now, Instant slot) {
        assertThat(PruneJobs.slot(LocalTime.of(3, 30), now)).isEqualTo(slot);
    }
}
