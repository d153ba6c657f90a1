package dev.serai.operate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.journal.ActivitySamples;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.receive.AnswerTimes;
import dev.serai.testing.Gateway.Database;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** The minutes of several processes, on both databases. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class ActivityHistoryTest {
    private static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Clock CLOCK = Clock.fixed(NOON.plusSeconds(90), ZoneOffset.UTC);

    @Parameter
    Database database;

    private final MeterRegistry metrics = new SimpleMeterRegistry();
    private Journal journal;
    private ActivityHistory history;

    @BeforeEach
    void open() {
        journal = Journal.open(new JournalSettings(database.newUrl(), database.user(), "", Duration.ofSeconds(5), 2));
        history = history("one", metrics);
    }

    @AfterEach
    void close() {
        history.close();
        journal.close();
    }

    private ActivityHistory history(String process, MeterRegistry meters) {
        return new ActivityHistory(new ActivitySamples(journal, process), meters, new AnswerTimes(), CLOCK);
    }

    private void received(MeterRegistry meters, int events) {
        meters.counter("serai.events", "family", "cmp", "result", "new").increment(events);
    }

    private static ActivitySample at(Map<Instant, ActivitySample> minutes, Instant at) {
        return Objects.requireNonNull(minutes.get(at));
    }

    @Test
    void eachMinuteHasWhatWasAddedInIt() {
        received(metrics, 3);
        metrics.counter("serai.events", "family", "cmp", "result", "duplicate").increment(9);
        metrics.counter("serai.deliveries", "destination", "crm", "outcome", "delivered")
                .increment(2);
        metrics.counter("serai.deliveries", "destination", "crm", "outcome", "retry")
                .increment(8);
        metrics.timer("serai.receipts", "family", "cmp", "status", "401").record(1, TimeUnit.SECONDS);
        metrics.timer("serai.receipts", "family", "cmp", "status", "200").record(1, TimeUnit.SECONDS);
        history.note(NOON);
        received(metrics, 5);
        metrics.counter("serai.deliveries", "destination", "crm", "outcome", "dead")
                .increment();
        history.note(NOON.plus(MINUTE));

        Map<Instant, ActivitySample> minutes = history.since(NOON, MINUTE);

        assertThat(minutes).containsOnlyKeys(NOON, NOON.plus(MINUTE));
        ActivitySample first = at(minutes, NOON);
        assertThat(first.received()).containsExactly(Map.entry("cmp", 3L));
        assertThat(first.refused()).isEqualTo(1);
        assertThat(first.delivered()).containsExactly(Map.entry("crm", 2L));
        assertThat(first.dead()).isEmpty();
        ActivitySample second = at(minutes, NOON.plus(MINUTE));
        assertThat(second.received()).containsExactly(Map.entry("cmp", 5L));
        assertThat(second.refused()).isZero();
        assertThat(second.dead()).containsExactly(Map.entry("crm", 1L));
    }

    @Test
    void gatewaysAndEarlierStartsAddUp() throws SQLException {
        received(metrics, 3);
        history.note(NOON);
        MeterRegistry others = new SimpleMeterRegistry();
        received(others, 4);
        ActivityHistory other = history("two", others);
        other.note(NOON);
        new ActivitySamples(journal, "three")
                .store(NOON.plus(MINUTE), "{\"received\":{\"cmp\":1},\"answers\":{\"9\":2}}");
        new ActivitySamples(journal, "four")
                .store(NOON.plus(MINUTE), "{\"received\":{\"graph\":2},\"answers\":{\"9\":1}}");
        new ActivitySamples(journal, "five").store(NOON.plus(MINUTE), "what a later version wrote");

        assertThat(at(history.since(NOON, MINUTE), NOON).received()).containsExactly(Map.entry("cmp", 7L));
        ActivitySample both = at(other.since(NOON, MINUTE.multipliedBy(2)), NOON);
        assertThat(both.received()).containsExactly(Map.entry("cmp", 8L), Map.entry("graph", 2L));
        assertThat(both.answers()).containsExactly(Map.entry(9, 3L));
        other.close();
    }

    @Test
    void deletesWhatIsOlderThanEightDays() throws SQLException {
        ActivitySamples samples = new ActivitySamples(journal, "one");
        samples.store(NOON.minus(Duration.ofDays(8)).minus(MINUTE), "{}");
        samples.store(NOON.minus(Duration.ofDays(8)), "{}");
        samples.store(NOON, "{}");

        assertThat(samples.since(Instant.EPOCH))
                .extracting(ActivitySamples.Stored::at)
                .containsExactly(NOON.minus(Duration.ofDays(8)), NOON);
    }

    @Test
    void withoutAJournalItRemembersItsLastHour() {
        journal.close();
        received(metrics, 3);
        history.note(NOON);
        for (int i = 1; i <= 60; i++) {
            received(metrics, 1);
            history.note(NOON.plus(MINUTE.multipliedBy(i)));
        }

        Map<Instant, ActivitySample> minutes = history.since(NOON, MINUTE);

        assertThat(minutes).hasSize(60).doesNotContainKey(NOON);
        assertThat(at(minutes, NOON.plus(MINUTE)).received()).containsExactly(Map.entry("cmp", 1L));
    }

    @Test
    void closingNotesTheMinuteThatIsNotOver() throws SQLException {
        history.start();
        received(metrics, 3);
        history.close();

        assertThat(new ActivitySamples(journal, "any").since(NOON))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.at()).isEqualTo(NOON.plus(MINUTE));
                    assertThat(row.process()).isEqualTo("one");
                    assertThat(row.sample()).contains("\"received\":{\"cmp\":3}");
                });
    }
}
