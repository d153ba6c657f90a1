package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.event.Event;
import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CopyGateTest {
    private static final int GROUPS = 10_000;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final CopyGate gate = new CopyGate(true, CopyGate.LEAST, metrics);
    private final List<ReceiptItem> group = news(300);

    private static List<ReceiptItem> news(int count) {
        return Stream.generate(UUID::randomUUID)
                .limit(count)
                .<ReceiptItem>map(CopyGateTest::event)
                .toList();
    }

    private static RoutedEvent event(UUID id) {
        return new RoutedEvent(
                new Event(id, "cmp", "changed", null, null, null, Instant.EPOCH, "{}"), new RoutingDecision(), null);
    }

    private double groups(String way) {
        return metrics.get("serai.journal.groups").tag("way", way).counter().count();
    }

    /** Sends groups, so many of a hundred with an event that is there already. */
    private void send(int repeats) {
        SplittableRandom random = new SplittableRandom(24);
        for (int i = 0; i < GROUPS; i++) {
            boolean repeat = random.nextInt(100) < repeats;
            if (gate.opens(group)) {
                if (repeat) {
                    gate.failed();
                    assertThat(gate.opens(group)).as("it goes the safe way now").isFalse();
                } else {
                    gate.copied();
                }
            }
        }
    }

    @Test
    void copiesWhatIsNew() {
        send(0);

        assertThat(groups("copied")).isEqualTo(GROUPS);
    }

    @Test
    void copiesNearlyAllWhenFewAreRepeats() {
        send(5);

        assertThat(groups("copied")).isGreaterThan(0.85 * GROUPS);
    }

    @Test
    void nearlyNeverCopiesInVainWhenManyAreRepeats() {
        send(60);

        assertThat(groups("in-vain")).isLessThan(0.03 * GROUPS);
    }

    @Test
    void copiesAgainAfterASwarmOfRepeats() {
        send(100);
        send(0);

        assertThat(groups("copied")).isGreaterThan(0.95 * GROUPS);
    }

    @Test
    void copiesNoSmallGroup() {
        assertThat(gate.opens(news(100))).isFalse();
    }

    @Test
    void copiesNoGroupThatHasAnEventTwice() {
        assertThat(gate.opens(Stream.of(group, List.of(group.get(7)))
                        .flatMap(List::stream)
                        .toList()))
                .isFalse();
    }

    @Test
    void copiesNothingIntoADatabaseThatCannot() {
        assertThat(new CopyGate(false, 1, metrics).opens(group)).isFalse();
    }
}
