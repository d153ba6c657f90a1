package dev.serai.dispatch;

import dev.serai.event.RoutedEvent.NewDeliveries;
import dev.serai.journal.DeliveryQueue;
import dev.serai.journal.DeliveryQueue.DuePage;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Fills what a destination has in flight with deliveries that are due. */
final class ReadAhead {
    /** How often a look starts with the oldest delivery. */
    private static final Duration ALL = Duration.ofMinutes(1);

    private final String destination;
    private final DeliveryQueue deliveries;
    private final InFlight inFlight;
    private final LargePayloads large;
    private final ReadCursor cursor;
    private final Clock clock;

    /** @param poll how often to look for deliveries that were not announced */
    ReadAhead(
            String destination,
            DeliveryQueue deliveries,
            InFlight inFlight,
            LargePayloads large,
            Duration poll,
            Clock clock) {
        this.destination = destination;
        this.deliveries = deliveries;
        this.inFlight = inFlight;
        this.large = large;
        this.cursor = new ReadCursor(poll, ALL);
        this.clock = clock;
    }

    InFlight inFlight() {
        return inFlight;
    }

    /** There is new work. @return how many events were announced and are not read */
    int announce(NewDeliveries work) {
        return cursor.add(work);
    }

    void readAll() {
        cursor.addAll();
    }

    /** What is not out has to be read again. */
    void discard() {
        inFlight.discardReadAhead();
        cursor.addAll();
    }

    void read() throws SQLException {
        int room = inFlight.room();
        Instant since = room > 0 ? cursor.take(clock.instant()) : null;
        if (since == null) {
            return;
        }
        // again: an event that was announced until it was taken is due by this time
        Instant now = clock.instant();
        DuePage found = deliveries.due(
                destination, since, now, inFlight.ids(since), room, inFlight.share(), inFlight.isEmpty());
        found.due().forEach(each -> inFlight.add(new Delivery(each, large)));
        inFlight.hasMore(found.more(), !found.crowded());
        if (found.more()) {
            cursor.add(
                    found.due().isEmpty()
                            ? since
                            : found.due().get(found.due().size() - 1).dueAt());
        }
    }
}
