package dev.serai.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The far side of one HTTP destination, which fails in some of its first calls, before or after it has done its part. */
final class FaultyFarSide implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Executor LATER = CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS);
    /** Later than the call waits. */
    private static final Executor LONG_AFTER = CompletableFuture.delayedExecutor(3, TimeUnit.SECONDS);

    private static final int ONE_BUSY_IN = 9;

    private final RandomDestination destination;
    private final Map<Integer, Fault> plan = new TreeMap<>();
    private final Map<Integer, Set<String>> keys = new ConcurrentHashMap<>();
    private final Set<Integer> wereBusy = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private volatile HttpServer server;
    private volatile boolean closed;

    /** What goes wrong with a call. */
    private enum Fault {
        UNAVAILABLE,
        REFUSED_CONNECTIONS,
        BROKEN_OFF_AFTERWARDS,
        SILENT_AFTERWARDS,
        ERROR_AFTERWARDS,
        NONSENSE_AFTERWARDS,
        STUMBLE_AFTERWARDS
    }

    /** @param faults how many calls fail */
    FaultyFarSide(RandomDestination destination, int faults, RandomGenerator random) {
        this.destination = destination;
        List<Fault> kinds = List.of(Fault.values());
        for (int i = 0; i < faults; i++) {
            plan.put(random.nextInt(3 * faults), Sent.any(kinds, random));
        }
        server = open(0);
    }

    private HttpServer open(int port) {
        try {
            HttpServer opened = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            opened.setExecutor(threads);
            opened.createContext("/", this::receive);
            opened.start();
            return opened;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://localhost:" + server.getAddress().getPort() + "/";
    }

    /** By the number of each event that was stored, under which keys. */
    Map<Integer, Set<String>> keys() {
        return keys;
    }

    /** How many of its calls failed. */
    int failures() {
        return (int) plan.keySet().stream().filter(call -> call < calls.get()).count();
    }

    private void receive(HttpExchange call) throws IOException {
        JsonNode body = JSON.readTree(call.getRequestBody());
        Fault fault = plan.get(calls.getAndIncrement());
        if (fault == Fault.UNAVAILABLE) {
            answer(call, 503, "{}");
        } else if (fault == Fault.REFUSED_CONNECTIONS) {
            away();
        } else {
            done(call, fault, body);
        }
        call.close();
    }

    private void away() {
        int port = server.getAddress().getPort();
        server.stop(0);
        LATER.execute(() -> {
            if (!closed) {
                server = open(port);
            }
        });
    }

    private void done(HttpExchange call, @Nullable Fault fault, JsonNode body) throws IOException {
        List<JsonNode> records = new ArrayList<>();
        if (body.isArray()) {
            body.forEach(records::add);
        } else {
            records.add(body);
        }
        boolean perRecord = destination.kind() == RandomDestination.Kind.RECORDS;
        if (!perRecord && records.stream().anyMatch(FaultyFarSide::isRefused)) {
            answer(call, 422, "{}");
            return;
        }
        String results =
                JSON.writeValueAsString(records.stream().map(this::store).toList());
        if (fault == null) {
            answer(call, 200, perRecord ? results : "{}");
            return;
        }
        switch (fault) {
            case SILENT_AFTERWARDS ->
                CompletableFuture.runAsync(() -> {}, LONG_AFTER).join();
            case ERROR_AFTERWARDS -> answer(call, 500, "{}");
            case NONSENSE_AFTERWARDS -> answer(call, perRecord ? 200 : 500, nonsense());
            case STUMBLE_AFTERWARDS -> {
                call.getResponseHeaders().add("stumble", "yes");
                answer(call, 200, results);
            }
            default -> {
                // the connection is closed without a word
            }
        }
    }

    private String nonsense() {
        return List.of("[]", "{}", "null", "[null]", "", "<html>", "[{\"success\":\"true\"}]", "[{")
                .get(calls.get() % 8);
    }

    private static boolean isRefused(JsonNode record) {
        return record.get("refused").asInt() == 1;
    }

    /** @return what is said about it, if something is said about each */
    private Map<String, Object> store(JsonNode record) {
        int number = record.get("number").asInt();
        if (destination.kind() == RandomDestination.Kind.RECORDS && number % ONE_BUSY_IN == 0 && wereBusy.add(number)) {
            return failed("UNABLE_TO_LOCK_ROW");
        }
        if (isRefused(record)) {
            return failed("FIELD_CUSTOM_VALIDATION_EXCEPTION");
        }
        keys.computeIfAbsent(number, any -> ConcurrentHashMap.newKeySet())
                .add(record.get("event_id").asText());
        return Map.of("success", true, "id", "r" + number, "created", true, "errors", List.of());
    }

    private static Map<String, Object> failed(String code) {
        return Map.of(
                "success", false, "errors", List.of(Map.of("statusCode", code, "message", "no", "fields", List.of())));
    }

    private static void answer(HttpExchange call, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.getResponseHeaders().add("Content-Type", "application/json");
        call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        call.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed = true;
        server.stop(0);
        threads.shutdownNow();
    }
}
