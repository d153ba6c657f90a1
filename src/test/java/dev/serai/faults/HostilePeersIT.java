package dev.serai.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.testing.Gateway.Database;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** One peer that means harm, with and without a secret, costs others nothing: a process with little memory and few files. */
class HostilePeersIT {
    /** What config/application.properties asks for where 16 MB may be in flight. */
    private static final String HEAP = "-Xmx128m";

    private static final int FILES = 1_024;
    private static final int IDLE = 1_200;
    private static final int FLOODS = 8;
    private static final int FLOOD_SECONDS = Figures.count(4, 60);
    private static final int HALF_SENT = 16;
    private static final int TYPES = 10_000;
    private static final int BODIES = Figures.count(6, 80);
    private static final String REQUEST = "GET / HTTP/1.1\r\nHost:a\r\n\r\n";
    private static final long LOG_BYTES = 200_000;
    private static final String HEAD = "Host: localhost\r\n" + OddRequests.PROOF.get("cmp") + "\r\n";

    private static final String URL = Database.POSTGRESQL.newUrl();

    @SuppressWarnings("NullAway.Init")
    private static Running gateway;

    @BeforeAll
    static void start() throws IOException {
        gateway = Running.startWithFiles(
                FILES, URL, Database.POSTGRESQL.user(), Map.of("receive.max-in-flight", "16MB"), HEAP);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @AfterEach
    void isUnhurt() throws IOException {
        Awaitility.await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> assertThat(gateway.metrics())
                .containsPattern("(?m)^serai_receive_in_flight_bytes.* 0\\.0$"));
        assertThat(gateway.said("OutOfMemory")).isFalse();
        assertThat(gateway.health().get("status").asText()).isEqualTo("UP");
        assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
    }

    private static Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    }

    private static void await(HonestSender sender, int more) {
        int before = sender.sent();
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> sender.sent() >= before + more);
    }

    private static void write(String fault, String tried, HonestSender sender) throws Exception {
        List<String> there = new Rows(URL, Database.POSTGRESQL.user())
                .of("select subject from event where subject like '"
                        + sender.kept().get(0).replaceAll("\\d+", "") + "%'");
        Figures.write(new Figures.Line(
                10,
                fault,
                "PostgreSQL",
                tried + ", " + HEAP,
                sender.kept().size(),
                sender.kept().stream().filter(each -> !there.contains(each)).count(),
                there.size() - there.stream().distinct().count(),
                "another sender meanwhile: 200 each, median %,d ms".formatted(sender.medianMillis())));
        assertThat(sender.problems()).isEmpty();
        assertThat(there).containsAll(sender.kept()).doesNotHaveDuplicates();
    }

    @Test
    void idleConnectionsLeaveFilesToHealthAndPlacesToOthers() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (HonestSender sender = HonestSender.start(gateway.port(), "idle")) {
            for (int i = 0; i < IDLE; i++) {
                idle.add(connect());
            }
            await(sender, 20);
            assertThat(gateway.health().get("status").asText()).isEqualTo("UP");
            sender.end();
            write("idle connections", "%,d at once, at ulimit -n %,d".formatted(IDLE, FILES), sender);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void answersThatAreNotReadAreNotHeld() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (HonestSender sender = HonestSender.start(gateway.port(), "unread")) {
            Thread flood = new Thread(() -> flood(REQUEST.repeat(4), 1_000_000, stop::get));
            flood.start();
            Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> gateway.said("error=AnswersNotRead"));
            stop.set(true);
            flood.join();
            sender.end();
            write("requests without a secret, no answer read", "until the connection is closed", sender);
        }
    }

    @Test
    void requestsThatArePipelinedHoldUpNobody() throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(FLOOD_SECONDS).toNanos();
        long logged = gateway.logged();
        try (HonestSender sender = HonestSender.start(gateway.port(), "pipelined")) {
            List<Thread> floods = IntStream.range(0, FLOODS)
                    .mapToObj(each -> new Thread(() -> flood(REQUEST.repeat(2_000), 0, () -> System.nanoTime() > end)))
                    .toList();
            floods.forEach(Thread::start);
            for (Thread flood : floods) {
                flood.join();
            }
            sender.end();
            long receipts = 300L * sender.sent();
            assertThat(gateway.logged() - logged - receipts).isLessThan(LOG_BYTES);
            assertThat(sender.medianMillis()).isLessThan(500);
            assertThat(gateway.said("error=TooManyPipelined")).isTrue();
            write(
                    "pipelined requests without a secret, no answer read",
                    "%d connections, again and again for %d s".formatted(FLOODS, FLOOD_SECONDS),
                    sender);
        }
    }

    /** @param pause nanoseconds, so that few requests are read together */
    private static void flood(String requests, long pause, BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            try (Socket socket = new Socket()) {
                socket.setReceiveBufferSize(4 << 10);
                socket.setTcpNoDelay(true);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), gateway.port()));
                while (!over.getAsBoolean()) {
                    socket.getOutputStream().write(requests.getBytes(UTF_8));
                    LockSupport.parkNanos(pause);
                }
            } catch (IOException e) {
                // it was closed, as it should be: the next connection
            }
        }
    }

    @Test
    void bodiesOfOneFamilyRefuseNoOther() throws Exception {
        byte[] half = ("POST /webhooks/cmp HTTP/1.1\r\n" + HEAD + "Content-Length: " + (4 << 20) + "\r\n\r\n"
                        + " ".repeat(3 << 20))
                .getBytes(UTF_8);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < HALF_SENT; i++) {
                sockets.add(connect());
                sockets.get(i).getOutputStream().write(half);
            }
            try (HonestSender sender = HonestSender.start(gateway.port(), "half")) {
                await(sender, 50);
                sender.end();
                write("half-sent bodies of another family", HALF_SENT + " of 4 MB at once", sender);
            }
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void newTypesOfEventsSlowNoSenderAndFillNoLedger() throws Exception {
        try (HonestSender sender = HonestSender.start(gateway.port(), "types");
                Socket socket = connect()) {
            BufferedInputStream in = new BufferedInputStream(socket.getInputStream());
            for (int i = 0; i < BODIES; i++) {
                String body = types(i);
                socket.getOutputStream()
                        .write(("POST /webhooks/cmp HTTP/1.1\r\n" + HEAD + "Content-Length: " + body.length()
                                        + "\r\n\r\n" + body)
                                .getBytes(UTF_8));
                Answer answer = Answer.read(in, false);
                assertThat(answer).as("%s", answer).extracting(Answer::status).isEqualTo(200);
            }
            sender.end();
            assertThat(new Rows(URL, Database.POSTGRESQL.user())
                            .of("select distinct type from event_count where family = 'cmp'"))
                    .hasSizeLessThanOrEqualTo(201)
                    .contains("other");
            write("new types of events without end", "%d bodies with %,d each".formatted(BODIES, TYPES), sender);
            assertThat(sender.medianMillis()).isLessThan(500);
        }
    }

    private static String types(int body) {
        StringBuilder events = new StringBuilder("[");
        for (int i = 0; i < TYPES; i++) {
            events.append(i == 0 ? "" : ",")
                    .append("{\"event_name\":\"b")
                    .append(body)
                    .append("_")
                    .append(i)
                    .append("\",\"data\":{\"asset\":{\"id\":\"1\"}}}");
        }
        return events.append("]").toString();
    }
}
