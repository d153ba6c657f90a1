package dev.serai.bench;

import dev.serai.event.Json;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.GroupCommitter;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.optimizely.CampaignFamily;
import dev.serai.optimizely.CmpFamily;
import dev.serai.receive.Family;
import dev.serai.receive.SenderAuthentication;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;

/** Events that are in the journal before anything is measured, kept there by the gateway's own committer. */
final class Events {
    private static final int TOGETHER = 5_000;
    /** Received in the same millisecond. */
    private static final int AT_ONCE = 50;

    private static final Instant RECEIVED = Instant.parse("2026-03-01T12:00:00Z");
    private static final long FIRST_MILLIS = RECEIVED.toEpochMilli();
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final CampaignFamily CAMPAIGN = new CampaignFamily(SenderAuthentication.open(), Set.of());
    private static final CmpFamily CMP = new CmpFamily(SenderAuthentication.open(), Duration.ZERO);

    private Events() {}

    /** The nth of a usual day. */
    static RoutedEvent ofADay(long n) {
        return ofADay(n, RECEIVED.plusMillis(n / AT_ONCE));
    }

    /** The nth, received at another time. */
    static RoutedEvent ofADay(long n, Instant received) {
        String type = Mix.DAY.type(n);
        return campaign(n, received.toEpochMilli(), type, received, Mix.destinations(type));
    }

    static RoutedEvent campaign(long n, String type, String... destinations) {
        return campaign(n, FIRST_MILLIS + n, type, RECEIVED.plusMillis(n / AT_ONCE), destinations);
    }

    private static RoutedEvent campaign(long n, long created, String type, Instant received, String... destinations) {
        return entry(CAMPAIGN, received, """
                {"type":"%s","id":"stored-%d","clientId":10180860001,"created":%d,"mailId":"4P6W8B4-4P6W0LI-BSLXEC",\
                "groupId":"4P6TIE8-4P6SZRS-BSL54V","mediaTypesToAddresses":{"EMAIL":"reader%d@example.com"},\
                "recipientId":"reader%d","category":"softbounce","reason":"other","attempt":1}""".formatted(type, n, created, n % 50_000, n % 50_000), destinations);
    }

    static RoutedEvent asset(long n, String... destinations) {
        return entry(CMP, RECEIVED.plusMillis(n / AT_ONCE), """
                {"event_name":"asset_added","data":{"asset":{"id":"stored-%d","type":"image","title":"Banner %d",\
                "created_at":"2026-03-01T12:00:00Z","modified_at":"2026-03-01T12:00:00Z"},\
                "links":{"self":"https://api.cmp.optimizely.com/v3/images/%d"}}}""".formatted(n, n, n), destinations);
    }

    private static RoutedEvent entry(Family family, Instant received, String json, String... destinations) {
        try {
            RoutingDecision decision = new RoutingDecision();
            Set.of(destinations).forEach(decision::add);
            Family.Received arrived = family.event(Json.object(json), json, new Family.Transmission(received, null));
            return new RoutedEvent(arrived.event(), decision, arrived.dedupeKey());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Keeps the events from one number to before another. */
    static void keep(String url, String user, long from, long to, LongFunction<RoutedEvent> events) {
        try (Journal journal = Journal.open(new JournalSettings(url, user, "", PATIENCE, 2))) {
            keep(journal, from, to, events);
        }
    }

    /** The same in a journal that is open. */
    static void keep(Journal journal, long from, long to, LongFunction<RoutedEvent> events) {
        try (GroupCommitter committer =
                new GroupCommitter(journal, "bench", PATIENCE, any -> {}, new SimpleMeterRegistry())) {
            CompletableFuture<?> before = CompletableFuture.completedFuture(null);
            for (long first = from; first < to; first += TOGETHER) {
                List<RoutedEvent> entries = new ArrayList<>(TOGETHER);
                for (long n = first; n < Math.min(to, first + TOGETHER); n++) {
                    entries.add(events.apply(n));
                }
                before.join();
                before = kept(committer, entries);
            }
            before.join();
        }
    }

    private static CompletableFuture<?> kept(GroupCommitter committer, List<RoutedEvent> entries) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        committer.commit(entries, (kept, failure) -> {
            if (kept != null && kept.fresh() == entries.size()) {
                done.complete(null);
            } else {
                done.completeExceptionally(new IllegalStateException("not kept: " + kept, failure));
            }
        });
        return done;
    }
}
