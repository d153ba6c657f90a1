package dev.serai.receive;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP server for webhooks. Nothing here blocks: path, method and secret are checked before a byte of the body is
 * read, the body is counted while it arrives, and the answer is written when the journal has kept it.
 *
 * <p>It is Serai's own and not the one of {@code platform-http}, because that one fixes its options: no deadline for
 * heads and bodies, and a body that is read and decoded before anybody is authenticated.
 */
public final class WebhookServer {
    private static final int OPEN_SECONDS = 30;
    private static final long SWEEP_MILLIS = 500;
    private static final int MEDIUM = 4;

    private final Vertx vertx;
    /** One at a time: to read a body takes several times its own memory. */
    private final WorkerExecutor large;
    /** A few at a time, however many event loops there are: up to 10 MB are needed to read each. */
    private final WorkerExecutor medium;

    private final Settings settings;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Map<String, Served> served = new ConcurrentHashMap<>();
    private final AtomicLong inFlight = new AtomicLong();
    private volatile @Nullable String deployment;
    private volatile int port;
    private volatile boolean closing;

    /** Who is served at a path. */
    private record Served(Family family, OptimizelyConsumer consumer) {}

    /** A path that is served, and the segment behind it. */
    private record Match(Served served, @Nullable String segment) {}

    public WebhookServer(Vertx vertx, Settings settings, Clock clock, MeterRegistry metrics) {
        this.vertx = vertx;
        this.large = vertx.createSharedWorkerExecutor("large-bodies", 1);
        this.medium = vertx.createSharedWorkerExecutor("medium-bodies", MEDIUM);
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
        metrics.gauge("serai.receive.in.flight.bytes", inFlight);
    }

    void serve(Family family, OptimizelyConsumer consumer) {
        family.paths().forEach(path -> served.put(path, new Served(family, consumer)));
    }

    /**
     * Opens the port.
     *
     * @throws IOException if it is taken
     */
    public void open() throws IOException, InterruptedException {
        int loops = Runtime.getRuntime().availableProcessors();
        try {
            deployment = vertx.deployVerticle(Loop::new, new DeploymentOptions().setInstances(loops))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(OPEN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + ": " + cause.getMessage(), cause);
        }
    }

    /** The port it listens on. */
    public int port() {
        return port;
    }

    /**
     * Takes no more requests, answers those whose bodies are arriving or wait for their commit, and closes the port.
     *
     * @param patience for the answers
     */
    public void close(Duration patience) throws InterruptedException {
        String open = deployment;
        if (open == null) {
            return;
        }
        deployment = null;
        closing = true;
        long end = System.nanoTime() + patience.toNanos();
        while (inFlight.get() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        vertx.undeploy(open).toCompletionStage().toCompletableFuture().join();
    }

    /** Where the largest bodies are read. */
    WorkerExecutor large() {
        return large;
    }

    /** Where those are read that would hold up an event loop. */
    WorkerExecutor medium() {
        return medium;
    }

    Settings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    boolean reserve(long bytes) {
        if (inFlight.addAndGet(bytes) <= settings.maxInFlight()) {
            return true;
        }
        inFlight.addAndGet(-bytes);
        return false;
    }

    void release(long bytes) {
        inFlight.addAndGet(-bytes);
    }

    private @Nullable Match match(@Nullable String path) {
        if (path == null) {
            return null;
        }
        Served exact = served.get(path);
        if (exact != null) {
            return new Match(exact, null);
        }
        int slash = path.lastIndexOf('/');
        Served parent = slash < 0 ? null : served.get(path.substring(0, slash));
        String segment = path.substring(slash + 1);
        return parent == null ? null : new Match(parent, segment.isEmpty() ? null : segment);
    }

    /** One event loop with its share of the connections. */
    private final class Loop extends AbstractVerticle {
        private final Deadlines deadlines = new Deadlines(settings.idleTimeout(), settings.bodyTimeout());

        @Override
        public void start(Promise<Void> started) {
            HttpServerOptions options = new HttpServerOptions()
                    .setHost(settings.host())
                    // -1 is any free port, shared by all loops
                    .setPort(settings.port() == 0 ? -1 : settings.port())
                    .setHttp2ClearTextEnabled(false);
            HttpServer http = vertx.createHttpServer(options);
            http.connectionHandler(connection -> {
                deadlines.opened(connection);
                connection.closeHandler(closed -> deadlines.closed(connection));
            });
            http.requestHandler(this::handle);
            vertx.setPeriodic(SWEEP_MILLIS, sweep -> deadlines.closeOverdue());
            http.listen()
                    .onSuccess(listening -> {
                        port = listening.actualPort();
                        started.complete();
                    })
                    .onFailure(started::fail);
        }

        private void handle(HttpServerRequest request) {
            long since = System.nanoTime();
            Match match = match(request.path());
            int secret =
                    match == null ? -1 : match.served().family().sender().matches(request::getHeader, match.segment());
            ReceiptLog receipt = new ReceiptLog(
                    match == null ? "unknown" : match.served().family().name(), secret, since, metrics);
            OptimizelyConsumer consumer = match == null ? null : match.served().consumer();
            new Reading(request, WebhookServer.this, consumer, deadlines, receipt, context)
                    .begin(problem(request, match, secret));
        }

        private @Nullable Problem problem(HttpServerRequest request, @Nullable Match match, int secret) {
            if (match == null) {
                return Problem.NOTHING_HERE;
            }
            if (!request.method().equals(HttpMethod.POST)) {
                return Problem.ONLY_POST;
            }
            if (secret < 0) {
                return Problem.NOT_AUTHENTICATED;
            }
            if (closing) {
                return Problem.BUSY;
            }
            return declaredLength(request) > settings.maxBody() ? Problem.tooLarge(settings.maxBody()) : null;
        }

        private static long declaredLength(HttpServerRequest request) {
            String length = request.getHeader("Content-Length");
            try {
                return length == null ? 0 : Long.parseLong(length);
            } catch (NumberFormatException e) {
                return Long.MAX_VALUE;
            }
        }
    }
}
