package dev.serai.bench;

import dev.serai.journal.Decision;
import dev.serai.journal.Entry;
import dev.serai.journal.Event;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Bounces as Serai hands them to its journal, each decided to go to Salesforce. None is made twice, and their ids grow
 * with time like those of {@link dev.serai.journal.EventId}, but without its hash: here is measured the database.
 */
final class Bounces {
    private static final String DESTINATION = "salesforce-bounces";

    private Bounces() {}

    static List<Entry> some(int count) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<Entry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(one(now));
        }
        return entries;
    }

    private static Entry one(Instant now) {
        UUID id = id(now);
        String payload = "{\"type\":\"bounce\",\"id\":\"" + id
                + "\",\"recipientId\":\"john.smith@example.com\",\"userListId\":10180860004,"
                + "\"clientId\":10180860001,\"created\":" + now.toEpochMilli()
                + ",\"subscriptionId\":10227900201,\"mailId\":\"4P6W8B4-4P6W0LI-BSLXEC\",\"mailingId\":10230355206,"
                + "\"mediaTypesToAddresses\":{\"EMAIL\":\"john.smith@example.com\"},\"category\":\"softbounce\","
                + "\"mediaType\":\"EMAIL\",\"reason\":\"other\",\"thresholdExceeded\":false,\"attempt\":1}";
        Decision decision = new Decision();
        decision.add(DESTINATION);
        Event event = new Event(
                id, "campaign", "bounce", "4P6W8B4-4P6W0LI-BSLXEC", "john.smith@example.com", now, now, payload);
        return new Entry(event, decision, null);
    }

    private static UUID id(Instant time) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                (time.toEpochMilli() << 16) | 0x8000L | random.nextLong(0x1000L), random.nextLong() | Long.MIN_VALUE);
    }
}
