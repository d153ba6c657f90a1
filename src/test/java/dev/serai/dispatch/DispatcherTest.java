package dev.serai.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.dispatch.CircuitBreaker.Snapshot;
import dev.serai.dispatch.CircuitBreaker.State;
import dev.serai.event.Event;
import dev.serai.event.EventId;
import dev.serai.event.RoutedEvent;
import dev.serai.event.RoutingDecision;
import dev.serai.journal.DeliveryQueue;
import dev.serai.journal.GroupCommitter;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.LeaseStore;
import dev.serai.testing.Gateway.Database;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The engine with a journal and a route in plain Java; nothing here starts Camel. */
class DispatcherTest {
    private final String url = Database.H2.newUrl();
    private final Journal journal =
            Journal.open(new JournalSettings(url, Database.H2.user(), "", Duration.ofSeconds(5), 8));
    private final Clock clock = Clock.systemUTC();
    private final Dispatchers dispatchers = new Dispatchers(
            new DeliveryQueue(journal),
            new LeaseStore(journal),
            new DispatchSettings(
                    "this process",
                    Duration.ofSeconds(15),
                    Duration.ofMillis(50),
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(1)),
            clock,
            RandomGenerator.getDefault(),
            new SimpleMeterRegistry());
    private final GroupCommitter committer = new GroupCommitter(
            journal, "this process", Duration.ofSeconds(5), dispatchers::wake, new SimpleMeterRegistry());
    private final List<Call> calls = new CopyOnWriteArrayList<>();

    /** What the far side makes of a call: completes the answer, or does not. */
    @FunctionalInterface
    private interface FarSide {
        void receive(Call call);
    }

    private static final class Call implements RouteCall {
        private final List<Delivery> batch;
        private final FarSide farSide;
        private final CompletableFuture<CallResult> answer = new CompletableFuture<>();
        private final CompletableFuture<Void> abandoned = new CompletableFuture<>();

        Call(List<Delivery> batch, FarSide farSide) {
            this.batch = batch;
            this.farSide = farSide;
        }

        @Override
        public void begin(CompletableFuture<CallResult> waitedFor) {
            var unused = answer.thenAccept(waitedFor::complete);
            farSide.receive(this);
        }

        @Override
        public void abandon() {
            abandoned.complete(null);
        }

        List<@Nullable String> subjects() {
            return batch.stream().map(Delivery::getSubject).toList();
        }

        void deliver() {
            answer.complete(new CallResult(null, Map.of()));
        }

        void fail(Outcome.Failed failure) {
            answer.complete(new CallResult(failure, Map.of()));
        }
    }

    @AfterEach
    void close() throws InterruptedException {
        dispatchers.endAll();
        committer.close();
        journal.close();
    }

    @Test
    void deliversAndIsClosed() {
        works(Call::deliver);

        queue("a", "b");

        eventually(() -> assertThat(states()).isEqualTo("delivered 1, delivered 1"));
        assertThat(dispatchers.states().get("far"))
                .isEqualTo(new Snapshot(State.CLOSED, false, null, null, null, false));
    }

    @Test
    void opensWithTheReasonAndGoesOnByItself() throws SQLException {
        CountDownLatch mended = new CountDownLatch(1);
        works(call -> {
            if (mended.getCount() > 0) {
                call.fail(new Outcome.Suspend("HTTP 401", true));
            } else {
                call.deliver();
            }
        });

        queue("a");

        eventually(() -> assertThat(state().state()).isEqualTo(State.OPEN));
        assertThat(state().reason()).isEqualTo("HTTP 401");
        assertThat(state().misconfigured()).isTrue();
        assertThat(state().nextProbe()).isAfterOrEqualTo(state().since());
        assertThat(states()).as("costs no attempt").isEqualTo("waiting 0");

        mended.countDown();

        eventually(() -> assertThat(states()).isEqualTo("delivered 1"));
        eventually(() -> assertThat(state()).isEqualTo(new Snapshot(State.CLOSED, false, null, null, null, false)));
    }

    @Test
    void isHalfOpenWhileAProbeIsOut() {
        works(call -> {
            if (calls.size() == 1) {
                call.fail(new Outcome.Suspend("HTTP 503", false));
            }
        });
        queue("a");

        eventually(() -> assertThat(calls).hasSize(2));

        assertThat(state().state()).isEqualTo(State.HALF_OPEN);
        calls.get(1).deliver();
        eventually(() -> assertThat(state().state()).isEqualTo(State.CLOSED));
    }

    @Test
    void aPauseIsShownAndIsNoFault() throws SQLException {
        works(Call::deliver);
        queue("a");
        eventually(() -> assertThat(states()).isEqualTo("delivered 1"));
        execute("update destination set paused = true");

        eventually(() -> assertThat(state().paused()).isTrue());
        assertThat(state().state()).isEqualTo(State.CLOSED);
    }

    @Test
    void halvesARefusedBatchUntilTheBadEventStandsAlone() {
        works(call -> {
            if (call.subjects().contains("bad")) {
                call.fail(new Outcome.Dead("HTTP 400"));
            } else {
                call.deliver();
            }
        });

        queue("a", "b", "bad", "c");

        eventually(() -> assertThat(states()).isEqualTo("dead 1, delivered 1, delivered 1, delivered 1"));
    }

