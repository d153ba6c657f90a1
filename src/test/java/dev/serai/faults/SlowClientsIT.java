package dev.serai.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.serai.faults.Crowd.Member;
import dev.serai.testing.Gateway;
import dev.serai.testing.Gateway.Database;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever is slow, or leaves in the middle, costs nobody else anything, in a process with little memory. */
class SlowClientsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int CONNECTIONS = 2_000;
    private static final int CUT = Figures.count(600, 20_000);
    private static final int ROUNDS = Figures.count(3, 40);
    private static final int LARGE = (4 << 20) - 1_000;
    private static final String TINY_ELEMENTS = "[" + "0,".repeat(LARGE / 2) + "0]";
    private static final long SEED = Long.getLong("faults.seed", 20_260_302L);
    /** What config/application.properties asks for where 16 MB may be in flight. */
    private static final String HEAP = "-Xmx128m";

    private static String event(String mark, int size) {
        return "{\"event_name\":\"asset_added\",\"data\":{\"asset\":{\"id\":\"" + mark + "\",\"text\":\""
                + "x".repeat(size) + "\"}}}";
    }

    private static byte[] request(String body) {
        return ("POST /webhooks/cmp HTTP/1.1\r\nHost: localhost\r\nCallback-Secret: cmp-secret\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(UTF_8);
    }

    /** Sends one after the other until it is told to stop; each has to be answered 200. */
    private static Thread sender(
            int port, String name, Queue<String> kept, Queue<String> problems, AtomicBoolean stop) {
        Thread thread = new Thread(
                () -> {
                    HttpClient http = HttpClient.newHttpClient();
                    for (int i = 0; !stop.get(); i++) {
                        String mark = name + "-" + i;
                        try {
                            int status = http.send(
                                            Gateway.request(port, "cmp")
                                                    .POST(BodyPublishers.ofString(event(mark, 100)))
                                                    .build(),
                                            BodyHandlers.ofString())
                                    .statusCode();
                            (status == 200 ? kept : problems).add(status == 200 ? mark : mark + " got " + status);
                        } catch (IOException | InterruptedException e) {
                            problems.add(mark + " " + e);
                        }
                    }
                },
                name);
        thread.start();
        return thread;
    }

    @Test
    void idleAndDribblingConnectionsHoldUpNobodyAndAreClosed() throws Exception {
        String url = Database.POSTGRESQL.newUrl();
        Queue<String> kept = new ConcurrentLinkedQueue<>();
        Queue<String> problems = new ConcurrentLinkedQueue<>();
        AtomicBoolean stop = new AtomicBoolean();
        Map<String, String> settings = Map.of("receive.idle-timeout", "4s", "receive.body-timeout", "4s");
        try (Running gateway = Running.start(url, Database.POSTGRESQL.user(), settings, HEAP);
                Crowd crowd = new Crowd(gateway.port())) {
            List<Thread> senders = IntStream.range(0, 4)
                    .mapToObj(each -> sender(gateway.port(), "sender" + each, kept, problems, stop))
                    .toList();
            for (int i = 0; i < CONNECTIONS; i++) {
                switch (i % 4) {
                    case 0 -> crowd.join(new byte[0], 0);
                    case 1 -> crowd.join(request(event("never" + i, 100)), 1).upTo(90);
                    case 2 -> crowd.join(request(event("never" + i, 5_000)), 120);
                    default -> crowd.join(request(event("idle-" + i, 100)), 10_000);
                }
            }
            boolean closed = crowd.run(Duration.ofMillis(100), PATIENCE, () -> crowd.members().stream()
                    .noneMatch(Member::isOpen));
            stop.set(true);
            for (Thread sender : senders) {
                sender.join();
            }
            assertThat(closed).as("connections closed by their deadlines").isTrue();
            assertThat(problems).isEmpty();
            assertThat(crowd.members().stream().filter(member -> member.answer().startsWith("HTTP/1.1 200 OK")))
                    .hasSize(CONNECTIONS / 4);
            assertUnhurt(gateway);
        }
        List<String> there = new Rows(url, Database.POSTGRESQL.user()).of("select subject from event");
        for (int i = 3; i < CONNECTIONS; i += 4) {
            kept.add("idle-" + i);
        }
        Figures.write(line("idle and dribbling connections", Database.POSTGRESQL, "2,000 at once", kept, there, ""));
        assertThat(there).containsExactlyInAnyOrderElementsOf(kept);
    }

    @ParameterizedTest
    @EnumSource(Database.class)
    void bodiesThatAreTooManyAreRefusedAndMemoryLasts(Database database) throws Exception {
        String url = database.newUrl();
        // H2 lives in the same heap
        String heap = database == Database.H2 ? "-Xmx192m" : HEAP;
        List<String> kept = new ArrayList<>();
        int refused = 0;
        Map<String, String> settings = Map.of("receive.max-in-flight", "16MB", "receive.body-timeout", "100s");
        try (Running gateway = Running.start(url, database.user(), settings, heap)) {
            for (int round = 0; round < ROUNDS; round++) {
                try (Crowd crowd = new Crowd(gateway.port())) {
                    for (int i = 0; i < 10; i++) {
                        byte[] request = request(i == 0 ? TINY_ELEMENTS : event("round" + round + "-" + i, LARGE));
                        crowd.join(request, 1 << 17).upTo(request.length - 1);
                    }
                    assertThat(crowd.run(Duration.ofMillis(10), PATIENCE, () -> crowd.members().stream()
                                    .allMatch(member -> member.left() == 0
                                            || !member.answer().isEmpty())))
                            .isTrue();
                    crowd.members().forEach(member -> member.upTo(member.capacity()));
                    assertThat(crowd.run(Duration.ofMillis(10), PATIENCE, () -> crowd.members().stream()
                                    .noneMatch(member -> member.answer().isEmpty())))
                            .isTrue();
                    for (int i = 0; i < 10; i++) {
                        String answer = crowd.members().get(i).answer();
                        assertThat(answer).containsPattern("^HTTP/1.1 (200 OK|503 Service Unavailable)\r\n");
                        if (i == 0 && answer.startsWith("HTTP/1.1 200")) {
                            assertThat(answer).contains("\"new\":0,\"duplicate\":0,\"quarantined\":1,");
                        } else if (answer.startsWith("HTTP/1.1 200")) {
                            kept.add("round" + round + "-" + i);
                        } else {
                            refused++;
                        }
                    }
                }
            }
            assertUnhurt(gateway);
        }
        assertThat(refused).isBetween(ROUNDS * 6, ROUNDS * 9);
        List<String> there = new Rows(url, database.user())
                .of("select subject from event where length(payload) >= "
                        + event("round0-0", LARGE).length());
        Figures.write(line(
                "bodies of 4 MB, dribbled",
                database,
                ROUNDS + " times 10 at once, " + heap,
                kept,
                there,
                refused + " got 503"));
        assertThat(there).containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void ofARequestThatIsCutNothingIsKept() throws Exception {
        System.out.println("faults.seed=" + SEED);
        SplittableRandom random = new SplittableRandom(SEED);
        String url = Database.POSTGRESQL.newUrl();
        List<String> kept = new ArrayList<>();
        Set<String> whole = new HashSet<>();
        try (Running gateway = Running.start(url, Database.POSTGRESQL.user(), Map.of(), HEAP)) {
            for (int i = 0; i < CUT; i++) {
                try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
                    socket.setSoLinger(random.nextBoolean(), 0);
                    socket.setSoTimeout((int) PATIENCE.toMillis());
                    if (random.nextBoolean()) {
                        socket.getOutputStream().write(request(event("before" + i, 100)));
                        kept.add("before" + i);
                        assertThat(Answer.read(socket.getInputStream(), false))
                                .extracting(Answer::status)
                                .isEqualTo(200);
                    }
                    byte[] request = request(event("cut" + i, random.nextInt(3_000)));
                    int end = random.nextInt(20) == 0 ? request.length : random.nextInt(request.length);
                    socket.getOutputStream().write(request, 0, end);
                    if (end == request.length) {
                        whole.add("cut" + i);
                    }
                }
            }
            assertUnhurt(gateway);
        }
        List<String> there = new ArrayList<>(new Rows(url, Database.POSTGRESQL.user()).of("select subject from event"));
        List<String> unanswered = there.stream().filter(whole::contains).toList();
        there.removeAll(unanswered);
        Figures.write(line(
                "requests cut in the middle", Database.POSTGRESQL, "%,d connections".formatted(CUT), kept, there, ""));
        assertThat(unanswered).doesNotHaveDuplicates();
        assertThat(there).containsExactlyInAnyOrderElementsOf(kept);
    }

    private static void assertUnhurt(Running gateway) throws IOException {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(gateway.metrics())
                .containsPattern("(?m)^serai_receive_in_flight_bytes.* 0\\.0$"));
        assertThat(gateway.said("OutOfMemory")).isFalse();
        assertThat(gateway.health().get("status").asText()).isNotEqualTo("DOWN");
        assertThat(gateway.ledger().get("balanced").asBoolean()).isTrue();
    }

    private static Figures.Line line(
            String fault, Database database, String tried, Collection<String> kept, List<String> there, String remark) {
        Set<String> distinct = new HashSet<>(there);
        return new Figures.Line(
                8,
                fault,
                database == Database.H2 ? "H2" : "PostgreSQL",
                tried,
                kept.size(),
                kept.stream().filter(each -> !distinct.contains(each)).count(),
                there.size() - distinct.size(),
                remark);
    }
}
