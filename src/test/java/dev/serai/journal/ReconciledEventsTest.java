package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.JoinKey;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.testing.Gateway.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Each happening is stored once, whether a reconciliation or its late webhook is faster. */
@ParameterizedClass
@EnumSource(Database.class)
@SuppressWarnings("NullAway.Init")
class ReconciledEventsTest {
    private static final Set<String> TYPES = Set.of("bounce", "unsubscribe");
    private final Instant then = Instant.now().minus(Duration.ofHours(2));

    @Parameter
    Database database;

    private Journal journal;
    private GroupCommitter committer;
    private ReconciledEvents events;

    @BeforeEach
    void open() {
        journal = Journal.open(new JournalSettings(database.newUrl(), database.user(), "", Duration.ofSeconds(5), 4));
        committer = new GroupCommitter(journal, "one", Duration.ofSeconds(5), work -> {}, new SimpleMeterRegistry());
        events = new ReconciledEvents(journal, "one");
    }

    @AfterEach
    void close() {
        committer.close();
        journal.close();
    }

    private static RoutedEvent event(String id, String type, Instant at, @Nullable Duration within) {
        RoutingDecision decision = new RoutingDecision();
        decision.add("crm");
        Event event = new Event(
                EventId.of(at, id), "campaign", type, "mail", null, at, Instant.now(), "{\"id\":\"" + id + "\"}");
        return new RoutedEvent(event, decision, null, JoinKey.of(within, type, "mail"));
    }

    private static RoutedEvent bounce(String id, Instant at) {
        return event(id, "bounce", at, null);
    }

    private CommitResult commit(RoutedEvent... late) {
        CompletableFuture<CommitResult> answer = new CompletableFuture<>();
        committer.commit(List.of(late), (kept, failure) -> {
            if (kept == null) {
                answer.completeExceptionally(new IllegalStateException(failure));
            } else {
                answer.complete(kept);
            }
        });
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    /** Stores an event if no webhook has told it, and no reconciliation has stored it. */
    private List<RoutedEvent> store(RoutedEvent event) throws SQLException {
        String key =
                String.valueOf(event.joinKey() == null ? null : event.joinKey().key());
        return events.store(
                "campaign",
                TYPES,
                Set.of(key),
                Instant.now().minus(ReconciledEvents.COMMIT_TAKES),
                (arrived, stored) -> arrived.isEmpty() && stored.isEmpty() ? List.of(event) : List.of());
    }

    private long count(String table) throws SQLException {
        return journal.observe(connection -> new Query(connection, "select count(*) from " + table).number());
    }

    private boolean balanced() throws SQLException {
        return Boolean.TRUE.equals(
                new Ledger(journal, Clock.systemUTC()).read(true).balanced());
    }

    @Test
    void aLateWebhookClaimsTheStoredEventAndIsADuplicateEachTime() throws SQLException {
        assertThat(store(bounce("reconciled", then))).hasSize(1);

        assertThat(commit(bounce("webhook", then))).isEqualTo(new CommitResult(0, 1, 0));
        assertThat(commit(bounce("webhook", then), bounce("webhook", then))).isEqualTo(new CommitResult(0, 2, 0));
        assertThat(commit(bounce("second", then))).isEqualTo(new CommitResult(1, 0, 0));
        assertThat(commit(bounce("second", then))).isEqualTo(new CommitResult(0, 1, 0));

        assertThat(count("event")).isEqualTo(2);
        assertThat(count("delivery")).isEqualTo(2);
        assertThat(balanced()).isTrue();
    }

    @Test
    void twoWebhooksOfOneRequestDoNotClaimTheSameEvent() throws SQLException {
        store(bounce("reconciled", then));

        assertThat(commit(bounce("first", then), bounce("second", then))).isEqualTo(new CommitResult(1, 1, 0));
    }

    @Test
    void aWebhookThatIsStoredAlreadyClaimsNothing() throws SQLException {
        commit(bounce("first", then));
        events.store("campaign", TYPES, Set.of(), Instant.now(), (arrived, stored) -> List.of(bounce("other", then)));

        assertThat(commit(bounce("first", then))).isEqualTo(new CommitResult(0, 1, 0));
        assertThat(count("reconciled where claimed_by is null")).isEqualTo(1);
        assertThat(commit(bounce("second", then))).isEqualTo(new CommitResult(0, 1, 0));
    }

    @Test
    void theTimeTellsWhereTheKeySaysSo() throws SQLException {
        Duration near = Duration.ofMinutes(10);
        store(event("reconciled", "unsubscribe", then, near));

        assertThat(commit(event("another", "unsubscribe", then.minus(Duration.ofMinutes(11)), near)))
                .isEqualTo(new CommitResult(1, 0, 0));
        assertThat(commit(event("the same", "unsubscribe", then.plus(Duration.ofMinutes(9)), near)))
                .isEqualTo(new CommitResult(0, 1, 0));
    }

    @Test
    void aWebhookAndAReconciliationAtOnceStoreOneEvent() throws Exception {
        int rounds = 150;
        int byWebhook = 0;
        CyclicBarrier barrier = new CyclicBarrier(2);
        for (int round = 0; round < rounds; round++) {
            String name = "round " + round;
            CompletableFuture<CommitResult> webhook = CompletableFuture.supplyAsync(() -> {
                await(barrier);
                return commit(named(name, "webhook"));
            });
            await(barrier);
            List<RoutedEvent> stored = storeNamed(name);
            CommitResult kept = webhook.orTimeout(20, TimeUnit.SECONDS).join();
            assertThat(kept.fresh() + stored.size()).as(name).isEqualTo(1);
            byWebhook += kept.fresh();
        }

        assertThat(count("event")).isEqualTo(rounds);
        assertThat(balanced()).isTrue();
        // or the two never met
        assertThat(byWebhook).isPositive().isLessThan(rounds);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private RoutedEvent named(String name, String by) {
        RoutedEvent event = bounce(name + by, then);
        return new RoutedEvent(
                new Event(event.event().id(), "campaign", "bounce", name, null, then, Instant.now(), "{}"),
                event.decision(),
                null,
                JoinKey.of(null, name));
    }

    private List<RoutedEvent> storeNamed(String name) throws SQLException {
        RoutedEvent event = named(name, "reconciled");
        return events.store(
                "campaign",
                TYPES,
                List.of(JoinKey.of(null, name).key()),
                Instant.now().minus(ReconciledEvents.COMMIT_TAKES),
                (arrived, stored) -> arrived.stream().noneMatch(each -> name.equals(each.subject())) && stored.isEmpty()
                        ? List.of(event)
                        : List.of());
    }

    @Test
    void readsWhatCameByWebhookInPages() throws SQLException {
        Instant first = Instant.parse("2026-03-01T12:00:00Z");
        List<RoutedEvent> all = new ArrayList<>();
        for (int i = 0; i < 12_000; i++) {
            Instant received = first.plusMillis(i / 3);
            Event event = new Event(
                    EventId.of(first, "e" + i),
                    "campaign",
                    i % 2 == 0 ? "bounce" : "open",
                    null,
                    null,
                    first,
                    received,
                    "{}");
            all.add(new RoutedEvent(event, new RoutingDecision(), null));
        }
        commit(all.toArray(RoutedEvent[]::new));
        List<Event> read = new ArrayList<>();

        events.arrived("campaign", TYPES, first, first.plusMillis(3_999), read::add);

        assertThat(read).hasSize(5_999).doesNotHaveDuplicates();
    }
}
