package dev.serai.receive;

import dev.serai.config.Rate;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
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
    private static final int MEDIUM = 4;
    /** Anybody can make them: what is kept of them is bounded. */
    private static final Rate OTHER_CALLS = new Rate(20, Duration.ofDays(1));

    private final Vertx vertx;
    /** One at a time: to read a body takes several times its own memory. */
    private final WorkerExecutor large;
    /** A few at a time, however many event loops there are: up to 10 MB are needed to read each. */
    private final WorkerExecutor medium;

    private final ReceiveSettings settings;
    private final Clock clock;
    private final MeterRegistry metrics;
    private volatile @Nullable RequestTracing tracing;
    private final Map<String, Served> served = new ConcurrentHashMap<>();
    private final AnswerTimes times = new AnswerTimes();
    private final RefusedRequests refused;
    private final Refusals refusals;
    private final BodyBytes bodyBytes;
    /** For requests that belong to no family, whose bodies are never kept. */
    private final BodyBytes.Account unknown;

    private volatile @Nullable String deployment;
    private volatile int port;
    private volatile boolean closing;

    /** Who is served at a path, and within which bounds. */
    record Served(
            Family family,
            OptimizelyConsumer consumer,
            BodyBytes.Account account,
            @Nullable RateLimit rate,
            RateLimit otherCalls) {
        /** Takes a share of the rate. @return 0 if there was one left */
        int secondsToWait() {
            return rate == null ? 0 : rate.secondsToWait(System.nanoTime());
        }
    }

    /** A path that is served, and the segment behind it. */
    record Match(Served served, @Nullable String segment) {}

    /** @param families how many families it will serve */
    public WebhookServer(Vertx vertx, ReceiveSettings settings, int families, Clock clock, MeterRegistry metrics) {
        this.vertx = vertx;
        this.large = vertx.createSharedWorkerExecutor("large-bodies", 1);
        this.medium = vertx.createSharedWorkerExecutor("medium-bodies", MEDIUM);
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
        this.refused = new RefusedRequests(clock);
        this.refusals = new Refusals(refused);
        this.bodyBytes = new BodyBytes(settings.maxInFlight(), families, metrics);
        this.unknown = bodyBytes.account();
    }

    /** Follows the requests from now on. */
    public void follow(RequestTracing requests) {
        tracing = requests;
    }

    @Nullable
    RequestTracing tracing() {
        return tracing;
    }

    void serve(Family family, OptimizelyConsumer consumer) {
        Rate rate = family.sender().rate();
        Served one = new Served(
                family,
                consumer,
                bodyBytes.account(),
                rate == null ? null : new RateLimit(rate),
                new RateLimit(OTHER_CALLS));
        family.paths().forEach(path -> served.put(path, one));
    }

    /**
     * Opens the port.
     *
     * @throws IOException if it is taken
     */
    public void open() throws IOException, InterruptedException {
        int loops = Runtime.getRuntime().availableProcessors();
        Connections connections = Connections.of(settings);
        try {
            deployment = vertx.deployVerticle(
                            () -> new WebhookLoop(this, connections), new DeploymentOptions().setInstances(loops))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(OPEN_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new IOException(
                    "cannot listen on " + settings.host() + ":" + settings.port() + ": " + cause.getMessage(), cause);
        }
    }

    /** What it has refused since it was made. */
    public RefusedRequests refused() {
        return refused;
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
        while (bodyBytes.inFlight() > 0 && System.nanoTime() < end) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        vertx.undeploy(open).toCompletionStage().toCompletableFuture().join();
        refusals.tell();
    }

    /** Where the largest bodies are read. */
    WorkerExecutor large() {
        return large;
    }

    /** Where those are read that would hold up an event loop. */
    WorkerExecutor medium() {
        return medium;
    }

    ReceiveSettings settings() {
        return settings;
    }

    Clock clock() {
        return clock;
    }

    @Nullable
    Match match(@Nullable String path) {
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

    /** How long its answers took. */
    public AnswerTimes times() {
        return times;
    }

    Refusals refusals() {
        return refusals;
    }

    MeterRegistry metrics() {
        return metrics;
    }

    boolean isClosing() {
        return closing;
    }

    BodyBytes.Account unknown() {
        return unknown;
    }

    void listening(int actualPort) {
        port = actualPort;
    }
}
