package dev.serai;

import dev.serai.journal.Journal;
import dev.serai.journal.TransactionPerRequest;
import dev.serai.receive.ReceiveRoutes;
import dev.serai.sandbox.Postgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;

/**
 * Requests per second with one event each, on PostgreSQL with fsync on: group commit and a transaction per request, in
 * turns in one run, so that the ratio holds on a noisy machine.
 *
 * <p>{@code mvn test-compile exec:java@benchmark}
 */
public final class ReceiveBenchmark {
    private static final int ROUNDS = 4;
    private static final int CONNECTIONS = 64;
    private static final Duration ROUND = Duration.ofSeconds(6);
    private static final AtomicLong IDS = new AtomicLong();

    private ReceiveBenchmark() {}

    public static void main(String[] args) throws Exception {
        try (Postgres postgres = Postgres.start(0)) {
            Serai grouped = Serai.start(configuration(postgres.newDatabase()), false);
            String url = postgres.newDatabase();
            Wiring wiring = new Wiring(configuration(url));
            wiring.main.start();
            wiring.routeFiles.load();
            List<Journal> journals =
                    IntStream.range(0, 8).mapToObj(any -> journal(url)).toList();
            try (TransactionPerRequest each = new TransactionPerRequest(journals)) {
                wiring.context.addRoutes(new ReceiveRoutes(wiring.families, wiring.router, each::commit));
                wiring.server.open();
                for (int round = 1; round <= ROUNDS; round++) {
                    double group = load(grouped.port());
                    double single = load(wiring.server.port());
                    System.out.printf(
                            "round %d: group commit %,.0f/s, a transaction per request %,.0f/s, ratio %.2f%n",
                            round, group, single, group / single);
                }
            }
            wiring.server.close(Duration.ofSeconds(1));
            wiring.main.stop();
            grouped.close();
        }
        System.exit(0);
    }

    private static Configuration configuration(String url) throws IOException {
        return Configuration.load(Path.of("config/application.properties"), Map.of())
                .with(Map.of(
                        "journal.url", url,
                        "journal.user", "postgres",
                        "receive.host", "127.0.0.1",
                        "receive.port", "0",
                        "management.port", "0",
                        "campaign.sender", "open"));
    }

    private static Journal journal(String url) {
        return Journal.open(new Journal.Settings(url, "postgres", "", Duration.ofSeconds(5), 2));
    }

    private static double load(int port) throws InterruptedException {
        LongAdder answered = new LongAdder();
        long end = System.nanoTime() + ROUND.toNanos();
        List<Thread> senders = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            Thread sender = new Thread(() -> send(port, end, answered));
            sender.start();
            senders.add(sender);
        }
        for (Thread sender : senders) {
            sender.join();
        }
        return answered.sum() / (double) ROUND.toSeconds();
    }

    /** One connection that sends a bounce and waits for its answer, again and again. */
    private static void send(int port, long end, LongAdder answered) {
        byte[] answer = new byte[4096];
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setTcpNoDelay(true);
            OutputStream out = socket.getOutputStream();
            InputStream in = socket.getInputStream();
            while (System.nanoTime() < end) {
                String body = "{\"type\":\"bounce\",\"id\":\"" + IDS.incrementAndGet()
                        + "\",\"clientId\":10180860001,\"created\":1617108575391,\"mailId\":\"4P6W8B4-4P6W0LI-BSLXEC\","
                        + "\"mediaTypesToAddresses\":{\"EMAIL\":\"john.smith@example.com\"},\"category\":\"softbounce\","
                        + "\"reason\":\"other\",\"thresholdExceeded\":false,\"attempt\":1}";
                String request = "POST /webhooks/campaign HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body;
                out.write(request.getBytes(StandardCharsets.US_ASCII));
                int read = in.read(answer);
                String text = new String(answer, 0, Math.max(read, 0), StandardCharsets.US_ASCII);
                if (!text.startsWith("HTTP/1.1 200")) {
                    throw new IllegalStateException(text);
                }
                answered.increment();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
