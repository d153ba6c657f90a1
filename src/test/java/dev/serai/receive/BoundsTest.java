package dev.serai.receive;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.serai.config.Config;
import dev.serai.config.Rate;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The bounds on what peers can make the receiver hold, each by itself. */
class BoundsTest {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    private static InetAddress address(String address) throws UnknownHostException {
        return InetAddress.getByName(address);
    }

    @Test
    void boundsConnectionsInAllAndPerAddress() throws Exception {
        Connections connections = new Connections(8, 5, 1_000);

        for (int i = 0; i < 5; i++) {
            assertThat(connections.opened(address("192.0.2.1"))).isTrue();
        }
        assertThat(connections.opened(address("192.0.2.1"))).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThat(connections.opened(address("192.0.2." + (2 + i)))).isTrue();
        }
        assertThat(connections.crowded()).isTrue();
        assertThat(connections.opened(address("192.0.2.9"))).isFalse();

        connections.closed(address("192.0.2.1"));
        assertThat(connections.opened(address("192.0.2.1"))).isTrue();
    }

    @Test
    void wantsRoomForEveryBodyThatIsAccepted() {
        Config config = Config.shipped().with(Map.of("receive.max-body", "16MB", "receive.max-in-flight", "63MB"));

        ReceiveSettings.from(config);

        assertThat(config.problems())
                .singleElement()
                .asString()
                .contains("receive.max-in-flight")
                .contains("4 times receive.max-body");
    }

    @Test
    void leavesAQuarterOfTheConnectionsToOthers() {
        assertThat(new Connections(1_000, 1_000, 100_000).mostPerAddress()).isEqualTo(750);
    }

    @Test
    void leavesAThirdOfTheFilesToTheRestOfTheProgram() {
        Connections connections = new Connections(4_000, 3_000, 774);

        assertThat(connections.most()).isEqualTo(516);
        assertThat(connections.mostPerAddress()).isEqualTo(387);
    }

    @Test
    void takesANetworkOfIpv6ForOneAddress() throws Exception {
        Connections connections = new Connections(100, 2, 1_000);

        assertThat(connections.opened(address("2001:db8::1"))).isTrue();
        assertThat(connections.opened(address("2001:db8::2:1"))).isTrue();
        assertThat(connections.opened(address("2001:db8::ffff"))).isFalse();
        assertThat(connections.opened(address("2001:db8:0:1::1"))).isTrue();
    }

    @Test
    void keepsAShareOfTheBytesInFlightForEachFamily() {
        BodyBytes bytes = new BodyBytes(80, 3, metrics);
        BodyBytes.Account greedy = bytes.account();
        BodyBytes.Account second = bytes.account();
        BodyBytes.Account third = bytes.account();

        assertThat(greedy.reserve(60)).isTrue();
        assertThat(greedy.reserve(1)).isFalse();
        assertThat(second.reserve(10)).isTrue();
        assertThat(second.reserve(1)).as("nothing is left but shares").isFalse();
        assertThat(third.reserve(10)).isTrue();

        greedy.release(1);
        assertThat(second.reserve(1)).isTrue();
        assertThat(bytes.inFlight()).isEqualTo(80);
    }

    @Test
    void losesNoByteOfThoseInFlightBetweenThreads() throws Exception {
        BodyBytes bytes = new BodyBytes(1_000, 3, metrics);
        List<BodyBytes.Account> accounts = List.of(bytes.account(), bytes.account(), bytes.account());
        List<Thread> threads = new ArrayList<>();
        for (int thread = 0; thread < 6; thread++) {
            SplittableRandom random = new SplittableRandom(thread);
            BodyBytes.Account account = accounts.get(thread % 3);
            threads.add(new Thread(() -> {
                for (int i = 0; i < 200_000; i++) {
                    int size = random.nextInt(1, 400);
                    if (account.reserve(size)) {
                        account.release(size);
                    }
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(bytes.inFlight()).isZero();
        assertThat(accounts.get(0).reserve(750))
                .as("all that is not others' share")
                .isTrue();
        assertThat(accounts.get(0).reserve(1)).isFalse();
    }

    @Test
    void letsThroughWhatTheRateAllows() {
        RateLimit limit = new RateLimit(new Rate(10, Duration.ofMinutes(1)));
        long now = System.nanoTime();

        for (int i = 0; i < 10; i++) {
            assertThat(limit.secondsToWait(now)).isZero();
        }
        assertThat(limit.secondsToWait(now)).isEqualTo(6);
        assertThat(limit.secondsToWait(now + 5 * SECOND)).isEqualTo(1);
        assertThat(limit.secondsToWait(now + 6 * SECOND)).isZero();
        assertThat(limit.secondsToWait(now + 6 * SECOND)).isEqualTo(6);
        for (int i = 0; i < 10; i++) {
            assertThat(limit.secondsToWait(now + 600 * SECOND)).isZero();
        }
        assertThat(limit.secondsToWait(now + 600 * SECOND)).isPositive();
    }

    @Test
    void writesALineForTheFirstRefusalOfAnAddressAndCountsTheOthers() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger receipts = (Logger) LoggerFactory.getLogger("serai.receipt");
        Refusals refusals = new Refusals(new RefusedRequests(Clock.systemUTC()));
        log.start();
        receipts.addAppender(log);
        try {
            for (int i = 0; i < 10_000; i++) {
                refusals.refused("cmp", 401, "none", address("192.0.2." + i % 250), " secret=-1");
            }
            assertThat(log.list).hasSize(51).first().asString().contains("family=cmp status=401", "from=192.0.2.0");
            refusals.tell();
            assertThat(log.list).hasSize(102);
            assertThat(log.list.get(51).getFormattedMessage()).contains("status=401");
            assertThat(log.list.stream().map(ILoggingEvent::getFormattedMessage))
                    .anyMatch(line -> line.contains("from=192.0.2.7 more=39 "))
                    .anyMatch(line -> line.contains("from=others more=7999 "));

            refusals.tell();
            assertThat(log.list).as("a minute without any").hasSize(102);
        } finally {
            receipts.detachAppender(log);
        }
    }
}
