package dev.serai.operate;

import dev.serai.event.Json;
import dev.serai.journal.Erasure;
import dev.serai.journal.EventSearch;
import dev.serai.journal.Ledger;
import dev.serai.receive.FamilyKnowledge;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.jspecify.annotations.Nullable;

/**
 * The management port: health, the ledger, and Camel's own pages. However many ask, each page is made once at a time, and
 * all that came meanwhile get the same.
 */
public final class ManagementRoutes {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(?:\\.\\d{1,3}){3}|\\[?::1]?");
    private static final Pattern ADDRESS = Pattern.compile("\\d{1,3}(?:\\.\\d{1,3}){3}|\\[?[0-9a-f:.]*:[0-9a-f:.]*]?");
    private static final List<String> BY_PROXY =
            List.of("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP");
    private static final int MISDIRECTED = 421;
    private static final String STRANGER =
            "the name in Host is not one of this port; add it to management.allowed-hosts";
    /** Before every other route, which have orders from 0 on; a test has one before it. */
    private static final int FIRST = -1;

    private final ManagementSettings settings;
    private final Vertx vertx;
    private final Ledger ledger;
    private final Health health;
    private final ManagementApi api;
    private final RoutesApi routes;
    private final JobsApi jobs;
    private final EventsApi events;
    private final StatusApi status;
    private final HistoryApi history;
    private final OperationsApi operations;
    private final QuarantineApi quarantine;
    private final MoveApi moves;
    private final EditApi edits;
    private final PruneApi pruning;
    private final PrivacyApi privacy;
    private final TrialApi trials;
    private final Map<String, Future<Answer>> beingMade = new ConcurrentHashMap<>();

    /** @param vertx whose workers make the pages */
    public ManagementRoutes(
            ManagementSettings settings,
            Vertx vertx,
            Watched gateway,
            LiveRoutes live,
            LiveDestinations destinations,
            LiveReceiver receiver,
            ReconcileJobs reconciling,
            PruneJobs pruning) {
        this.settings = settings;
        this.vertx = vertx;
        this.ledger = gateway.ledger();
        this.health = new Health(gateway);
        this.api = new ManagementApi(
                new ApiAccess(settings.isLoopback(), new AccessTokens(settings.tokenFile()), gateway.clock()), vertx);
        this.routes = new RoutesApi(api, live, destinations.audit());
        this.jobs = new JobsApi(api, reconciling, pruning.prune(), destinations.audit());
        this.pruning = new PruneApi(api, pruning);
        this.privacy = new PrivacyApi(
                api,
                new Erasure(gateway.journal(), new FamilyKnowledge(gateway.families()), gateway.clock()),
                reconciling.jobs(),
                destinations.audit());
        EventSearch search = new EventSearch(gateway.journal());
        this.events = new EventsApi(
                api,
                search,
                live.router(),
                new Tails(search, gateway.clock()),
                new FamilyKnowledge(gateway.families()),
                new RecordLinks(gateway.outbox(), live.files()),
                destinations.audit());
        this.status = new StatusApi(api, gateway, destinations.operations(), health);
        this.history = new HistoryApi(api, gateway.history(), gateway.families(), gateway.clock());
        this.moves = new MoveApi(api, destinations);
        this.edits = new EditApi(api, live, gateway);
        this.operations = new OperationsApi(api, destinations, gateway.ledger(), reconciling.jobs(), gateway.clock());
        this.quarantine = new QuarantineApi(api, receiver, destinations.audit());
        this.trials = new TrialApi(api, live, search, gateway.clock(), settings.tryFiles());
    }

    /** A page, as it goes out. */
    private record Answer(int status, String json) {}