    @Test
    void aCallThatHangsIsAbandonedAndItsLateAnswerCountsForNothing() throws SQLException {
        works(call -> {
            if (calls.size() > 1) {
                call.fail(new Outcome.Suspend("down", false));
            }
        });
        queue("a");
        eventually(() -> assertThat(calls).isNotEmpty());
        Call hanging = calls.get(0);

        eventually(() -> assertThat(hanging.abandoned).isDone());
        hanging.deliver();

        eventually(() -> assertThat(calls).as("goes out again").hasSizeGreaterThan(1));
        eventually(() -> assertThat(state().reason()).isEqualTo("down"));
        assertThat(states()).isEqualTo("waiting 0");
    }

    @Test
    void aCallThatBlocksItsThreadHoldsUpNeitherTheDestinationNorTheStop() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        try {
            works(call -> {
                if (calls.size() == 1) {
                    uninterruptibly(never);
                }
                call.deliver();
            });
            queue("a");

            eventually(() -> assertThat(states()).isEqualTo("delivered 1"));
            assertThat(calls).hasSize(2);
            Instant begun = clock.instant();
            dispatchers.endAll();
            assertThat(Duration.between(begun, clock.instant())).isLessThan(Duration.ofSeconds(5));
        } finally {
            never.countDown();
        }
    }

    /** What other parts of the batch have come to is written all the same. */
    @Test
    void aDefectInACallFailsThatCallAlone() {
        works(call -> {
            if (call.subjects().contains("bad")) {
                throw new IllegalStateException("a defect");
            }
            call.deliver();
        });

        queue("a", "b", "bad", "c");

        eventually(() -> assertThat(states()).startsWith("delivered 1, delivered 1, delivered 1, waiting "));
        assertThat(calls.stream().map(Call::subjects).filter(each -> !each.contains("bad")))
                .flatMap(each -> each)
                .containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void everyDestinationKeepsItsLeaseUntilItsCallsHaveEnded() throws Exception {
        Dispatchers patient = new Dispatchers(
                new DeliveryQueue(journal),
                new LeaseStore(journal),
                new DispatchSettings(
                        "a patient process",
                        Duration.ofSeconds(3),
                        Duration.ofMillis(50),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(20)),
                clock,
                RandomGenerator.getDefault(),
                new SimpleMeterRegistry());
        List<String> names = List.of("one", "two", "three");
        names.forEach(name -> patient.work(assignment(name, call -> {})));
        queue(names, "a");
        eventually(() -> assertThat(calls).hasSize(3));
        CompletableFuture<Void> end = CompletableFuture.runAsync(() -> {
            try {
                patient.endAll();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });

        // longer than a lease
        Awaitility.await().pollDelay(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(owned())
                .isEqualTo(3));

        calls.forEach(Call::deliver);
        end.orTimeout(30, TimeUnit.SECONDS).join();
        assertThat(states()).isEqualTo("delivered 1, delivered 1, delivered 1");
    }

    /** How many destinations a process holds now. */
    private int owned() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, Database.H2.user(), "");
                PreparedStatement select =
                        connection.prepareStatement("select count(*) from destination where owned_until > ?")) {
            select.setObject(1, clock.instant().atOffset(ZoneOffset.UTC));
            try (ResultSet row = select.executeQuery()) {
                row.next();
                return row.getInt(1);
            }
        }
    }

    private static void uninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("no call is interrupted", e);
        }
    }

    private void works(FarSide farSide) {
        dispatchers.work(assignment("far", farSide));
    }

    private Assignment assignment(String destination, FarSide farSide) {
        RetrySchedule schedule = new RetrySchedule(List.of(Duration.ofMillis(100)), Duration.ofMinutes(1));
        Options options = new Options(true, 10, Duration.ZERO, 1, Duration.ZERO, null, schedule);
        return new Assignment(destination, options, null, (batch, lease) -> {
            Call call = new Call(batch, farSide);
            calls.add(call);
            return call;
        });
    }

    private Snapshot state() {
        return Objects.requireNonNull(dispatchers.states().get("far"));
    }

    private void queue(String... subjects) {
        queue(List.of("far"), subjects);
    }

    private void queue(List<String> destinations, String... subjects) {
        List<RoutedEvent> entries = Stream.of(subjects)
                .map(subject -> {
                    RoutingDecision decision = new RoutingDecision();
                    destinations.forEach(decision::add);
                    Instant now = clock.instant();
                    return new RoutedEvent(
                            new Event(
                                    EventId.of(now, "test", subject),
                                    "test",
                                    "happened",
                                    subject,
                                    null,
                                    now,
                                    now,
                                    "{}"),
                            decision,
                            null);
                })
                .toList();
        CompletableFuture<@Nullable Throwable> kept = new CompletableFuture<>();
        committer.commit(List.copyOf(entries), (result, failure) -> kept.complete(failure));
        assertThat(kept.orTimeout(10, TimeUnit.SECONDS).join()).isNull();
    }

    /** State and attempts of each delivery, in the order of these words. */
    private String states() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, Database.H2.user(), "");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select string_agg(state || ' ' || attempts, ', ' order by state) from delivery")) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, Database.H2.user(), "");
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void eventually(ThrowingRunnable assertion) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(assertion);
    }
}
