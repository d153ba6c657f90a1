package dev.serai.bench;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The events of {@code bench/load/events.lua} as Serai hands them to its journal, decided as the shipped router decides.
 * None is made twice, and their ids grow with time like those of {@link dev.serai.event.EventId}, but without its hash:
 * here is measured the database.
 */
final class Made {
    private static final int READERS = 50_000;

    private final Mix mix;
    private final AtomicLong number = new AtomicLong();

    Made(Mix mix) {
        this.mix = mix;
    }

    List<RoutedEvent> some(int count) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        List<RoutedEvent> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            entries.add(one(number.incrementAndGet(), now));
        }
        return entries;
    }

    private RoutedEvent one(long n, Instant now) {
        UUID id = id(now);
        String type = mix.type(n);
        String reader = "reader" + n % READERS;
        String payload = "{\"type\":\"" + type
                + "\",\"id\":\"" + mix + "-1-0-" + n
                + "\",\"clientId\":10180860001,\"created\":" + now.toEpochMilli()
                + ",\"mailId\":\"4P6W8B4-4P6W0LI-BSLXEC\",\"groupId\":\"4P6TIE8-4P6SZRS-BSL54V\","
                + "\"mediaTypesToAddresses\":{\"EMAIL\":\"" + reader
                + "@example.com\"},\"recipientId\":\"" + reader
                + "\",\"category\":\"" + (n % 3 == 0 ? "hardbounce" : "softbounce")
                + "\",\"reason\":\"other\",\"userListId\":61,\"linkId\":\"4P6W8B4\",\"attempt\":1}";
        RoutingDecision decision = new RoutingDecision();
        for (String destination : Mix.destinations(type)) {
            decision.add(destination);
        }
        Event event =
                new Event(id, "campaign", type, "4P6W8B4-4P6W0LI-BSLXEC", reader + "@example.com", now, now, payload);
        return new RoutedEvent(event, decision, null);
    }

    private static UUID id(Instant time) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(
                (time.toEpochMilli() << 16) | 0x8000L | random.nextLong(0x1000L), random.nextLong() | Long.MIN_VALUE);
    }
}
