package dev.serai.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.QuarantinedInput;
import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.testing.Gateway.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a receipt can rely on, on both databases, and by each way in. */
@ParameterizedClass
@EnumSource(GroupCommitterTest.Way.class)
@SuppressWarnings("NullAway.Init")
class GroupCommitterTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** How groups go in. */
    enum Way {
        H2(Database.H2),
        POSTGRESQL(Database.POSTGRESQL),
        POSTGRESQL_COPY(Database.POSTGRESQL);

        final Database database;

        Way(Database database) {
            this.database = database;
        }
    }

    @Parameter
    Way way;

    private Database database;
    private String url;
    private Journal journal;
    private GroupCommitter committer;
    private final Set<String> work = ConcurrentHashMap.newKeySet();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @BeforeEach
    void open() {
        database = way.database;
        url = database.newUrl();
        journal = Journal.open(new JournalSettings(url, database.user(), "", TIMEOUT, 4));
        committer = newCommitter("one", TIMEOUT);
    }

    private GroupCommitter newCommitter(String process, Duration timeout) {
        return new GroupCommitter(
                journal,
                process,
                timeout,
                found -> work.addAll(found.keySet()),
                metrics,
                way == Way.POSTGRESQL_COPY ? 1 : Integer.MAX_VALUE);
    }

    @AfterEach
    void close() {
        committer.close();
        journal.close();
    }

    @Test
    void keepsEventDecisionAndCountsTogether() throws SQLException {
        CommitResult kept = commit(entry(event(1), "archive", "mail"), entry(event(2)));

        assertThat(kept).isEqualTo(new CommitResult(2, 0, 0));
        assertThat(rows("select destination || ' ' || state from delivery order by 1"))
                .containsExactly("archive waiting", "mail waiting");
        assertThat(rows("select received || ' ' || duplicate || ' ' || filtered || ' ' || unrouted from event_count"))
                .containsExactly("2 0 1 0");
        assertThat(work).containsExactlyInAnyOrder("archive", "mail");
        assertThat(balanced()).isTrue();
    }

    @Test
    void countsTheSameEventOnce() throws SQLException {
        commit(entry(event(1), "archive"));

        assertThat(commit(entry(event(1), "archive"), entry(event(2)), entry(event(2))))
                .isEqualTo(new CommitResult(1, 2, 0));

        assertThat(rows("select count(*) from event")).containsExactly("2");
        assertThat(rows("select count(*) from delivery")).containsExactly("1");
        assertThat(balanced()).isTrue();
    }

    @Test
    void keepsTheGroupWhoseConnectionTheServerEndsInTheMiddle() throws SQLException {
        assumeThat(database).isEqualTo(Database.POSTGRESQL);
        commit(entry(event(1), "archive"));
        execute("create sequence tries");
        execute("""
                create function ends() returns trigger language plpgsql as $$
                begin
                  if nextval('tries') = 1 then
                    perform pg_terminate_backend(pg_backend_pid());
                  end if;
                  return new;
                end $$
                """);
        execute("create trigger ends before insert on delivery execute function ends()");

        assertThat(commit(entry(event(2), "archive"), entry(event(3), "mail"))).isEqualTo(new CommitResult(2, 0, 0));

        assertThat(rows("select last_value from tries")).containsExactly("2");
        assertThat(rows("select count(*) from event")).containsExactly("3");
        assertThat(rows("select count(*) from delivery")).containsExactly("3");
        assertThat(balanced()).isTrue();
    }

    /** Two processes get the same events, again and again, in groups of any size. */
    @Test
    void keepsEachEventOnceHoweverOftenItComes() throws Exception {
        SplittableRandom random = new SplittableRandom(24);
        List<CompletableFuture<CommitResult>> answers = new ArrayList<>();
        int sent = 0;
        int newest = 0;
        try (GroupCommitter other = newCommitter("two", TIMEOUT)) {
            for (int i = 0; i < 400; i++) {
                List<ReceiptItem> receipt = new ArrayList<>();
                boolean repeats = random.nextInt(4) == 0;
                for (int left = random.nextInt(1, 30); left > 0; left--) {
                    int number = newest > 0 && repeats && random.nextInt(3) == 0 ? random.nextInt(newest) : newest++;
                    receipt.add(entry(event(number), "archive"));
                }
                sent += receipt.size();
                answers.add(begin(random.nextBoolean() ? committer : other, receipt));
                if (i % 10 == 0) {
                    join(answers.get(i));
                }
            }
        }

        int fresh = answers.stream().mapToInt(each -> join(each).fresh()).sum();
        int duplicates =
                answers.stream().mapToInt(each -> join(each).duplicate()).sum();
        assertThat(fresh).isEqualTo(newest);
        assertThat(duplicates).isEqualTo(sent - newest);
        assertThat(rows("select count(*) from event")).containsExactly("" + newest);
        assertThat(rows("select count(*) from delivery")).containsExactly("" + newest);
        assertThat(rows("select sum(received) || ' ' || sum(duplicate) from event_count"))
                .containsExactly(sent + " " + duplicates);
        assertThat(balanced()).isTrue();
        boolean copies = way == Way.POSTGRESQL_COPY;
        assertThat(groups("copied") > 0).isEqualTo(copies);
        assertThat(groups("in-vain") > 0).isEqualTo(copies);
    }

    private double groups(String way) {
        return metrics.get("serai.journal.groups").tag("way", way).counter().count();
    }

    @Test
    void keepsTheSameColumnsByEachWay() throws SQLException {
        String text = "\u00e4\ud83d\ude00 \"\\ \t\n";
        RoutingDecision undecided = new RoutingDecision();
        undecided.unrouted("no router: " + text);
        Instant odd = Instant.parse("2026-02-28T23:59:59.123456789Z");
        UUID id = UUID.fromString("00000000-0000-4000-8000-ffffffffffff");

        commit(new RoutedEvent(new Event(id, "cmp", "a", text, null, odd, NOW, text), undecided, null));

        assertThat(rows("select subject from event")).containsExactly(text);
        assertThat(rows("select payload from event")).containsExactly(text);
        assertThat(rows("select unrouted from event")).containsExactly("no router: " + text);
        assertThat(rows("select contact from event")).containsOnlyNulls();
        assertThat(rows("select cast(id as varchar) from event")).containsExactly(id.toString());
        assertThat(rows("select cast(occurred_at as varchar) from event"))
                .allMatch(time -> time != null && time.contains(":59.123457"));
    }

    @Test
    void aValueTheDatabaseRefusesFailsNobodyElse() throws SQLException {
        List<ReceiptItem> receipt = new ArrayList<>();
        IntStream.range(0, 50).forEach(i -> receipt.add(entry(event(i), "archive")));
        receipt.set(23, entry(event(23), "longer-than-any-column-takes".repeat(10)));

        CommitResult kept = commit(receipt);

        assertThat(kept).isEqualTo(new CommitResult(49, 0, 1));
        assertThat(rows("select reason from quarantine"))
                .hasSize(1)
                .allMatch(reason -> reason.contains("SQLState 22001"));
        assertThat(rows("select count(*) from delivery")).containsExactly("49");
        assertThat(balanced()).isTrue();
    }

    @Test
    void keepsWhatIsNoEventOnceWithItsCount() throws SQLException {
        byte[] body = {0, (byte) 0xff, 'x'};

        assertThat(commit(
                        new QuarantinedInput("cmp", NOW, "not UTF-8", body),
                        new QuarantinedInput("cmp", NOW, "not UTF-8", body)))
                .isEqualTo(new CommitResult(0, 0, 2));
        commit(new QuarantinedInput("cmp", NOW, "not UTF-8", body), entry(event(1)));

        assertThat(rows("select count || ' ' || reason from quarantine")).containsExactly("3 not UTF-8");
        assertThat(new Ledger(journal, Clock.systemUTC()).read(true).quarantined())
                .containsExactly(new Ledger.Quarantined("cmp", 3));
    }

    @Test
    void recognisesARepeatWithinItsWindowOnly() throws SQLException {
        assertThat(commit(repeat(event(1), NOW))).isEqualTo(new CommitResult(1, 0, 0));
        assertThat(commit(repeat(event(2), NOW.plusSeconds(30)), repeat(event(3), NOW.plusSeconds(30))))
                .isEqualTo(new CommitResult(0, 2, 0));
        assertThat(commit(repeat(event(4), NOW.plusSeconds(61)), repeat(event(5), NOW.plusSeconds(61))))
                .isEqualTo(new CommitResult(1, 1, 0));
        assertThat(balanced()).isTrue();
    }

    @Test
    void twoProcessesKeepTheSameEventsOnceInWhateverOrder() throws SQLException {
        Duration patience = Duration.ofMinutes(1);
        try (GroupCommitter two = newCommitter("two", patience);
                GroupCommitter three = newCommitter("three", patience)) {
            List<ReceiptItem> forth = new ArrayList<>();
            IntStream.range(0, 300).forEach(i -> forth.add(entry(event(i), "archive")));
            List<ReceiptItem> back = new ArrayList<>(forth);
            Collections.reverse(back);
            List<CompletableFuture<CommitResult>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(begin(two, forth));
                all.add(begin(three, back));
            }

            List<CommitResult> kept = all.stream().map(GroupCommitterTest::join).toList();

            assertThat(kept.stream().mapToInt(CommitResult::fresh).sum()).isEqualTo(300);
            assertThat(kept.stream().mapToInt(CommitResult::received).sum()).isEqualTo(6000);
        }
        assertThat(balanced()).isTrue();
    }

    @Test
    void neverSaysKeptWhileTheJournalCannotCommit() throws SQLException {
        assumeThat(database).isEqualTo(Database.POSTGRESQL);
        try (Connection blocker = DriverManager.getConnection(url, database.user(), "");
                Statement lock = blocker.createStatement()) {
            blocker.setAutoCommit(false);
            lock.execute("lock table event in access exclusive mode");
            int busy = journal.dialect().committers();
            List<CompletableFuture<CommitResult>> late = new ArrayList<>();
            for (int number = 1; number <= busy; number++) {
                String waiting = Integer.toString(number);
                late.add(begin(committer, List.of(entry(event(number)))));
                Awaitility.await()
                        .until(() -> rows("select count(*) from pg_locks where not granted"), List.of(waiting)::equals);
            }
            late.add(begin(committer, List.of(entry(event(99)))));

            late.forEach(each -> assertThatThrownBy(each::join).hasMessageContaining("no commit within 2000 ms"));
            blocker.rollback();
        }

        assertThat(commit(entry(event(100)))).isEqualTo(new CommitResult(1, 0, 0));
        assertThat(rows("select subject from event where subject = '99'")).isEmpty();
        assertThat(balanced()).isTrue();
    }

    @Test
    void aProcessThatIsFrozenInTheMiddleOfKeepingHoldsNobodyUp() throws Exception {
        assumeThat(database).isEqualTo(Database.POSTGRESQL);
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch thawed = new CountDownLatch(1);
        try (Journal other = Journal.open(new JournalSettings(url, database.user(), "", TIMEOUT, 4))) {
            CompletableFuture<Void> frozen = CompletableFuture.runAsync(() -> {
                try {
                    other.keep(connection -> {
                        Set<UUID> fresh = other.dialect().insertEvents(connection, List.of(entry(event(1))));
                        begun.countDown();
                        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> thawed.getCount() == 0);
                        return fresh;
                    });
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

            Awaitility.await()
                    .ignoreExceptions()
                    .until(() -> commit(entry(event(1))), new CommitResult(1, 0, 0)::equals);

            thawed.countDown();
            assertThatThrownBy(frozen::join).hasRootCauseInstanceOf(SQLException.class);
        }
    }

    @Test
    void saysThatItFailsUntilItKeepsAgain() throws SQLException {
        execute("alter table event rename to event_away");
        assertThatThrownBy(() -> commit(entry(event(1)))).hasMessageContaining("the journal could not commit");
        assertThat(journal.reachable()).isTrue();
        assertThat(committer.failing()).isTrue();

        execute("alter table event_away rename to event");
        commit(entry(event(1)));
        assertThat(committer.failing()).isFalse();
    }

    @Test
    void routesLaterWhatCouldNotBeDecided() throws SQLException {
        RoutingDecision failed = new RoutingDecision();
        failed.unrouted("no router");
        commit(new RoutedEvent(event(1), failed, null), new RoutedEvent(event(2), failed, null));
        assertThat(rows("select sum(unrouted) from event_count")).containsExactly("2");
        Unrouted unrouted = new Unrouted(journal, "two");

        List<Event> page = unrouted.page(null, 10);
        List<RoutedEvent> decided =
                List.of(entry(page.get(0), "archive"), entry(page.get(1)), entry(event(3), "archive"));
        int routed = unrouted.routed(decided);

        assertThat(routed).isEqualTo(2);
        assertThat(unrouted.routed(decided)).isZero();
        assertThat(unrouted.page(null, 10)).isEmpty();
        assertThat(rows("select sum(unrouted) || ' ' || sum(filtered) from event_count"))
                .containsExactly("0 1");
        assertThat(rows("select count(*) from delivery")).containsExactly("1");
        assertThat(balanced()).isTrue();
    }

    @Test
    void keepsPayloadsOfAnySizeAsTheyAre() throws SQLException {
        String payload = "{\"s\":\"" + "äöü€😀\\u0000\\ud800".repeat(150_000) + "\"}";
        Event large = new Event(UUID.randomUUID(), "cmp", "asset_published", null, null, null, NOW, payload);

        commit(entry(large, "archive"));

        DeliveryQueue.DueDelivery due = new DeliveryQueue(journal)
                .due("archive", NOW, NOW, Set.of(), 10, 1)
                .due()
                .get(0);
        assertThat(due.event()).isEqualTo(large);
    }

    @Test
    void readsNoMoreThanFits() throws SQLException {
        List<RoutedEvent> entries = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String payload = "{\"s\":\"" + "x".repeat(1_000) + "\"}";
            entries.add(entry(
                    new Event(new UUID(1, i), "cmp", "asset_published", null, null, null, NOW, payload), "archive"));
        }
        commit(entries.toArray(ReceiptItem[]::new));
        DeliveryQueue deliveries = new DeliveryQueue(journal);

        assertThat(deliveries.due("archive", NOW, NOW, Set.of(), 10, 2_500, false))
                .satisfies(found -> assertThat(found.due())
                        .extracting(due -> due.event().id())
                        .containsExactly(new UUID(1, 0), new UUID(1, 1)))
                .extracting(DeliveryQueue.DuePage::more, DeliveryQueue.DuePage::crowded)
                .containsExactly(true, true);
        assertThat(deliveries.due("archive", NOW, NOW, Set.of(), 10, 10, true).due())
                .hasSize(1);
        assertThat(deliveries.due("archive", NOW, NOW, Set.of(), 10, 10, false))
                .isEqualTo(new DeliveryQueue.DuePage(List.of(), true, true));
        assertThat(deliveries.due("archive", NOW, NOW, Set.of(), 10, 10_000, false))
                .extracting(DeliveryQueue.DuePage::more, DeliveryQueue.DuePage::crowded)
                .containsExactly(false, false);
    }

    private CommitResult commit(ReceiptItem... receipt) {
        return commit(List.of(receipt));
    }

    private CommitResult commit(List<ReceiptItem> receipt) {
        return join(begin(committer, receipt));
    }

    private static CompletableFuture<CommitResult> begin(
            GroupCommitter committer, List<? extends ReceiptItem> receipt) {
        CompletableFuture<CommitResult> answer = new CompletableFuture<>();
        committer.commit(receipt, (kept, failure) -> {
            if (kept != null) {
                answer.complete(kept);
            } else {
                answer.completeExceptionally(new IllegalStateException(failure));
            }
        });
        return answer;
    }

    private static CommitResult join(CompletableFuture<CommitResult> answer) {
        return answer.orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static RoutedEvent entry(Event event, String... destinations) {
        RoutingDecision decision = new RoutingDecision();
        List.of(destinations).forEach(decision::add);
        return new RoutedEvent(event, decision, null);
    }

    private static RoutedEvent repeat(Event event, Instant receivedAt) {
        Event received = new Event(
                event.id(), event.family(), event.type(), event.subject(), null, null, receivedAt, event.payload());
        return new RoutedEvent(
                received, new RoutingDecision(), new RoutedEvent.DedupeKey("the same", Duration.ofSeconds(60)));
    }

    private static Event event(int number) {
        String subject = Integer.toString(number);
        return new Event(
                EventId.of(NOW, subject),
                "campaign",
                "bounce",
                subject,
                "john@example.com",
                NOW,
                NOW,
                "{\"n\":" + number + "}");
    }

    private boolean balanced() throws SQLException {
        return Boolean.TRUE.equals(
                new Ledger(journal, Clock.systemUTC()).read(true).balanced());
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, database.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<@Nullable String> rows(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, database.user(), "");
                Statement select = connection.createStatement();
                ResultSet row = select.executeQuery(query)) {
            List<@Nullable String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }
}
