package dev.serai.simulator.optimizely;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.serai.simulator.http.StrictJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToIntFunction;

/** The target of webhooks: notes what arrives, and answers as told; 200 at first. */
public final class WebhookTarget implements AutoCloseable {
    private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private volatile ToIntFunction<Arrival> answers = arrival -> 200;

    /** One request. */
    public record Arrival(String path, Map<String, String> headers, String body) {
        public List<JsonNode> events() {
            List<JsonNode> events = new ArrayList<>();
            JsonNode read = StrictJson.read(body);
            if (read.isArray()) {
                read.forEach(events::add);
            } else {
                events.add(read);
            }
            return events;
        }

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }
    }

    public WebhookTarget() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        exchange.getRequestHeaders().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Arrival arrival = new Arrival(exchange.getRequestURI().toString(), headers, body);
        arrivals.add(arrival);
        try (exchange) {
            exchange.sendResponseHeaders(answers.applyAsInt(arrival), -1);
        }
    }

    /** The status for each request; it may take its time. */
    public void answer(ToIntFunction<Arrival> status) {
        answers = status;
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The earliest first. */
    public List<Arrival> arrivals() {
        return arrivals;
    }

    public List<JsonNode> events() {
        return arrivals.stream().flatMap(each -> each.events().stream()).toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
