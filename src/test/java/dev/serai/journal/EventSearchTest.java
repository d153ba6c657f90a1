package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.EventFilter.State;
import dev.serai.journal.EventSearch.Cursor;
import dev.serai.journal.EventSearch.Found;
import dev.serai.journal.EventSearch.Page;
import dev.serai.journal.EventSearch.Story;
import dev.serai.journal.LeaseStore.Lease;
import dev.serai.testing.Gateway.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Stored events, found by what they are and what became of them. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class EventSearchTest {
    private static final String ROUTER = "0123456789ab";
    private static final String ROUTE = "ba9876543210";
    private static final EventFilter ALL = new Wanted().filter();

    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @Parameter
    Database database;

    private String url;
    private Journal journal;
    private EventSearch search;

    /** A filter that is open in everything that is not said. */
    private static final class Wanted {
        private @Nullable UUID id;
        private @Nullable String family;
        private @Nullable String type;
        private @Nullable Instant since;
        private @Nullable Instant until;
        private @Nullable String subject;
        private @Nullable String contact;
        private @Nullable String destination;
        private @Nullable State state;
        private @Nullable String receipt;
        private @Nullable String version;

        EventFilter filter() {
            return new EventFilter(
                    id, family, type, since, until, subject, contact, destination, state, receipt, version);
        }

        Wanted id(UUID value) {
            id = value;
            return this;
        }

        Wanted family(String value) {
            family = value;
            return this;
        }

        Wanted type(String value) {
            type = value;
            return this;
        }

        Wanted since(Instant value) {
            since = value;
            return this;
        }

        Wanted until(Instant value) {
            until = value;
            return this;
        }

        Wanted subject(String value) {
            subject = value;
            return this;
        }

        Wanted contact(String value) {
            contact = value;
            return this;
        }

        Wanted destination(String value) {
            destination = value;
            return this;
        }

        Wanted state(State value) {
            state = value;
            return this;
        }

        Wanted receipt(String value) {
            receipt = value;
            return this;
        }

        Wanted version(String value) {
            version = value;
            return this;
        }
    }

    @BeforeEach
    void open() {
        url = database.newUrl();
        journal = Journal.open(new JournalSettings(url, database.user(), "", Duration.ofSeconds(5), 4));
        search = new EventSearch(journal);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private static Event event(
            String family, String type, @Nullable String subject, @Nullable String contact, Instant at) {
        return new Event(UUID.randomUUID(), family, type, subject, contact, null, at, "{\"of\":\"" + family + "\"}");
    }

    private Event keep(Event event, @Nullable String... destinations) throws SQLException {
        return keep(List.of(event), destinations).get(0);
    }

    /** @param destinations null for an event that is unrouted */
    private List<Event> keep(List<Event> events, @Nullable String... destinations) throws SQLException {
        List<RoutedEvent> routed = new ArrayList<>();
        for (Event event : events) {
            RoutingDecision decision = new RoutingDecision();
            decision.by(ROUTER);
            for (String each : destinations) {
                if (each == null) {
                    decision.unrouted("no router");
                } else {
                    decision.add(each);
                }
            }
            routed.add(new RoutedEvent(event, decision, null));
        }
        new EventWriter(journal, "one").keep(List.copyOf(routed));
        return events;
    }

    private void settle(Event event, String destination, DeliveryState state, @Nullable String receipt)
            throws SQLException {
        Lease lease = new LeaseStore(journal)
                .take(destination, "one", now, now.plusSeconds(60))
                .orElseThrow()
                .lease();
        String error = state == DeliveryState.DELIVERED ? null : "refused";
        DeliveryUpdate update = new DeliveryUpdate(event.id(), state, 1, null, error, now, receipt, ROUTE, 12);
        assertThat(new DeliveryQueue(journal).settle(lease, now, List.of(update)))
                .isTrue();
    }

    private List<UUID> found(Wanted wanted) throws SQLException {
        return all(wanted.filter(), 3).stream().map(each -> each.event().id()).toList();
    }

    private List<Found> all(EventFilter filter, int limit) throws SQLException {
        List<Found> all = new ArrayList<>();
        Cursor after = null;
        for (int pages = 0; pages < 1_000; pages++) {
            Page page = search.newest(filter, after, limit);
            assertThat(page.events()).hasSizeLessThanOrEqualTo(limit);
            all.addAll(page.events());
            after = page.next();
            if (after == null) {
                return all;
            }
            assertThat(Cursor.of(after.toString())).isEqualTo(after);
        }
        throw new AssertionError("the pages do not end");
    }

    @Test
    void eachFilterAloneAndTogetherFindsWhatItMeans() throws SQLException {
        Event old = keep(event("cmp", "asset_added", "a1", null, now.minus(Duration.ofDays(3))), "archive");
        Event bounce = keep(event("campaign", "bounce", "m1", "ann@example.com", now.minusSeconds(9)), "crm", "mail");
        Event other = keep(event("campaign", "bounce", "m2", "bob@example.com", now.minusSeconds(8)), "crm");
        Event filtered = keep(event("campaign", "open", "m1", "ann@example.com", now.minusSeconds(7)));
        Event unrouted = keep(event("graph", "bulk.completed", null, null, now.minusSeconds(6)), (String) null);
        settle(old, "archive", DeliveryState.DELIVERED, "{\"row\":7}");
        settle(bounce, "crm", DeliveryState.DELIVERED, "{\"id\":\"a0100%_!\"}");
        settle(other, "crm", DeliveryState.DEAD, null);

        assertThat(found(new Wanted()))
                .containsExactly(unrouted.id(), filtered.id(), other.id(), bounce.id(), old.id());
        assertThat(found(new Wanted().id(other.id()))).containsExactly(other.id());
        assertThat(found(new Wanted().family("cmp"))).containsExactly(old.id());
        assertThat(found(new Wanted().family("shop"))).isEmpty();
        assertThat(found(new Wanted().type("bounce"))).containsExactly(other.id(), bounce.id());
        assertThat(found(new Wanted().since(bounce.receivedAt()).until(filtered.receivedAt())))
                .containsExactly(other.id(), bounce.id());
        assertThat(found(new Wanted().subject("m1"))).containsExactly(filtered.id(), bounce.id());
        assertThat(found(new Wanted().contact("Ann@Example.COM"))).containsExactly(filtered.id(), bounce.id());
        assertThat(found(new Wanted().contact("ann"))).isEmpty();
        assertThat(found(new Wanted().destination("crm"))).containsExactly(other.id(), bounce.id());
        assertThat(found(new Wanted().state(State.WAITING))).containsExactly(bounce.id());
        assertThat(found(new Wanted().state(State.DEAD))).containsExactly(other.id());
        assertThat(found(new Wanted().state(State.DELIVERED))).containsExactly(bounce.id(), old.id());
        assertThat(found(new Wanted().state(State.UNROUTED))).containsExactly(unrouted.id());
        assertThat(found(new Wanted().state(State.FILTERED))).containsExactly(filtered.id());
        assertThat(found(new Wanted().receipt("a0100%_!"))).containsExactly(bounce.id());
        assertThat(found(new Wanted().receipt("a0100_"))).isEmpty();
        assertThat(found(new Wanted().version(ROUTER.substring(0, 8))))
                .containsExactly(other.id(), bounce.id(), old.id());
        assertThat(found(new Wanted().version(ROUTE))).containsExactly(other.id(), bounce.id(), old.id());

        assertThat(found(new Wanted().destination("crm").state(State.WAITING))).isEmpty();
        assertThat(found(new Wanted().destination("mail").state(State.WAITING))).containsExactly(bounce.id());
        assertThat(found(new Wanted().contact("ann@example.com").destination("crm")))
                .containsExactly(bounce.id());
        assertThat(found(new Wanted().subject("m1").type("open").state(State.FILTERED)))
                .containsExactly(filtered.id());
        assertThat(found(new Wanted()
                        .id(bounce.id())
                        .family("campaign")
                        .type("bounce")
                        .since(now.minusSeconds(60))
                        .until(now)
                        .subject("m1")
                        .contact("ann@example.com")
                        .destination("crm")
                        .state(State.DELIVERED)
                        .receipt("a0100")
                        .version(ROUTE)))
                .containsExactly(bounce.id());
        assertThat(found(new Wanted().family("campaign").state(State.FILTERED).until(filtered.receivedAt())))
                .isEmpty();
    }

    @Test
    void aFilterThatCanMeanNothingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Wanted().version("abc").filter());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Wanted().receipt(" ").filter());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Wanted().since(now).until(now).filter());
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Wanted().state(State.FILTERED).destination("crm").filter());
    }

    @Test
    void pagesHaveEachEventOnceAlsoManyOfOneTime() throws SQLException {
        for (int i = 0; i < 23; i++) {
            keep(event("cmp", "asset_added", "a1", null, now.minusSeconds(i / 10)), "left");
        }
        for (EventFilter filter : List.of(
                ALL,
                new Wanted().subject("a1").filter(),
                new Wanted().type("asset_added").filter(),
                new Wanted().state(State.WAITING).filter(),
                new Wanted().destination("left").filter())) {
            for (int limit : List.of(1, 3, 10, 22, 23, 100)) {
                List<Found> all = all(filter, limit);

                assertThat(all).hasSize(23);
                assertThat(new HashSet<>(all)).hasSize(23);
                assertThat(all)
                        .extracting(each -> each.event().receivedAt())
                        .isSortedAccordingTo((one, two) -> two.compareTo(one));
            }
        }
    }

    /** More than one step, and many of one time at the end of a step. */
    @Test
    void aRareEventIsFoundBehindManyOthers() throws SQLException {
        Event rare = keep(event("graph", "bulk.completed", null, null, now.minus(Duration.ofDays(2))), "search");
        for (int i = 0; i < 9; i++) {
            List<Event> many = new ArrayList<>();
            for (int j = 0; j < 500; j++) {
                many.add(event("campaign", "open", "m1", "c" + j + "@example.com", now.minusSeconds(i / 6)));
            }
            keep(many, i % 2 == 0 ? new String[] {"archive"} : new String[] {});
        }

        assertThat(found(new Wanted().destination("search"))).containsExactly(rare.id());
        assertThat(found(new Wanted().version(ROUTER).destination("search"))).containsExactly(rare.id());
        assertThat(found(new Wanted().family("graph"))).containsExactly(rare.id());
        assertThat(found(new Wanted().subject("m1").destination("search"))).isEmpty();
        assertThat(all(new Wanted().state(State.FILTERED).filter(), 500)).hasSize(2_000);
        assertThat(all(new Wanted().state(State.WAITING).filter(), 500)).hasSize(2_501);
        assertThat(all(ALL, 500)).hasSize(4_501);
        assertThat(all(
                        new Wanted()
                                .contact("c7@example.com")
                                .destination("archive")
                                .filter(),
                        500))
                .hasSize(5);
    }

    @Test
    void theIdOfARecordAndAPartOfItAreFound() throws SQLException {
        Event event = keep(event("campaign", "bounce", "m1", "ann@example.com", now), "crm");
        settle(
                event,
                "crm",
                DeliveryState.DELIVERED,
                "{\"id\":\"a01Ab00000XyZ12EAC\",\"created\":true,\"marked\":[\"003Ab00000QrS34EAC\"]}");

        for (String each : List.of("a01Ab00000XyZ12EAC", "003Ab00000QrS34EAC", "a01Ab00000XyZ12", "marked")) {
            assertThat(found(new Wanted().receipt(each))).as(each).containsExactly(event.id());
        }
        assertThat(found(new Wanted().receipt("a01Ab00000XyZ13EAC"))).isEmpty();
    }

    /** Of 20,000 events, each of these is found without reading them all: each index has been asked, and has been useful. */
    @Test
    void whatFewEventsHaveIsFoundByAnIndex() throws SQLException {
        assumeTrue(journal.dialect().indexesDeliveries());
        Event rare = keep(event("cmp", "rare", "s1", "rare@example.com", now.minusSeconds(60)), "rare");
        settle(rare, "rare", DeliveryState.DELIVERED, "{\"id\":\"a01Ab00000XyZ12EAC\"}");
        for (int i = 0; i < 10; i++) {
            List<Event> many = new ArrayList<>();
            for (int j = 0; j < 2_000; j++) {
                many.add(event("campaign", "open", "m" + i + "-" + j, "c" + j + "@example.com", now.minusSeconds(i)));
            }
            keep(many, "archive");
        }
        sql("vacuum analyze event");
        sql("vacuum analyze delivery");

        for (Wanted wanted : List.of(
                new Wanted().contact("rare@example.com"),
                new Wanted().subject("s1"),
                new Wanted().type("rare"),
                new Wanted().destination("rare"),
                new Wanted().receipt("a01Ab00000XyZ12EAC"))) {
            assertThat(found(wanted)).containsExactly(rare.id());
        }

        // a session tells what it has done when it ends
        journal.close();
        await().untilAsserted(() -> assertThat(used())
                .contains("event_contact", "event_subject", "event_type", "delivery_search", "delivery_record"));
    }

    private List<String> used() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, database.user(), "")) {
            return new Query(connection, "select indexrelname from pg_stat_user_indexes where idx_scan > 0")
                    .list(row -> row.getString("indexrelname"));
        }
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, database.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Cursor end(Page page) {
        return Objects.requireNonNull(page.next());
    }

    @Test
    void whatFollowsComesOnceAndInOrder() throws SQLException {
        Cursor start = new Cursor(now, null);
        keep(event("cmp", "asset_added", null, null, now), "left");
        for (int i = 1; i <= 12; i++) {
            keep(event(i % 2 == 0 ? "cmp" : "graph", "changed", null, null, now.plusSeconds((i + 2) / 3)), "left");
        }
        Instant until = now.plusSeconds(3);

        Page first = search.following(ALL, start, until, 4);
        Page second = search.following(ALL, end(first), until, 100);
        Page third = search.following(ALL, end(second), until, 100);
        Page fourth = search.following(ALL, end(third), now.plusSeconds(100), 100);

        assertThat(first.events()).hasSize(4);
        assertThat(second.events()).hasSize(5);
        assertThat(third.events()).isEmpty();
        assertThat(third.next()).isEqualTo(new Cursor(until, null));
        assertThat(fourth.events()).hasSize(3);
        assertThat(search.following(ALL, end(fourth), until, 100)).isEqualTo(new Page(List.of(), fourth.next()));
        assertThat(search.following(new Wanted().family("graph").filter(), start, until, 100)
                        .events())
                .hasSize(5)
                .extracting(each -> each.event().receivedAt())
                .isSorted();
    }

    @Test
    void theStoryOfAnEventHasItsDeliveriesAndAttempts() throws SQLException {
        Event event = keep(event("campaign", "bounce", "m1", "ann@example.com", now), "crm", "mail");
        settle(event, "crm", DeliveryState.DEAD, "{\"unmatched\":true}");

        Story story = search.find(event.id()).orElseThrow();

        assertThat(story.event()).isEqualTo(event);
        assertThat(story.deliveries()).hasSize(2);
        assertThat(story.deliveries().get(0)).satisfies(crm -> {
            assertThat(crm.target()).isEqualTo(new EventSearch.Target("crm", "dead", null, null, 1, "refused"));
            assertThat(crm.receipt()).isEqualTo("{\"unmatched\":true}");
            assertThat(crm.routerVersion()).isEqualTo(ROUTER);
            assertThat(crm.routeVersion()).isEqualTo(ROUTE);
            assertThat(crm.nextAttemptAt()).isNull();
            assertThat(crm.attempts()).containsExactly(new EventSearch.Attempt(1, now, "dead", "refused", 12));
        });
        assertThat(story.deliveries().get(1).target().state()).isEqualTo("waiting");
        assertThat(story.deliveries().get(1).nextAttemptAt()).isEqualTo(now);
        assertThat(search.find(new UUID(0, 1))).isEmpty();
    }
}
