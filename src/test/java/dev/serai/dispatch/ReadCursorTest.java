package dev.serai.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.event.RoutedEvent.NewDeliveries;
import dev.serai.testing.MovingClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReadCursorTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final MovingClock clock = new MovingClock();
    private final ReadCursor cursor = new ReadCursor(Duration.ofHours(1), Duration.ofHours(1), clock);

    @Test
    void beginsWithAllThereIs() {
        assertThat(cursor.take()).isEqualTo(Instant.EPOCH);
        assertThat(cursor.take()).isNull();
    }

    @Test
    void beginsAgainWithTheOldestThatIsAnnounced() {
        cursor.take();
        cursor.add(new NewDeliveries(5, NOON.plusSeconds(2)));
        cursor.add(new NewDeliveries(1, NOON.plusSeconds(1).plusNanos(999)));

        assertThat(cursor.add(new NewDeliveries(2, NOON.plusSeconds(3)))).isEqualTo(8);
        assertThat(cursor.take()).isEqualTo(NOON.plusSeconds(1));
        assertThat(cursor.take()).isNull();
        assertThat(cursor.add(new NewDeliveries(2, NOON))).isEqualTo(2);
    }

    @Test
    void beginsAgainWithAllIfAnythingMayBeDue() {
        cursor.take();
        cursor.add(NOON);
        cursor.addAll();

        assertThat(cursor.take()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void looksForWhatNobodyAnnouncesFromShortlyBeforeTheLastLook() {
        ReadCursor impatient = new ReadCursor(Duration.ZERO, Duration.ofHours(1), clock);

        assertThat(impatient.take()).isEqualTo(Instant.EPOCH);
        clock.move(Duration.ofMinutes(1));
        impatient.add(new NewDeliveries(1, NOON.plusSeconds(59)));
        assertThat(impatient.take()).isEqualTo(NOON.minusSeconds(5));
        assertThat(impatient.take()).isEqualTo(NOON.plusSeconds(55));
    }

    @Test
    void looksAtAllFromTimeToTime() {
        ReadCursor thorough = new ReadCursor(Duration.ZERO, Duration.ZERO, clock);

        assertThat(thorough.take()).isEqualTo(Instant.EPOCH);
        assertThat(thorough.take()).isEqualTo(Instant.EPOCH);
    }
}
