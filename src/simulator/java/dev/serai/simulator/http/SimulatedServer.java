package dev.serai.simulator.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** An HTTP API on the loopback, with faults on demand and a log of its requests. */
public final class SimulatedServer implements AutoCloseable {
    /** The API: one answer for each request. */
    public interface Api {
        RestAnswer answer(ApiCall call);
    }

    /** Who comes in at all: it stands before the faults, so a request that a fault delays is inside. */
    public interface Gate {
        RestAnswer pass(ApiCall call, Supplier<RestAnswer> inside);
    }

    private final String name;
    private final HttpServer server;
    private final ExecutorService threads;
    private final Pause pause = new Pause();
    private final RequestFaults faults = new RequestFaults(pause);
    private final RequestLog log = new RequestLog();
    private final AnswerWriter writer = new AnswerWriter(pause);
    private final AtomicInteger waiting = new AtomicInteger();
    private final UnaryOperator<Request> withoutSecrets;
    private volatile int connections;
    private volatile @Nullable Api api;
    private volatile Gate gate = (call, inside) -> inside.get();

    /**
     * Takes the port; {@link #serve} answers.
     *
     * @param name of its threads and in errors
     * @param port 0 for any that is free
     * @param withoutSecrets what is logged of a request, and what the predicates of faults see
     * @throws UncheckedIOException if the port is taken
     */
    public SimulatedServer(String name, int port, UnaryOperator<Request> withoutSecrets) {
        this.name = name;
        this.withoutSecrets = withoutSecrets;
        AtomicInteger number = new AtomicInteger();
        threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server = listen(port);
    }

    private HttpServer listen(int port) {
        // else each answer waits 40 ms for an acknowledgement
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot listen on port " + port, e);
        }
    }

    /** Answers from now on. */
    public void serve(Api answers) {
        api = answers;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public void gate(Gate other) {
        gate = other;
    }

    /** The connection is closed when so many requests wait for an answer already; 0: any number may. */
    public void connectionLimit(int most) {
        connections = most;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    public RequestFaults faults() {
        return faults;
    }

    public List<Request> requests() {
        return log.all();
    }

    public void forgetRequests() {
        log.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        int most = connections;
        try {
            if (waiting.incrementAndGet() > most && most > 0) {
                writer.send(exchange, RestAnswer.DROPPED, false);
                return;
            }
            ApiCall call = ApiCall.read(exchange);
            writer.send(exchange, answer(call), false);
        } catch (CharacterCodingException e) {
            writer.send(exchange, RestAnswer.html(400, "<h1>Bad Request: no UTF-8</h1>"), false);
        } catch (IllegalArgumentException e) {
            writer.send(exchange, RestAnswer.html(400, "<h1>Bad Request: wrong encoding</h1>"), false);
        } finally {
            waiting.decrementAndGet();
        }
    }

    private RestAnswer answer(ApiCall call) {
        Request shown = withoutSecrets.apply(call.request());
        long number = log.arrived(shown);
        RestAnswer answer = gate.pass(call, () -> faults.around(shown, () -> genuine(call)));
        log.answered(number, Math.max(0, answer.status()));
        return answer;
    }

    private RestAnswer genuine(ApiCall call) {
        Api known = api;
        if (known == null) {
            throw new IllegalStateException(name + " does not serve yet");
        }
        try {
            return known.answer(call);
        } catch (RuntimeException e) {
            return RestAnswer.html(500, "<h1>The simulator failed: " + e + "</h1>");
        }
    }

    @Override
    public void close() {
        pause.end();
        server.stop(0);
        threads.shutdownNow();
    }
}
