package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.StoredEvents.Cursor;
import dev.serai.journal.StoredEvents.Decided;
import dev.serai.journal.StoredEvents.Filter;
import dev.serai.journal.StoredEvents.Kind;
import dev.serai.journal.StoredEvents.Page;
import dev.serai.testing.Gateway.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Stored events, read page by page and queued once more. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class StoredEventsTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @Parameter
    Database database;

    private Journal journal;
    private EventWriter writer;
    private StoredEvents stored;

    @BeforeEach
    void open() {
        journal = Journal.open(new JournalSettings(database.newUrl(), database.user(), "", Duration.ofSeconds(5), 4));
        writer = new EventWriter(journal, "one");
        stored = new StoredEvents(journal, "one");
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private Event keep(String family, Instant at, String payload, @Nullable String... destinations)
            throws SQLException {
        Event event = new Event(UUID.randomUUID(), family, "changed", null, null, null, at, payload);
        RoutingDecision decision = new RoutingDecision();
        for (String each : destinations) {
            if (each == null) {
                decision.unrouted("no router");
            } else {
                decision.add(each);
            }
        }
        writer.keep(List.of(new RoutedEvent(event, decision, null)));
        return event;
    }

    private List<Decided> all(Filter filter, int limit) throws SQLException {
        List<Decided> all = new ArrayList<>();
        Cursor after = null;
        for (int pages = 0; pages < 100; pages++) {
            Page page = stored.page(filter, after, limit);
            all.addAll(page.events());
            after = page.next();
            if (after == null) {
                return all;
            }
        }
        throw new AssertionError("the pages do not end");
    }

    private static RoutedEvent decided(Event event, String... destinations) {
        RoutingDecision decision = new RoutingDecision();
        decision.by("v2");
        List.of(destinations).forEach(decision::add);
        return new RoutedEvent(event, decision, null);
    }

    @Test
    void pagesHaveEachEventOnceAlsoManyOfOneTime() throws SQLException {
        for (int i = 0; i < 23; i++) {
            keep("cmp", now.minusSeconds(i / 10), "{}", "left");
        }
        for (int limit : List.of(1, 3, 10, 22, 23, 100)) {
            List<Decided> all = all(new Filter(null, null, Instant.EPOCH, Kind.ALL), limit);

            assertThat(all).hasSize(23);
            assertThat(new HashSet<>(all)).hasSize(23);
            assertThat(all).extracting(each -> each.event().receivedAt()).isSorted();
        }
    }

    @Test
    void aPageEndsWhereItsPayloadsAreLarge() throws SQLException {
        for (int i = 0; i < 5; i++) {
            keep("cmp", now, "\"" + incompressible(1_500_000) + "\"", "left");
        }

        assertThat(stored.page(new Filter(null, null, Instant.EPOCH, Kind.ALL), null, 100)
                        .events())
                .hasSize(2);
        assertThat(all(new Filter(null, null, Instant.EPOCH, Kind.ALL), 100)).hasSize(5);
    }

    /** PostgreSQL counts what it stores, which is compressed. */
    private static String incompressible(int length) {
        return new Random(length)
                .ints(length, 'A', 'z')
                .filter(letter -> letter != '\\')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void aFilterLeavesOutTheOthers() throws SQLException {
        keep("cmp", now.minus(Duration.ofDays(2)), "{}", "left");
        Event filtered = keep("cmp", now, "{}");
        Event unrouted = keep("graph", now, "{}", (String) null);

        assertThat(all(new Filter(null, null, Instant.EPOCH, Kind.FILTERED), 1))
                .extracting(Decided::event)
                .containsExactly(filtered);
        assertThat(all(new Filter(null, null, Instant.EPOCH, Kind.UNROUTED), 1))
                .extracting(Decided::event)
                .containsExactly(unrouted);
        assertThat(all(new Filter("cmp", "changed", now.minusSeconds(1), Kind.ALL), 1))
                .extracting(Decided::event)
                .containsExactly(filtered);
        assertThat(all(new Filter(null, "other", Instant.EPOCH, Kind.ALL), 1)).isEmpty();
    }

    @Test
    void theLastOfAFamilyComeNewestFirst() throws SQLException {
        for (int i = 0; i < 10; i++) {
            keep(i % 2 == 0 ? "cmp" : "graph", now.minus(Duration.ofHours(i)), "{}", "left");
        }

        assertThat(stored.last("cmp", 3))
                .extracting(Event::receivedAt)
                .containsExactly(now, now.minus(Duration.ofHours(2)), now.minus(Duration.ofHours(4)));
        assertThat(stored.last("none", 3)).isEmpty();
    }

    @Test
    void onlyWhatIsMissingIsQueuedAndTheLedgerBalances() throws SQLException {
        Event sent = keep("cmp", now, "{}", "left");
        Event filtered = keep("cmp", now, "{}");
        Event unrouted = keep("cmp", now, "{}", (String) null);
        Event unknown = new Event(UUID.randomUUID(), "cmp", "changed", null, null, null, now, "{}");
        List<RoutedEvent> decided = List.of(
                decided(sent, "left", "right"),
                decided(filtered, "right"),
                decided(unrouted),
                decided(unknown, "right"));

        assertThat(stored.add(decided)).isEqualTo(new StoredEvents.Added(3, 2));
        assertThat(stored.add(decided)).isEqualTo(new StoredEvents.Added(0, 0));

        Ledger.Page ledger = new Ledger(journal, Clock.systemUTC()).read(true);
        assertThat(ledger.balanced()).isTrue();
        assertThat(ledger.events()).singleElement().isEqualTo(new Ledger.Events("cmp", "changed", 3, 0, 1, 0, 0, 0, 0));
    }
}
