package dev.serai.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** An HTTP server that notes the ids of the events it gets, and answers as the test says. */
final class FarSide implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> ids = new CopyOnWriteArrayList<>();
    private final List<String> paths = new CopyOnWriteArrayList<>();
    private final List<String> keys = new CopyOnWriteArrayList<>();
    private final Semaphore waiting = new Semaphore(0);
    private final Semaphore mayAnswer = new Semaphore(0);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;
    private volatile int status = 200;
    private volatile boolean held;

    FarSide() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode body = JSON.readTree(exchange.getRequestBody());
        if (held) {
            waiting.release();
            mayAnswer.acquireUninterruptibly();
        }
        int now = status;
        if (now == 200) {
            paths.add(exchange.getRequestURI().getPath());
            (body.isArray() ? body : List.of(body))
                    .forEach(each -> ids.add(each.path("id").asText()));
            String key = exchange.getRequestHeaders().getFirst("Idempotency-Key");
            if (key != null) {
                keys.add(key);
            }
        }
        exchange.sendResponseHeaders(now, -1);
        exchange.close();
    }

    /** What it answers from now on. */
    void answers(int with) {
        status = with;
    }

    /** From now on no request is answered before {@link #release}. */
    void hold() {
        mayAnswer.drainPermits();
        waiting.drainPermits();
        held = true;
    }

    /** Waits until a request is there. */
    void awaitRequest() {
        waiting.acquireUninterruptibly();
    }

    void release() {
        held = false;
        mayAnswer.release(1_000);
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort();
    }

    /** The ids of the events that it has taken, the earliest first. */
    List<String> ids() {
        return ids;
    }

    /** The path of each request that it has taken. */
    List<String> paths() {
        return paths;
    }

    /** The header Idempotency-Key of each request that it has taken. */
    List<String> keys() {
        return keys;
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.shutdownNow();
    }
}
