package dev.serai.outbox;

import static dev.serai.outbox.World.eventually;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.config.Rate;
import dev.serai.outbox.World.FarSide;
import dev.serai.outbox.World.Moody;
import dev.serai.outbox.World.Worker;
import dev.serai.testing.Gateway.Database;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** What a destination can rely on, on both databases. */
@ParameterizedClass
@EnumSource(Database.class)
@SuppressWarnings("NullAway.Init")
class OutboxTest {
    private static final FarSide CONTENT = (exchange, batch, subjects) -> {};
    private static final Duration SOON = Duration.ofMillis(50);

    @Parameter
    Database database;

    private World world;

    @BeforeEach
    void open() {
        world = new World(database);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void deliversWithoutPollingDelay() {
        Worker worker = world.worker().works("batchSize=10", CONTENT);

        worker.queue("a", "b");

        eventually(() -> assertThat(world.delivery("a")).isEqualTo("delivered 1"));
        assertThat(world.delivery("b")).isEqualTo("delivered 1");
        assertThat(worker.calls).containsExactly(worker.calls.get(0)).allSatisfy(call -> assertThat(call)
                .containsExactlyInAnyOrder("a", "b"));
    }

    @Test
    void givesNoMoreThanABatchToACall() {
        Worker worker = world.worker();
        worker.queue(names(25));

        worker.works("batchSize=10", CONTENT);

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(25));
        assertThat(worker.calls).hasSize(3).allSatisfy(call -> assertThat(call).hasSizeLessThanOrEqualTo(10));
    }

