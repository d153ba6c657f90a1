package dev.serai.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.event.RoutedEvent.NewDeliveries;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ReadCursorTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final ReadCursor cursor = new ReadCursor(Duration.ofHours(1));

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
    void looksForWhatNobodyAnnounces() {
        ReadCursor impatient = new ReadCursor(Duration.ZERO);
        impatient.take();

        assertThat(impatient.take()).isEqualTo(Instant.EPOCH);
    }
}
