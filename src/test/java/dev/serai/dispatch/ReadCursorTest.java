package dev.serai.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.event.RoutedEvent.NewDeliveries;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReadCursorTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final ReadCursor cursor = new ReadCursor(Duration.ofHours(1), Duration.ofHours(1));

    @Test
    void beginsWithAllThereIs() {
        assertThat(cursor.take(NOON)).isEqualTo(Instant.EPOCH);
        assertThat(cursor.take(NOON)).isNull();
    }

    @Test
    void beginsAgainWithTheOldestThatIsAnnounced() {
        cursor.take(NOON);
        cursor.add(new NewDeliveries(5, NOON.plusSeconds(2)));
        cursor.add(new NewDeliveries(1, NOON.plusSeconds(1).plusNanos(999)));

        assertThat(cursor.add(new NewDeliveries(2, NOON.plusSeconds(3)))).isEqualTo(8);
        assertThat(cursor.take(NOON)).isEqualTo(NOON.plusSeconds(1));
        assertThat(cursor.take(NOON)).isNull();
        assertThat(cursor.add(new NewDeliveries(2, NOON))).isEqualTo(2);
    }

    @Test
    void beginsAgainWithAllIfAnythingMayBeDue() {
        cursor.take(NOON);
        cursor.add(NOON);
        cursor.addAll();

        assertThat(cursor.take(NOON)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void looksForWhatNobodyAnnouncesFromShortlyBeforeTheLastLook() {
        ReadCursor impatient = new ReadCursor(Duration.ZERO, Duration.ofHours(1));

        assertThat(impatient.take(NOON)).isEqualTo(Instant.EPOCH);
        impatient.add(new NewDeliveries(1, NOON.plusSeconds(59)));
        assertThat(impatient.take(NOON.plusSeconds(60))).isEqualTo(NOON.minusSeconds(5));
        assertThat(impatient.take(NOON.plusSeconds(61))).isEqualTo(NOON.plusSeconds(55));
    }

    @Test
    void looksAtAllFromTimeToTime() {
        ReadCursor thorough = new ReadCursor(Duration.ZERO, Duration.ZERO);

        assertThat(thorough.take(NOON)).isEqualTo(Instant.EPOCH);
        assertThat(thorough.take(NOON)).isEqualTo(Instant.EPOCH);
    }
}
