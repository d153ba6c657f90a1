package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.serai.event.Event;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.LeaseStore.Lease;
import dev.serai.journal.Operations.DeadGroup;
import dev.serai.journal.OperationsAudit.Action;
import dev.serai.journal.OperationsFilter.State;
import dev.serai.journal.OperationsRun.Done;
import dev.serai.journal.OperationsRun.Order;
import dev.serai.testing.Gateway.Database;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator changes, straight in the journal. */
@ParameterizedClass
@EnumSource
@SuppressWarnings("NullAway.Init")
class OperationsTest {
    private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);

    @Parameter
    Database database;

    private Journal journal;
    private EventWriter writer;
    private Operations operations;
    private Lease lease;

    @BeforeEach
    void open() throws SQLException {
        journal = Journal.open(new JournalSettings(database.newUrl(), database.user(), "", Duration.ofSeconds(5), 6));
        writer = new EventWriter(journal, "one");
        operations = new Operations(journal, Clock.systemUTC());
        lease = new LeaseStore(journal)
                .take("left", "one", now, now.plusSeconds(600))
                .orElseThrow()
                .lease();
    }

    @AfterEach
    void close() {
        journal.close();
    }

    private List<UUID> keep(int events, String type, Instant at) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        List<RoutedEvent> entries = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            Event event = new Event(UUID.randomUUID(), "cmp", type, null, null, null, at, "{}");
            RoutingDecision decision = new RoutingDecision();
            decision.by("abcdef0123456789");
            decision.add("left");
            entries.add(new RoutedEvent(event, decision, null));
            ids.add(event.id());
        }
        writer.keep(List.copyOf(entries));
        return ids;
    }

    private void settle(List<UUID> ids, DeliveryState state, @Nullable String error, Instant at) throws SQLException {
        List<DeliveryUpdate> updates = ids.stream()
                .map(id -> new DeliveryUpdate(id, state, 1, null, error, at, null, "0123456789abcdef", 1))
                .toList();
        assertThat(new DeliveryQueue(journal).settle(lease, at, updates)).isTrue();
    }

    private static OperationsFilter left(State state) {
        return new OperationsFilter(Set.of(), "left", state, null, null, null, null, null);
    }

    private static Order order(Action action, OperationsFilter filter) {
        return new Order(action, filter, "ann", null, "because", false);
    }

    private Done run(Action action, OperationsFilter filter) throws SQLException, InterruptedException {
        return operations
                .change(order(action, filter))
                .run(OperationsRun.STEP, (name, count, at) -> OperationsRun.STEP);
    }

    private void balanced() throws SQLException {
        assertThat(new Ledger(journal, Clock.systemUTC()).read(true).balanced()).isTrue();
    }

    private long count(State state) throws SQLException {
        return operations.count(left(state)).getOrDefault("left", 0L);
    }

    @Test
    void twoReplaysAtOnceTakeEachDeliveryOnce() throws Exception {
        settle(keep(1_800, "changed", now), DeliveryState.DEAD, "HTTP 400", now);

        CompletableFuture<Done> other = CompletableFuture.supplyAsync(() -> {
            try {
                return run(Action.REPLAY, left(State.DEAD));
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        Done one = run(Action.REPLAY, left(State.DEAD));

        assertThat(one.deliveries().getOrDefault("left", 0L)
                        + other.join().deliveries().getOrDefault("left", 0L))
                .isEqualTo(1_800);
        assertThat(count(State.WAITING)).isEqualTo(1_800);
        assertThat(new OperationsAudit(journal, Clock.systemUTC())
                        .page(null, 10).stream()
                                .mapToLong(OperationsAudit.Entry::count)
                                .sum())
                .isEqualTo(1_800);
        balanced();
    }

    private List<@Nullable Object> lastError() throws SQLException {
        Operations.Destination left = operations.destination("left").orElseThrow();
        return Arrays.asList(left.lastError(), left.lastErrorAt());
    }

    @Test
    void aDestinationRemembersItsLastFailureWhenItDeliversAgain() throws Exception {
        assertThat(lastError()).containsOnlyNulls();
        List<UUID> ids = keep(4, "changed", now);

        settle(ids.subList(0, 1), DeliveryState.DEAD, "HTTP 400", now);
        settle(ids.subList(1, 3), DeliveryState.DELIVERED, null, now.plusSeconds(1));
        assertThat(lastError()).containsExactly("HTTP 400", now);

        new LeaseStore(journal).suspend(lease, now.plusSeconds(2), now.plusSeconds(9), "HTTP 503", false);
        new LeaseStore(journal).resume(lease);
        settle(ids.subList(3, 4), DeliveryState.DELIVERED, null, now.plusSeconds(3));

        assertThat(lastError()).containsExactly("HTTP 503", now.plusSeconds(2));
    }

    private interface Work<T> {
        T make() throws SQLException, InterruptedException;
    }

    private static <T> CompletableFuture<T> meanwhile(Work<T> work) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return work.make();
            } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private long audited(Action action) throws SQLException {
        return new OperationsAudit(journal, Clock.systemUTC())
                .page(null, 20).stream()
                        .filter(each -> each.action().equalsIgnoreCase(action.name()))
                        .mapToLong(OperationsAudit.Entry::count)
                        .sum();
    }

    @Test
    void aReplayAndACancelAtOnceLeaveEachDeliveryInOneState() throws Exception {
        settle(keep(1_800, "changed", now), DeliveryState.DEAD, "HTTP 400", now);
        CompletableFuture<Done> cancel = meanwhile(() -> {
            Done last = run(Action.CANCEL, left(State.WAITING));
            for (int i = 0; i < 20; i++) {
                last = run(Action.CANCEL, left(State.WAITING));
            }
            return last;
        });

        run(Action.REPLAY, left(State.DEAD));
        cancel.join();

        assertThat(audited(Action.REPLAY)).isEqualTo(1_800);
        assertThat(count(State.CANCELLED)).isEqualTo(audited(Action.CANCEL));
        assertThat(count(State.WAITING) + count(State.CANCELLED)).isEqualTo(1_800);
        balanced();
    }

    private OperationsMove.Moved move(OperationsFilter filter, String to) throws SQLException, InterruptedException {
        return operations
                .move(new OperationsMove.Order(filter, to, "ann", null))
                .run((name, count, at) -> 1);
    }

    private static OperationsFilter dead(String destination) {
        return new OperationsFilter(Set.of(), destination, State.DEAD, null, null, null, null, null);
    }

    @Test
    void twoMovesInOppositeDirectionsAtOnceLoseAndDoubleNothing() throws Exception {
        settle(keep(1_500, "changed", now), DeliveryState.DEAD, "HTTP 400", now);
        new LeaseStore(journal).take("right", "one", now, now);
        move(dead("left"), "right");
        settle(keep(1_500, "changed", now), DeliveryState.DEAD, "HTTP 400", now);

        CompletableFuture<OperationsMove.Moved> other = meanwhile(() -> move(dead("right"), "left"));
        long moved = move(dead("left"), "right").moved() + other.join().moved();

        assertThat(audited(Action.MOVE)).isEqualTo(1_500 + moved);
        assertThat(operations.count(dead("left")).getOrDefault("left", 0L)
                        + operations.count(dead("right")).getOrDefault("right", 0L))
                .isEqualTo(3_000);
        balanced();
    }

    @Test
    void nothingMovesWhileAProcessWorksTheDestinationOrACallMayBeOut() throws Exception {
        keep(3, "changed", now);
        new LeaseStore(journal).take("right", "one", now, now);
        OperationsFilter waiting = left(State.WAITING_ALL);

        assertThat(move(waiting, "right").hindrance()).isEqualTo(OperationsMove.Hindrance.NOT_PAUSED);
        operations.pause("left", null, "ann", null);
        assertThat(move(waiting, "right").hindrance()).isEqualTo(OperationsMove.Hindrance.NOT_DRAINED);
        assertThat(new LeaseStore(journal).drained(lease)).isTrue();
        operations.resume("left", "ann", null);
        operations.pause("left", null, "ann", null);
        assertThat(move(waiting, "right").hindrance())
                .as("a call may have gone out in between")
                .isEqualTo(OperationsMove.Hindrance.NOT_DRAINED);
        new LeaseStore(journal).drained(lease);

        assertThat(move(waiting, "right")).isEqualTo(new OperationsMove.Moved(3, 0, null));
        balanced();
    }

    @Test
    void aReplayBalancesTheLedgerAfterEachStepAndEndsWhenTold() throws Exception {
        settle(keep(1_200, "changed", now), DeliveryState.DELIVERED, null, now);
        List<Integer> steps = new ArrayList<>();
        OperationsFilter delivered =
                new OperationsFilter(Set.of(), "left", State.DELIVERED, now.minusSeconds(1), null, null, null, null);

        Done done = operations.change(order(Action.REPLAY, delivered)).run(500, (name, count, at) -> {
            steps.add(count);
            try {
                balanced();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return steps.size() == 2 ? 0 : 500;
        });

        assertThat(steps).containsExactly(500, 500);
        assertThat(done).isEqualTo(new Done(Map.of("left", 1_000L), false));
        assertThat(run(Action.REPLAY, delivered)).isEqualTo(new Done(Map.of("left", 200L), true));
        balanced();
    }

    @Test
    void whatDiesAgainIsNotReplayedByTheSameRun() throws Exception {
        List<UUID> ids = keep(3, "changed", now);
        settle(ids, DeliveryState.DEAD, "HTTP 400", now);

        Done done = operations.change(order(Action.REPLAY, left(State.DEAD))).run(1, (name, count, at) -> {
            try {
                settle(ids, DeliveryState.DEAD, "HTTP 400", Instant.now().plusSeconds(1));
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return 1;
        });

        assertThat(done.deliveries()).isEqualTo(Map.of("left", 1L));
        balanced();
    }

    @Test
    void deadGroupsByTheErrorWithoutIdsAndNumbers() throws Exception {
        Instant first = now.minusSeconds(100);
        settle(keep(1, "a", now), DeliveryState.DEAD, "Contact 0035g00000AbCdEAAX: HTTP 400 for 20251201", first);
        settle(keep(2, "a", now), DeliveryState.DEAD, "Contact 0035g00000XyZzZAAX: HTTP 400 for 777777", now);
        settle(
                keep(1, "a", now),
                DeliveryState.DEAD,
                "given up after 12 attempts: HTTP 503 for " + UUID.randomUUID(),
                now);

        List<DeadGroup> groups = operations.dead(null).groups();

        assertThat(groups)
                .extracting(DeadGroup::error, DeadGroup::count)
                .containsExactly(
                        tuple("Contact #: HTTP 400 for #", 3L), tuple("given up after # attempts: HTTP 503 for #", 1L));
        assertThat(groups.get(0).first()).isEqualTo(first);
        assertThat(groups.get(0).last()).isEqualTo(now);
        assertThat(operations.count(new OperationsFilter(
                        Set.of(), "left", State.DEAD, null, null, null, "contact #: http 400", null)))
                .isEqualTo(Map.of("left", 3L));
    }

    @Test
    void eachFilterMeansItsDeliveries() throws Exception {
        List<UUID> old = keep(2, "bounce", now.minusSeconds(3_600));
        List<UUID> young = keep(3, "click", now);
        settle(old, DeliveryState.DEAD, "one", now);
        settle(young, DeliveryState.DEAD, "two", now);
        Instant between = now.minusSeconds(60);

        assertThat(meant(Set.of(), between, null, null, null, null)).isEqualTo(3);
        assertThat(meant(Set.of(), null, between, null, null, null)).isEqualTo(2);
        assertThat(meant(Set.of(), null, null, "bounce", null, null)).isEqualTo(2);
        assertThat(meant(Set.of(), null, null, null, "TWO", null)).isEqualTo(3);
        assertThat(meant(Set.of(), null, null, null, null, "01234567")).isEqualTo(5);
        assertThat(meant(Set.of(), null, null, null, null, "abcdef01")).isEqualTo(5);
        assertThat(meant(Set.of(), null, null, null, null, "ffffffff")).isZero();
        assertThat(meant(Set.of(old.get(0), young.get(0)), null, null, null, null, null))
                .isEqualTo(2);
        assertThat(meant(Set.of(old.get(0), young.get(0)), between, null, "click", "two", "abcdef01"))
                .isEqualTo(1);
        assertThatThrownBy(() -> new OperationsFilter(Set.of(), null, State.DEAD, null, null, null, null, null))
                .hasMessage("a destination or ids must be given");
    }

    private long meant(
            Set<UUID> ids,
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String type,
            @Nullable String error,
            @Nullable String version)
            throws SQLException {
        return operations
                .count(new OperationsFilter(ids, "left", State.DEAD, since, until, type, error, version))
                .getOrDefault("left", 0L);
    }

    @Test
    void aCancelledDeliveryIsSettledOnlyAsDelivered() throws Exception {
        List<UUID> ids = keep(2, "changed", now);
        run(Action.CANCEL, left(State.WAITING));
        assertThat(count(State.CANCELLED)).isEqualTo(2);

        settle(ids.subList(0, 1), DeliveryState.DEAD, "HTTP 400", now);
        settle(ids.subList(1, 2), DeliveryState.DELIVERED, null, now);

        assertThat(count(State.CANCELLED)).isEqualTo(1);
        assertThat(count(State.DEAD)).isZero();
        balanced();
    }

    @Test
    void theAuditHasPages() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(operations.pause("left", null, "ann", "pause " + i)).isTrue();
        }
        OperationsAudit audit = new OperationsAudit(journal, Clock.systemUTC());

        List<OperationsAudit.Entry> first = audit.page(null, 3);
        OperationsAudit.Entry last = first.get(2);
        List<OperationsAudit.Entry> second = audit.page(new OperationsAudit.Cursor(last.at(), last.id()), 3);

        assertThat(first).hasSize(3);
        assertThat(second).hasSize(2).doesNotContainAnyElementsOf(first);
        assertThat(second.get(1).reason()).isEqualTo("pause 0");
        assertThat(operations.pause("nowhere", null, "ann", null)).isFalse();
        assertThat(audit.page(null, 10)).as("nothing was changed").hasSize(5);
    }
}
