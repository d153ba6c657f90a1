package dev.serai.alarm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.serai.contract.EventContract;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is an alarm by its numbers: slow commits, and little free space. */
class SourcesTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration BOUND = Duration.ofSeconds(1);

    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final SlowJournal slow = new SlowJournal(metrics, BOUND);

    SourcesTest() {
        metrics.config().meterFilter(SlowJournal.counting(BOUND));
    }

    private void commits(int number, long millis) {
        for (int i = 0; i < number; i++) {
            metrics.timer("serai.journal.commit").record(millis, TimeUnit.MILLISECONDS);
        }
    }

    private List<Incident> look(int minute) throws SQLException {
        return slow.look(NOW.plus(Duration.ofMinutes(minute)));
    }

    private static void isAsDocumented(Incident incident) throws IOException {
        String json = Alarm.of(incident, Duration.ofDays(1), NOW).json();
        assertThat(EventContract.wrong(AlarmFamily.NAME, incident.kind().type(), new ObjectMapper().readTree(json)))
                .isEmpty();
    }

    @Test
    void moreThanOnePercentOfSlowCommitsForFiveMinutesAreAnAlarm() throws SQLException {
        for (int minute = 0; minute < 5; minute++) {
            commits(97, 5);
            commits(2, 1500);
            assertThat(look(minute)).isEmpty();
        }
        commits(97, 5);
        commits(2, 1500);

        assertThat(look(5)).singleElement().satisfies(incident -> {
            assertThat(incident.kind()).isEqualTo(AlarmKind.JOURNAL_SLOW);
            isAsDocumented(incident);
        });
    }

    @Test
    void aGoodMinuteBetweenOrOneSlowCommitIsNone() throws SQLException {
        for (int minute = 0; minute < 12; minute++) {
            commits(100, minute == 4 || minute == 8 ? 5 : 1500);
            assertThat(look(minute)).isEmpty();
        }
        commits(100, 5);
        look(12);
        commits(1, 1500);
        look(13);

        assertThat(look(30)).isEmpty();
    }

    @Test
    void twoPlacesOnADiskAreOneAlarm(@TempDir Path directory) throws SQLException {
        List<Path> places = List.of(directory, directory);

        assertThat(new LowDisk(places, Long.MAX_VALUE, 0).look(NOW))
                .singleElement()
                .satisfies(incident -> assertThat(incident.summary()).contains("MB are free in " + directory))
                .satisfies(SourcesTest::isAsDocumented);
        assertThat(new LowDisk(places, 0, 1).look(NOW)).hasSize(1);
        assertThat(new LowDisk(places, 0, 0).look(NOW)).isEmpty();
    }
}
