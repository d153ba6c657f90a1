package dev.serai.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.journal.Entry.NewWork;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class UnreadTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final Unread unread = new Unread(Duration.ofHours(1));

    @Test
    void beginsWithAllThereIs() {
        assertThat(unread.take()).isEqualTo(Instant.EPOCH);
        assertThat(unread.take()).isNull();
    }

    @Test
    void beginsAgainWithTheOldestThatIsAnnounced() {
        unread.take();
        unread.add(new NewWork(5, NOON.plusSeconds(2)));
        unread.add(new NewWork(1, NOON.plusSeconds(1).plusNanos(999)));

        assertThat(unread.add(new NewWork(2, NOON.plusSeconds(3)))).isEqualTo(8);
        assertThat(unread.take()).isEqualTo(NOON.plusSeconds(1));
        assertThat(unread.take()).isNull();
        assertThat(unread.add(new NewWork(2, NOON))).isEqualTo(2);
    }

    @Test
    void beginsAgainWithAllIfAnythingMayBeDue() {
        unread.take();
        unread.add(NOON);
        unread.addAll();

        assertThat(unread.take()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void looksForWhatNobodyAnnounces() {
        Unread impatient = new Unread(Duration.ZERO);
        impatient.take();

        assertThat(impatient.take()).isEqualTo(Instant.EPOCH);
    }
}