    /** Contacts do not spread evenly over the calls. */
    @Test
    void aBacklogGoesOutInFullBatches() {
        Worker worker = world.worker();
        worker.queue(
                IntStream.range(0, 1000).mapToObj(i -> i + "/reader" + i * i).toArray(String[]::new));

        worker.works("batchSize=50&concurrency=2", CONTENT);

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(1000));
        assertThat(worker.calls).hasSizeLessThanOrEqualTo(22);
    }

    @Test
    void lingersUntilTheBatchIsFull() {
        Worker worker = world.worker(SOON).works("batchSize=3&linger=30s", CONTENT);
        worker.queue("a", "b");
        eventually(() -> assertThat(world.far().waiting()).isEqualTo(2));

        worker.queue("c");

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(3));
        assertThat(worker.calls).hasSize(1);
    }

    @Test
    void lingersUntilTheOldestHasWaitedLongEnough() {
        Worker worker = world.worker(SOON).works("batchSize=3&linger=30s", CONTENT);
        worker.queue("a", "b");
        eventually(() -> assertThat(world.far().waiting()).isEqualTo(2));

        world.clock.move(Duration.ofSeconds(31));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(2));
        assertThat(worker.calls).hasSize(1);
    }

    @Test
    void neverHasOneContactInTwoCallsAtOnce() {
        Set<String> inCall = ConcurrentHashMap.newKeySet();
        AtomicBoolean twice = new AtomicBoolean();
        Worker worker = world.worker();
        worker.queue(
                IntStream.range(0, 60).mapToObj(i -> i + "/contact" + i % 5).toArray(String[]::new));

        worker.works("batchSize=2&concurrency=4", (exchange, batch, subjects) -> {
            Set<String> contacts = ConcurrentHashMap.newKeySet();
            batch.forEach(delivery -> contacts.add(String.valueOf(delivery.getContact())));
            twice.compareAndSet(false, !Collections.disjoint(inCall, contacts));
            inCall.addAll(contacts);
            inCall.removeAll(contacts);
        });

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(60));
        assertThat(twice).isFalse();
    }

    @Test
    void worksSeveralContactsAtOnce() {
        CountDownLatch both = new CountDownLatch(2);
        Worker worker = world.worker();
        worker.queue(IntStream.range(0, 20).mapToObj(i -> i + "/c" + i).toArray(String[]::new));

        worker.works("batchSize=1&concurrency=2", (exchange, batch, subjects) -> {
            both.countDown();
            both.await();
        });

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(20));
    }

    @Test
    void triesARecordAgainBySchedule() {
        Moody far = new Moody(locked());
        Worker worker = world.worker(SOON).works("", far, List.of("outcome:records"));
        worker.queue("a");
        eventually(() -> assertThat(world.delivery("a")).isEqualTo("waiting 1 UNABLE_TO_LOCK_ROW: busy"));

        far.becomes(mapped(subject -> Map.of("success", true)));
        assertThat(worker.calls).hasSize(1);
        world.clock.move(Duration.ofSeconds(7));

        eventually(() -> assertThat(world.delivery("a")).isEqualTo("delivered 2"));
        assertThat(world.value("select outcome from attempt")).isEqualTo("retry");
        assertThat(world.far().suspended()).isFalse();
    }

    @Test
    void givesUpAtTheEndOfTheSchedule() {
        Worker worker = world.worker(SOON).works("", locked(), List.of("outcome:records"));
        worker.queue("a");

        for (int attempt = 1; attempt <= 7; attempt++) {
            String attempts = Integer.toString(attempt);
            eventually(() ->
                    assertThat(world.value("select attempts from delivery")).isEqualTo(attempts));
            world.clock.move(Duration.ofMinutes(3));
        }

        assertThat(world.delivery("a")).isEqualTo("dead 7 given up after 7 attempts: UNABLE_TO_LOCK_ROW: busy");
        assertThat(world.value("select count(*) from attempt")).isEqualTo("5");
    }

    @Test
    void suspendsWhenASecondCallInARowGetsNoAnswer() {
        Moody far = new Moody(failing(new SocketTimeoutException("too slow")));
        Worker worker = world.worker(SOON).works("batchSize=3", far);
        worker.queue(names(6));
        eventually(() -> assertThat(world.far().reason()).isEqualTo("no answer in time"));
        eventually(() -> assertThat(worker.calls).hasSize(2));

        far.becomes(CONTENT);
        world.clock.move(Duration.ofSeconds(6));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(6));
        assertThat(world.value("select max(attempts) from delivery")).isEqualTo("1");
        assertThat(world.far().suspended()).isFalse();
    }

    @Test
    void doesNotSuspendForOneCallThatFails() {
        AtomicBoolean first = new AtomicBoolean(true);
        Worker worker = world.worker(SOON).works("", (exchange, batch, subjects) -> {
            if (first.getAndSet(false)) {
                throw new SQLException("deadlock", "40P01");
            }
        });

        worker.queue("a", "b");

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(2));
        assertThat(worker.calls).hasSize(2);
        assertThat(world.delivery("a")).isEqualTo("delivered 1");
    }

    @Test
    void repeatsTogetherWhatFailedTogether() {
        Moody far = new Moody(failing(new SocketTimeoutException()));
        Worker worker = world.worker(SOON).works("batchSize=10", far);
        worker.queue(names(4));
        eventually(() -> assertThat(world.far().suspended()).isTrue());
        eventually(() -> assertThat(worker.calls).hasSize(2));

        worker.queue("new", "newer");
        far.becomes(CONTENT);
        world.clock.move(Duration.ofSeconds(6));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(6));
        assertThat(worker.calls.subList(2, 4)).containsExactlyInAnyOrder(worker.calls.get(0), List.of("new", "newer"));
    }

    @Test
    void anEventThatFailsEveryCallDelaysNobodyElse() {
        Worker worker = world.worker(SOON).works("batchSize=8", timingOutWith("3"));
        worker.queue(names(24));

        for (int step = 0; step < 12 && world.far().delivered() < 23; step++) {
            settledDown(worker);
            world.clock.move(Duration.ofSeconds(7));
        }

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(23));
        assertThat(world.delivery("3")).startsWith("waiting");
        assertThat(world.far().dead()).isZero();
    }

    @Test
    void anEventThatFailsEveryCallDiesInTheEnd() {
        Worker worker = world.worker(SOON).works("batchSize=1", timingOutWith("bad"));
        worker.queue("bad", "good");

        for (int step = 0; step < 20 && world.far().dead() == 0; step++) {
            settledDown(worker);
            world.clock.move(Duration.ofMinutes(3));
        }

        assertThat(world.delivery("good")).isEqualTo("delivered 1");
        assertThat(world.delivery("bad")).isEqualTo("dead 7 given up after 7 attempts: no answer in time");
        assertThat(world.far().suspended()).isFalse();
    }

    @Test
    void aLongOutageDoesNotHideBehindOneBatchForEver() {
        Moody far = new Moody(failing(new SocketTimeoutException()));
        Worker worker = world.worker(SOON).works("batchSize=8", far);
        worker.queue(names(8));
        for (int step = 0; step < 12; step++) {
            settledDown(worker);
            world.clock.move(Duration.ofMinutes(10));
        }

        far.becomes(timingOutWith("3"));

        for (int step = 0; step < 20 && world.far().delivered() < 7; step++) {
            settledDown(worker);
            world.clock.move(Duration.ofMinutes(10));
        }
        eventually(() -> assertThat(world.far().delivered()).isEqualTo(7));
    }

    /** A long weekend, and the retry schedule would end after ten minutes. */
    @Test
    void nothingDiesInAnOutageOf88Hours() {
        Moody far = new Moody(failing(new SocketTimeoutException()));
        Worker worker = world.worker(SOON).works("batchSize=10&concurrency=2", far);
        worker.queue(names(100));
        settledDown(worker);

        for (int hour = 0; hour < 88; hour += 4) {
            world.clock.move(Duration.ofHours(4));
            settledDown(worker);
        }
        assertThat(world.far().waiting()).isEqualTo(100);
        assertThat(world.value("select max(attempts) from delivery")).isEqualTo("0");

        far.becomes(CONTENT);
        world.clock.move(Duration.ofMinutes(11));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(100));
        assertThat(world.far().dead()).isZero();
    }

    @Test
    void aCallThatHangsHoldsNobodyForEver() {
        world.callTimeout = Duration.ofMillis(300);
        AtomicBoolean first = new AtomicBoolean(true);
        Semaphore never = new Semaphore(0);
        Worker worker = world.worker(SOON).works("batchSize=1", (exchange, batch, subjects) -> {
            if (first.getAndSet(false)) {
                never.acquire();
            }
        });

        worker.queue("a", "b");

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(2));
        never.release();
    }

    @Test
    void aStopDoesNotWaitForACallThatHangs() {
        Semaphore never = new Semaphore(0);
        Worker first = world.worker(SOON).works("", (exchange, batch, subjects) -> never.acquire());
        first.queue("a");
        eventually(() -> assertThat(first.calls).hasSize(1));

        first.close();
        Worker second = world.worker(SOON).works("", CONTENT);

        eventually(() -> assertThat(world.delivery("a")).isEqualTo("delivered 1"));
        assertThat(second.calls).hasSize(1);
        never.release();
    }

    @Test
    void keepsToItsRate() {
        world.rate = new Rate(2, Duration.ofMinutes(1));
        Worker worker = world.worker(SOON).works("batchSize=1", CONTENT);
        worker.queue(names(3));
        eventually(() -> assertThat(world.far().delivered()).isEqualTo(1));

        world.clock.move(Duration.ofSeconds(31));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(2));
        assertThat(worker.calls).hasSize(2);
    }

    /** A process that is stopped for longer than its lease, for example by its host, may find that no other has taken over. */
    @Test
    void sendsAgainWhatItLeftOutWhileItsLeaseWasOver() {
        AtomicBoolean stopped = new AtomicBoolean();
        List<String> sent = new java.util.concurrent.CopyOnWriteArrayList<>();
        Worker worker = world.worker(SOON).works("", (exchange, batch, subjects) -> {
            while (!stopped.get()) {
                world.clock.move(World.LEASE);
                stopped.set(batch.isLost());
            }
            if (!batch.isLost()) {
                sent.addAll(subjects);
            }
        });

        worker.queue("a");

        eventually(() -> assertThat(world.delivery("a")).isEqualTo("delivered 1"));
        assertThat(sent).containsExactly("a");
    }

    @Test
    void looksAgainEveryDayForWhomNobodyKnows() {
        AtomicBoolean imported = new AtomicBoolean();
        List<Boolean> again = new CopyOnWriteArrayList<>();
        Worker worker = world.worker(SOON)
                .works(
                        "retryUnmatchedFor=30d",
                        (exchange, batch, subjects) -> batch.forEach(event -> {
                            again.add(event.isLookedUpAgain());
                            if (imported.get()) {
                                batch.note(event, "matched", true);
                            } else {
                                batch.unmatched(event);
                            }
                        }));
        worker.queue("a");
        eventually(() ->
                assertThat(world.delivery("a")).startsWith("waiting 0 unmatched: looked up again every day until "));
        assertThat(world.far().unmatched()).isEqualTo(1);
        assertThat(world.far().oldestWaitingSeconds()).isZero();

        String next = world.value("select next_attempt_at from delivery");
        world.clock.move(Duration.ofDays(1));
        eventually(() -> assertThat(again).containsExactly(false, true));
        // a clock that moves before the attempt is written would postpone the next one by a day
        eventually(() ->
                assertThat(world.value("select next_attempt_at from delivery")).isNotEqualTo(next));
        imported.set(true);
        world.clock.move(Duration.ofDays(1));

        eventually(() -> assertThat(world.delivery("a")).isEqualTo("delivered 1"));
        assertThat(world.value("select receipt from delivery")).isEqualTo("{\"matched\":true}");
        assertThat(world.value("select count(*) from attempt")).isEqualTo("0");
    }

    /** The error and the receipt are for people: see {@link dev.serai.journal.DeliveryState}. */
    @Test
    void looksAgainWithoutTheErrorAndTheReceiptOfTheLastTime() {
        List<Boolean> again = new CopyOnWriteArrayList<>();
        world.worker(SOON)
                .works(
                        "retryUnmatchedFor=30d",
                        (exchange, batch, subjects) -> batch.forEach(event -> {
                            again.add(event.isLookedUpAgain());
                            batch.unmatched(event);
                        }))
                .queue("a");

        for (int day = 1; day <= 3; day++) {
            int calls = day;
            eventually(() -> assertThat(again).hasSize(calls));
            eventually(() -> assertThat(world.delivery("a")).startsWith("waiting 0 unmatched: "));
            assertThat(world.far().unmatched()).isEqualTo(1);
            blankErrorAndReceipt();
            assertThat(world.far().unmatched()).as("in the ledger").isEqualTo(1);
            assertThat(world.far().oldestWaitingSeconds()).isZero();
            world.clock.move(Duration.ofDays(1));
        }

        assertThat(again).startsWith(false, true, true);
    }

    private void blankErrorAndReceipt() {
        world.value("update delivery set last_error = null, receipt = null where state = 'waiting'");
    }

    @Test
    void givesUpAnUnmatchedEventAfterRetryUnmatchedFor() {
        Worker worker = world.worker(SOON)
                .works("retryUnmatchedFor=3d", (exchange, batch, subjects) -> batch.forEach(batch::unmatched));
        worker.queue("a");

        for (int day = 1; day <= 3; day++) {
            int calls = day;
            eventually(() -> assertThat(worker.calls).hasSize(calls));
            settledDown(worker);
            world.clock.move(Duration.ofDays(1));
        }

        eventually(() -> assertThat(world.delivery("a")).isEqualTo("delivered 1"));
        assertThat(world.value("select receipt from delivery")).isEqualTo("{\"unmatched\":true}");
    }

    /** Waits until by this clock nothing more happens. */
    private static void settledDown(Worker worker) {
        int[] last = {-1, 0};
        eventually(() -> {
            last[1] = worker.calls.size() == last[0] ? last[1] + 1 : 0;
            last[0] = worker.calls.size();
            assertThat(last[1]).isGreaterThan(6);
        });
    }

    private static FarSide timingOutWith(String bad) {
        return (exchange, batch, subjects) -> {
            if (subjects.contains(bad)) {
                throw new SocketTimeoutException();
            }
        };
    }

    private static FarSide locked() {
        return mapped(subject -> failed("UNABLE_TO_LOCK_ROW", "busy"));
    }

    @Test
    void suspendsAndBurnsNoAttemptsWhileTheFarSideIsUnreachable() {
        Moody far = new Moody(failing(new ConnectException("refused")));
        Worker worker = world.worker(SOON).works("", far);
        worker.queue("a", "b");
        eventually(() -> assertThat(world.far().reason()).isEqualTo("unreachable: ConnectException"));
        assertThat(world.delivery("a")).isEqualTo("waiting 0");

        far.becomes(CONTENT);
        world.clock.move(Duration.ofSeconds(6));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(2));
        eventually(() -> assertThat(world.far().suspended()).isFalse());
        assertThat(world.delivery("a")).isEqualTo("delivered 1");
    }

    @Test
    void probesASuspendedDestinationWithOneBatch() {
        Worker worker = world.worker(SOON);
        worker.queue(names(50));
        worker.works("batchSize=10&concurrency=3", failing(new ConnectException()));
        eventually(() -> assertThat(world.far().suspended()).isTrue());
        eventually(() -> assertThat(worker.calls).hasSizeLessThanOrEqualTo(3));
        int calls = worker.calls.size();

        world.clock.move(Duration.ofSeconds(6));

        eventually(() -> assertThat(worker.calls).hasSize(calls + 1));
        assertThat(world.value("select max(attempts) from delivery")).isEqualTo("0");
    }

    @Test
    void nothingDiesForAMistakeInTheRoute() {
        Worker worker = world.worker().works("", failing(new SQLException("no such table", "42S02")));

        worker.queue(names(50));

        eventually(() -> assertThat(world.far().reason()).isEqualTo("the-step: SQLState 42S02: no such table"));
        assertThat(world.value("select misconfigured from destination")).matches("TRUE|t");
        assertThat(world.far().waiting()).isEqualTo(50);
        assertThat(world.value("select max(attempts) from delivery")).isEqualTo("0");
    }

    @Test
    void halvesARefusedBatchUntilTheBadEventStandsAlone() {
        Worker worker = world.worker().works("batchSize=16", refusing("7"));

        worker.queue(names(16));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(15));
        assertThat(world.delivery("7")).startsWith("dead 1 SQLState 22001");
        assertThat(worker.calls).hasSizeLessThanOrEqualTo(9);
    }

    @Test
    void halvesWhatNobodyHasClassified() {
        Worker worker = world.worker().works("batchSize=4", (exchange, batch, subjects) -> {
            if (subjects.contains("2")) {
                throw new IllegalStateException("what is this");
            }
        });

        worker.queue(names(4));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(3));
        assertThat(world.delivery("2")).isEqualTo("waiting 1 IllegalStateException");
        assertThat(world.far().suspended()).isFalse();
    }

    @Test
    void twentyDeathsInARowAreAMistakeAndNotDeaths() {
        Worker worker = world.worker().works("batchSize=1", refusing(names(30)));

        worker.queue(names(30));

        eventually(() -> assertThat(world.far().suspended()).isTrue());
        assertThat(world.far().reason()).startsWith("20 deaths in a row without a delivery, the last: SQLState 22001");
        assertThat(world.far().dead()).isZero();
        assertThat(world.far().waiting()).isEqualTo(30);
    }

    @Test
    void aBatchThatIsRefusedAsAWholeIsGivenUpBeforeEveryEventWasTried() {
        Worker worker = world.worker().works("batchSize=200", refusing(names(200)));

        worker.queue(names(200));

        eventually(() -> assertThat(world.far().suspended()).isTrue());
        assertThat(world.far().waiting()).isEqualTo(200);
        assertThat(worker.calls).hasSizeLessThan(60);
    }

    @Test
    void settlesEachEventByItsOwnResult() {
        Worker worker = world.worker()
                .works(
                        "",
                        mapped(subject -> switch (subject) {
                            case "good", "better" -> Map.of("success", true, "id", "003-" + subject);
                            case "locked" -> failed("UNABLE_TO_LOCK_ROW", "busy");
                            default -> failed("INVALID_EMAIL_ADDRESS", "invalid address: someone@example.com");
                        }),
                        List.of("outcome:records"));

        worker.queue("good", "better", "locked", "bad");

        eventually(() -> assertThat(world.delivery("good")).isEqualTo("delivered 1"));
        assertThat(world.delivery("locked")).isEqualTo("waiting 1 UNABLE_TO_LOCK_ROW: busy");
        assertThat(world.delivery("bad")).isEqualTo("dead 1 INVALID_EMAIL_ADDRESS");
        assertThat(world.value(
                        "select string_agg(receipt, ' ' order by receipt) from delivery where state = 'delivered'"))
                .isEqualTo("{\"id\":\"003-better\"} {\"id\":\"003-good\"}");
    }

    private static final String TOO_MANY =
            "execution of AfterInsert caused by: System.LimitException: Too many SOQL queries: 101";

    private static Map<String, Object> result(boolean success) {
        Map<String, Object> error = Map.of("statusCode", "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "message", TOO_MANY);
        return success ? Map.of("success", true) : Map.of("success", false, "errors", List.of(error));
    }

    @Test
    void recordsThatWereTooManyForTheirCallGoOutAgainInHalves() {
        Worker worker = world.worker();
        worker.queue(names(30));

        worker.works(
                "batchSize=30",
                (exchange, batch, subjects) -> {
                    batch.map((event, payload) -> Map.of("n", 1));
                    exchange.getMessage()
                            .setBody(subjects.stream()
                                    .map(any -> result(subjects.size() <= 4))
                                    .toList());
                },
                List.of("outcome:records"));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(30));
        assertThat(world.delivery("1")).isEqualTo("delivered 1");
        assertThat(worker.calls).hasSize(15);
    }

    @Test
    void aRecordThatIsTooMuchAloneIsTriedAgainAndTheOthersAreDelivered() {
        Worker worker = world.worker();
        worker.queue(names(8));

        worker.works(
                "batchSize=8",
                (exchange, batch, subjects) -> {
                    batch.map((event, payload) -> Map.of("n", 1));
                    exchange.getMessage()
                            .setBody(subjects.stream()
                                    .map(subject -> result(!subject.equals("3")))
                                    .toList());
                },
                List.of("outcome:records"));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(7));
        assertThat(world.delivery("3")).startsWith("waiting 1").contains("Too many SOQL queries");
    }

    @Test
    void aShortAnswerIsNoAnswer() {
        Worker worker = world.worker()
                .works(
                        "",
                        (exchange, batch, subjects) -> {
                            batch.map((event, payload) -> Map.of("s", "s"));
                            exchange.getMessage().setBody(List.of(Map.of("success", true)));
                        },
                        List.of("outcome:records"));

        worker.queue("a", "b");

        eventually(() -> assertThat(world.far().reason()).isEqualTo("an answer that cannot be read"));
        assertThat(world.far().waiting()).isEqualTo(2);
        assertThat(world.value("select max(attempts) from delivery")).isEqualTo("0");
    }

    @Test
    void aMappingConcernsItsEventAlone() {
        Worker worker = world.worker().works("", (exchange, batch, subjects) -> {
            Records records = batch.map((event, payload) -> switch (String.valueOf(payload.get("subject"))) {
                case "nothing" -> null;
                case "broken" -> throw new IllegalArgumentException("john@example.com");
                default -> Map.of("at", event.getReceivedAt(), "id", event.getId());
            });
            exchange.setProperty("records", records);
        });

        worker.queue("nothing", "broken", "fine");

        eventually(() -> assertThat(world.delivery("fine")).isEqualTo("delivered 1"));
        assertThat(world.delivery("nothing")).isEqualTo("delivered 1");
        assertThat(world.delivery("broken")).isEqualTo("dead 1 mapping: IllegalArgumentException");
    }

    @Test
    void anAssertionInAMappingConcernsItsEventAlone() {
        Worker worker = world.worker()
                .works(
                        "",
                        (exchange, batch, subjects) -> batch.map((event, payload) -> {
                            if ("broken".equals(event.getSubject())) {
                                throw new AssertionError("assert payload.email == 'john@example.com'");
                            }
                            return Map.of();
                        }));

        worker.queue("broken", "fine");

        eventually(() -> assertThat(world.delivery("fine")).isEqualTo("delivered 1"));
        assertThat(world.delivery("broken")).isEqualTo("dead 1 mapping: AssertionError");
    }

    @Test
    void anErrorInARouteIsAnOutcomeLikeAnyOther() {
        Worker worker = world.worker().works("batchSize=2", (exchange, batch, subjects) -> {
            if (subjects.contains("deep")) {
                throw new StackOverflowError();
            }
        });

        worker.queue("deep", "fine");

        eventually(() -> assertThat(world.delivery("fine")).isEqualTo("delivered 1"));
        assertThat(world.delivery("deep")).isEqualTo("waiting 1 StackOverflowError");
    }

    @Test
    void oneDeathAfterAnOutageIsADeath() {
        Moody far = new Moody(failing(new ConnectException()));
        Worker worker = world.worker(SOON).works("", far);
        worker.queue("a");
        eventually(() -> assertThat(world.far().suspended()).isTrue());

        far.becomes(refusing("a"));
        world.clock.move(Duration.ofSeconds(6));

        eventually(() -> assertThat(world.far().dead()).isEqualTo(1));
        eventually(() -> assertThat(world.far().suspended()).isFalse());
    }

    @Test
    void whatWaitedWhileADestinationWasSuspendedWasNotInFlight() {
        world.worker().queue("a");
        world.value("""
                update destination set owner = 'dead', epoch = 7, owned_until = ?,
                  suspended_since = ?, next_probe = ?, suspended_reason = 'unreachable'
                """, later(-1), later(-600), later(300));

        world.worker(SOON).works("", CONTENT);

        eventually(
                () -> assertThat(world.value("select epoch from destination")).isEqualTo("8"));
        assertThat(world.delivery("a")).isEqualTo("waiting 0");

        world.clock.move(Duration.ofSeconds(301));

        eventually(() -> assertThat(world.delivery("a")).isEqualTo("delivered 1"));
    }

    @Test
    void outcomesCanBeGivenToTheCurrentEvent() {
        Worker worker = world.worker().works("batchSize=1", CONTENT, List.of("outcome:dead?reason=not-ours"));

        worker.queue("a");

        eventually(() -> assertThat(world.delivery("a")).isEqualTo("dead 1 not-ours"));
    }

    @Test
    void tellsHowLongTheOldestHasWaitedAlsoIfItWasTried() {
        world.worker(SOON).queue("a");
        world.clock.move(Duration.ofMinutes(2));
        world.worker(SOON).queue("b");
        assertThat(world.far().oldestWaitingSeconds()).isEqualTo(120);

        world.value("update delivery set attempts = 1, next_attempt_at = ?", later(600));

        assertThat(world.far().oldestWaitingSeconds()).isEqualTo(120);

        world.value("update delivery set waiting_for = 'person'");

        assertThat(world.far().oldestWaitingSeconds()).isZero();
    }

    @Test
    void keepsWaitingWhilePaused() {
        world.worker(SOON).queue("a");
        world.value("update destination set paused = true");
        Worker worker = world.worker(SOON).works("", CONTENT);
        eventually(
                () -> assertThat(world.value("select owner from destination")).isEqualTo(worker.name));
        assertThat(world.far().waiting()).isEqualTo(1);

        world.value("update destination set paused = false");

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(1));
    }

    @Test
    void aProcessThatLostItsLeaseCannotSettle() {
        assumeThat(database).as("a journal that two processes can open").isEqualTo(Database.POSTGRESQL);
        Semaphore called = new Semaphore(0);
        Semaphore goOn = new Semaphore(0);
        Worker worker = world.worker().works("", (exchange, batch, subjects) -> {
            called.release();
            goOn.acquire();
        });
        worker.queue("a");
        called.acquireUninterruptibly();

        world.value("update destination set owner = 'another', epoch = epoch + 1, owned_until = ?", later(60));
        goOn.release();

        eventually(
                () -> assertThat(world.value("select owner from destination")).isEqualTo("another"));
        assertThat(world.delivery("a")).isEqualTo("waiting 0");
    }

    @Test
    void anotherProcessTakesOverAndRepeatsWhatWasInHand() {
        world.worker().queue(names(3));
        abandoned();
        Worker worker = world.worker(SOON).works("batchSize=10", CONTENT);
        eventually(() ->
                assertThat(world.value("select min(attempts) from delivery")).isEqualTo("1"));
        assertThat(world.delivery("1")).isEqualTo("waiting 1 in flight when its process died");
        worker.queue("new");
        eventually(() -> assertThat(world.far().delivered()).isEqualTo(1));

        world.clock.move(Duration.ofSeconds(7));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(4));
        assertThat(worker.calls).extracting(List::size).containsExactly(1, 3);
        assertThat(world.value("select epoch from destination")).isEqualTo("8");
    }

    @Test
    void whatTwoProcessesMayHaveDiedOfGoesAlone() {
        world.worker().queue(names(3));
        world.value("update delivery set attempts = 1, waiting_for = 'attempt_apart'");
        abandoned();

        Worker worker = world.worker(SOON).works("batchSize=10", CONTENT);
        eventually(() ->
                assertThat(world.value("select min(attempts) from delivery")).isEqualTo("2"));
        world.clock.move(Duration.ofSeconds(40));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(3));
        assertThat(worker.calls).hasSize(3).allSatisfy(call -> assertThat(call).hasSize(1));
    }

    @Test
    void whatProcessesMayHaveDiedOfGoesApartWithoutItsError() {
        world.worker().queue(names(3));
        abandoned();
        Worker worker = world.worker(SOON).works("batchSize=10", CONTENT);
        eventually(() ->
                assertThat(world.value("select min(attempts) from delivery")).isEqualTo("1"));
        blankErrorAndReceipt();
        worker.close();
        world.clock.move(Duration.ofSeconds(7));
        abandoned();

        Worker second = world.worker(SOON).works("batchSize=10", CONTENT);
        eventually(() ->
                assertThat(world.value("select min(attempts) from delivery")).isEqualTo("2"));
        blankErrorAndReceipt();
        world.clock.move(Duration.ofSeconds(40));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(3));
        assertThat(worker.calls).isEmpty();
        assertThat(second.calls).hasSize(3).allSatisfy(call -> assertThat(call).hasSize(1));
    }

    @Test
    void whatWasAloneInHandAtTwoDeathsIsDead() {
        world.worker().queue(names(2));
        suspects("0", 1);
        abandoned();

        world.worker(SOON).works("", CONTENT);

        eventually(
                () -> assertThat(world.delivery("0")).isEqualTo("dead 3 in flight alone when the process died, twice"));
        eventually(() -> assertThat(world.delivery("1")).as("was not in flight").isEqualTo("delivered 1"));
        assertThat(world.value("select count(*) from out_alone where since is not null"))
                .isEqualTo("0");
    }

    @Test
    void oneDeathWithAnEventAloneInHandMayBeBadLuck() {
        world.worker().queue(names(2));
        suspects("0", 0);
        abandoned();

        world.worker(SOON).works("", CONTENT);

        eventually(() -> assertThat(world.delivery("0")).isEqualTo("waiting 3 in flight when its process died"));
        world.clock.move(Duration.ofMinutes(5));
        eventually(() -> assertThat(world.delivery("0")).isEqualTo("delivered 4"));
        eventually(() -> assertThat(world.value("select count(*) from out_alone"))
                .as("no suspect any more")
                .isEqualTo("0"));
    }

    @Test
    void whatWasNotTheOnlyOneInTheProcessDoesNotDie() {
        world.worker().queue(names(1));
        suspects("0", 5);
        world.value("update out_alone set sole = false, deaths = 1");
        abandoned();

        world.worker(SOON).works("", CONTENT);
        eventually(() -> assertThat(world.delivery("0")).isEqualTo("waiting 3 in flight when its process died"));
        assertThat(world.value("select deaths from out_alone")).isEqualTo("1");
    }

    @Test
    void aProcessThatStoppedInOrderHasDiedOfNothing() {
        world.worker().queue(names(1));
        suspects("0", 1);

        world.worker(SOON).works("", CONTENT);

        eventually(() -> assertThat(world.delivery("0")).isEqualTo("delivered 3"));
    }

    @Test
    void whatGoesAloneIsNotedBeforeItGoes() {
        world.worker().queue(names(2));
        world.value("update delivery set attempts = 2, waiting_for = 'attempt_apart'");
        List<String> noted = new CopyOnWriteArrayList<>();

        world.worker(SOON)
                .works(
                        "concurrency=2",
                        (exchange, batch, subjects) -> noted.add(subjects.get(0) + " " + world.value("""
                        select string_agg(e.subject || ' ' || case when o.sole then 'true' else 'false' end || ' ' || o.deaths, ',')
                        from out_alone o join event e on e.id = o.event_id where o.since is not null
                        """)));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(2));
        assertThat(noted).containsExactlyInAnyOrder("0 0 true 0", "1 1 true 0");
        eventually(
                () -> assertThat(world.value("select count(*) from out_alone")).isEqualTo("0"));
    }

    /** A field that one event lacks. */
    @Test
    void aNullThatOthersDoNotHaveIsTheEventsOwn() {
        Worker worker = world.worker().works("batchSize=10", (exchange, batch, subjects) -> {
            if (subjects.contains("2")) {
                throw notNull();
            }
        });
        worker.queue(names(5));

        eventually(() -> assertThat(world.delivery("2")).startsWith("dead 1 the-step: SQLState 23502"));
        eventually(() -> assertThat(world.far().delivered()).isEqualTo(4));
    }

    /** A column that the DBA added: with little traffic, the twenty deaths in a row that say so would take weeks. */
    @Test
    void aNullThatEveryEventHasIsAMistakeAndNothingDies() {
        Moody far = new Moody((exchange, batch, subjects) -> {
            throw notNull();
        });
        Worker worker = world.worker(SOON).works("batchSize=10", far);
        worker.queue("a");
        eventually(() -> assertThat(world.far().reason()).startsWith("the-step: SQLState 23502"));
        worker.queue("b", "c");
        world.clock.move(Duration.ofMinutes(11));
        eventually(() -> assertThat(worker.calls.stream().flatMap(List::stream)).contains("c"));
        assertThat(world.far().dead()).isZero();
        assertThat(world.value("select misconfigured from destination where name = 'far'"))
                .isIn("t", "TRUE");
        // the probe is back, so that the clock does not move within it
        eventually(() -> assertThat(world.value(
                        "select count(*) from destination where next_probe > suspended_since + interval '11' minute"))
                .isEqualTo("1"));

        far.becomes(CONTENT);
        world.clock.move(Duration.ofMinutes(11));

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(3));
    }

    /** Alone it cannot be told from a mistake; as soon as others pass, it can, and it holds nobody up. */
    @RepeatedTest(5)
    void aloneItWaitsUntilAnotherPasses() {
        Worker worker = world.worker(SOON).works("batchSize=1", (exchange, batch, subjects) -> {
            if (subjects.contains("bad")) {
                throw notNull();
            }
        });
        worker.queue("bad");
        eventually(() -> assertThat(world.far().reason()).startsWith("the-step: SQLState 23502"));
        // the probe that follows the first failure is back, so that the clock does not move within it
        eventually(() -> assertThat(world.value("select count(*) from destination where next_probe > suspended_since"))
                .isEqualTo("1"));
        worker.queue("good");

        // once: a clock that moves all the time takes the lease away from each call
        world.clock.move(Duration.ofMinutes(11));
        eventually(() -> assertThat(world.delivery("good")).isEqualTo("delivered 1"));
        eventually(() -> assertThat(world.delivery("bad")).startsWith("dead"));
    }

    private static SQLException notNull() {
        return new SQLException("null value in column \"source\" violates not-null constraint", "23502");
    }

    /** The event was out alone when the process before came to its end, and so at some deaths before. */
    private void suspects(String subject, int deaths) {
        world.value("update delivery set attempts = 2, waiting_for = 'attempt_apart'"
                + " where event_id = (select id from event where subject = '" + subject + "')");
        world.value("insert into out_alone (destination, event_id, since, sole, deaths)"
                + " select 'far', id, received_at, true, " + deaths + " from event where subject = '" + subject + "'");
    }

    /** The process before died with its lease. */
    private void abandoned() {
        world.value("update destination set owner = 'dead', epoch = 7, owned_until = ?", later(0));
    }

    @Test
    void givesTheLeaseBackWhenItStops() {
        Worker first = world.worker().works("", CONTENT);
        first.queue("a");
        eventually(() -> assertThat(world.far().delivered()).isEqualTo(1));

        first.close();
        Worker second = world.worker().works("", CONTENT);
        second.queue("b");

        eventually(() -> assertThat(world.delivery("b")).isEqualTo("delivered 1"));
    }

    @Test
    void whatWasSentIsNotRepeatedHoweverLongTheJournalIsAway() {
        Worker worker = world.worker(SOON).works("", (exchange, batch, subjects) -> {
            world.value("alter table delivery rename to away");
            world.clock.move(Duration.ofHours(8));
        });
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger settler = (Logger) LoggerFactory.getLogger("dev.serai.dispatch.LeasedWrites");
        settler.addAppender(log);
        try {
            worker.queue("a");
            Awaitility.await("not settled yet").until(() -> !log.list.isEmpty());
        } finally {
            settler.detachAppender(log);
        }
        world.value("alter table away rename to delivery");

        eventually(() -> assertThat(world.delivery("a")).isEqualTo("delivered 1"));
        assertThat(worker.calls).hasSize(1);
    }

    @Test
    void aRouteThatIsStartedAgainWorksAgain() {
        Worker worker = world.worker().works("", CONTENT);
        worker.queue("a");
        eventually(() -> assertThat(world.far().delivered()).isEqualTo(1));

        worker.startAgain();
        worker.queue("b");

        eventually(() -> assertThat(world.delivery("b")).isEqualTo("delivered 1"));
    }

    @Test
    void readsAheadWhileACallIsOut() {
        Semaphore never = new Semaphore(0);
        Worker worker = world.worker().works("", (exchange, batch, subjects) -> never.acquire());
        worker.queue("a");
        eventually(() -> assertThat(worker.calls).hasSize(1));

        worker.queue("b");

        eventually(() -> assertThat(world.far().waiting()).isEqualTo(2));
        never.release(100);
        eventually(() -> assertThat(world.far().delivered()).isEqualTo(2));
    }

    @Test
    void nothingIsOverlookedThatComesWhileItLooks() {
        Worker worker = world.worker().works("", CONTENT);
        AtomicInteger left = new AtomicInteger(10);
        AtomicBoolean within = new AtomicBoolean();
        world.clock.afterEachLook(() -> {
            if (Thread.currentThread().getName().equals("outbox-far") && within.compareAndSet(false, true)) {
                if (left.decrementAndGet() >= 0) {
                    world.clock.move(Duration.ofMillis(5));
                    worker.queue("while it looks");
                }
                within.set(false);
            }
        });

        worker.queue("a");

        eventually(() -> assertThat(world.far().delivered()).isEqualTo(11));
    }

    private java.time.OffsetDateTime later(int seconds) {
        return world.clock.instant().plusSeconds(seconds).atOffset(java.time.ZoneOffset.UTC);
    }

    private static String[] names(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toArray(String[]::new);
    }

    private static FarSide failing(Exception failure) {
        return (exchange, batch, subjects) -> {
            throw failure;
        };
    }

    /** Refuses a call as a whole if one of these is in it. */
    private static FarSide refusing(String... bad) {
        return (exchange, batch, subjects) -> {
            if (!Collections.disjoint(subjects, List.of(bad))) {
                throw new SQLException(
                        "value too long, says " + subjects.stream().collect(joining("")), "22001");
            }
        };
    }

    private static Map<String, Object> failed(String code, String message) {
        return Map.of("success", false, "errors", List.of(Map.of("statusCode", code, "message", message)));
    }

    private static FarSide mapped(java.util.function.Function<String, Map<String, Object>> result) {
        return (exchange, batch, subjects) -> {
            batch.map((event, payload) -> Map.of("subject", String.valueOf(event.getSubject())));
            exchange.getMessage().setBody(subjects.stream().map(result).toList());
        };
    }
}