    /**
     * Camel would log a port that is taken, and go on without it.
     *
     * @throws IOException if it is taken, or the address is none of this machine
     */
    public static void mustBeFree(String host, int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByName(host), port));
        } catch (IOException e) {
            throw new IOException(
                    "cannot listen on " + host + ":" + port + " (management.host, management.port): " + e.getMessage(),
                    e);
        }
    }

    /** Pages that are added to those of the management port, behind what each of them is asked first. */
    @FunctionalInterface
    public interface MorePages {
        void serve(Router router);
    }

    /** What the pages show and change. */
    public ManagementApi api() {
        return api;
    }

    /** Adds the pages to the management port of a context, if it has one. */
    public void serve(CamelContext context, MorePages more) {
        ManagementHttpServer server = context.hasService(ManagementHttpServer.class);
        if (server != null) {
            server.getRouter().route().order(FIRST).handler(this::knowsUs);
            routes.serve();
            jobs.serve();
            events.serve();
            status.serve(vertx);
            history.serve();
            operations.serve();
            quarantine.serve();
            moves.serve();
            edits.serve();
            pruning.serve();
            privacy.serve();
            trials.serve();
            api.serve(server.getRouter());
            more.serve(server.getRouter());
            events.serveTail(server.getRouter());
            server.getRouter().get("/observe/ledger").handler(request -> {
                boolean verify = request.queryParams().contains("verify");
                answer(request, verify ? "verify" : "ledger", () -> new Answer(200, Json.write(ledger.read(verify))));
            });
            server.getRouter()
                    .get("/observe/health")
                    .handler(request -> answer(request, "health", () -> {
                        Health.Page page = health.read();
                        return new Answer(page.up() ? 200 : 503, Json.write(page));
                    }));
            // on the event loop: it answers also when every thread that may block waits for the database
            server.getRouter().get("/observe/health/live").handler(request -> send(request, answer(health.live())));
            server.getRouter()
                    .get("/observe/health/ready")
                    .handler(request -> answer(request, "ready", () -> answer(health.ready())));
        }
    }

    /**
     * A page of a stranger may send a browser here by a name of its own that leads to this address (DNS rebinding); only
     * the name in {@code Host} tells. Addresses cannot be made up in this way, names that are used are in the configuration.
     */
    private void knowsUs(RoutingContext request) {
        String host = host(request.request());
        boolean known = host != null
                && (LOOPBACK.matcher(host).matches()
                        || (!isLoopback(settings.host())
                                && (ADDRESS.matcher(host).matches() || host.equalsIgnoreCase(settings.host())))
                        || settings.allowedHosts().stream().anyMatch(host::equalsIgnoreCase));
        request.response().putHeader("Cache-Control", "no-store").putHeader("X-Content-Type-Options", "nosniff");
        if (known) {
            request.next();
        } else if (request.normalizedPath().startsWith(ManagementApi.ROOT)) {
            ManagementApi.problem(request, MISDIRECTED, STRANGER);
        } else {
            send(request, new Answer(MISDIRECTED, Json.write(Map.of("error", STRANGER))));
        }
    }

    /** Whether a proxy brings a request, so that its caller may be on another machine, also if the request has a loopback name. */
    public static boolean isByProxy(HttpServerRequest request) {
        return BY_PROXY.stream().anyMatch(request.headers()::contains);
    }

    /** Whether a name in {@code Host}, or an address, is of this machine alone. */
    public static boolean isLoopback(String host) {
        return LOOPBACK.matcher(host).matches();
    }

    private static @Nullable String host(HttpServerRequest request) {
        HostAndPort authority = request.authority();
        List<String> hosts = request.headers().getAll("Host");
        return authority == null || hosts.size() > 1 ? null : authority.host().toLowerCase(Locale.ROOT);
    }

    private static Answer answer(Health.Probe probe) {
        return new Answer(probe.up() ? 200 : 503, Json.write(probe));
    }

    private void answer(RoutingContext request, String name, Callable<Answer> page) {
        made(name, page)
                .onSuccess(answer -> send(request, answer))
                .onFailure(failure -> send(
                        request,
                        new Answer(
                                503,
                                Json.write(Map.of("error", failure.getClass().getSimpleName())))));
    }

    /** Unordered, or health would wait in a queue behind a slow ledger. */
    private Future<Answer> made(String name, Callable<Answer> page) {
        synchronized (beingMade) {
            Future<Answer> running = beingMade.get(name);
            if (running == null) {
                running = vertx.executeBlocking(page, false);
                beingMade.put(name, running);
                running.onComplete(done -> beingMade.remove(name));
            }
            return running;
        }
    }

    private static void send(RoutingContext request, Answer answer) {
        send(request, answer.status(), "application/json", answer.json());
    }

    static void send(RoutingContext request, int status, String type, String json) {
        if (!request.response().ended() && !request.response().closed()) {
            HttpServerResponse response =
                    request.response().setStatusCode(status).putHeader("Content-Type", type);
            if (ManagementApi.isHead(request)) {
                int length = json.getBytes(StandardCharsets.UTF_8).length;
                response.putHeader("Content-Length", Integer.toString(length)).end();
            } else {
                response.end(json);
            }
        }
    }
}
