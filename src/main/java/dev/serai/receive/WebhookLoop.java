package dev.serai.receive;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One event loop of the webhook server, with its share of the connections. */
final class WebhookLoop extends AbstractVerticle {
    private static final Set<HttpMethod> PROBES = Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);
    private static final long SWEEP_MILLIS = 500;
    private static final long MINUTE_MILLIS = 60_000;

    private final WebhookServer server;
    private final ReceiveSettings settings;
    private final Refusals refusals;
    private final Connections connections;
    private final ConnectionDeadlines deadlines;

    WebhookLoop(WebhookServer server, Connections connections) {
        this.server = server;
        this.settings = server.settings();
        this.refusals = server.refusals();
        this.connections = connections;
        this.deadlines = new ConnectionDeadlines(settings.idleTimeout(), settings.bodyTimeout());
    }

    @Override
    public void start(Promise<Void> started) {
        HttpServerOptions options = new HttpServerOptions()
                .setHost(settings.host())
                // -1 is any free port, shared by all loops
                .setPort(settings.port() == 0 ? -1 : settings.port())
                .setHttp2ClearTextEnabled(false);
        HttpServer http = vertx.createHttpServer(options);
        http.connectionHandler(this::opened);
        http.requestHandler(this::handle);
        http.invalidRequestHandler(this::handleUnreadable);
        vertx.setPeriodic(SWEEP_MILLIS, sweep -> deadlines.closeOverdue(connections.crowded()));
        vertx.setPeriodic(MINUTE_MILLIS, minute -> refusals.tell());
        http.listen()
                .onSuccess(listening -> {
                    server.listening(listening.actualPort());
                    started.complete();
                })
                .onFailure(started::fail);
    }

    private void opened(HttpConnection connection) {
        InetAddress from = address(connection);
        // Vert.x would write a line of its own for each, with what the peer has sent in it
        connection.exceptionHandler(failure -> {});
        if (from == null || !connections.opened(from)) {
            refusals.closed("TooManyConnections", from);
            connection.close();
            return;
        }
        ConnectionGuard.over(
                connection, () -> deadlines.headBegun(connection), reason -> refusals.closed(reason, from));
        deadlines.opened(connection);
        connection.closeHandler(closed -> {
            deadlines.closed(connection);
            connections.closed(from);
        });
    }

    /** @return null if it has been closed already */
    private static @Nullable InetAddress address(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().remoteAddress() instanceof InetSocketAddress socket
                ? socket.getAddress()
                : null;
    }

    private void handle(HttpServerRequest request) {
        long since = System.nanoTime();
        WebhookServer.Match match = server.match(request.path());
        int secret = match == null
                ? -1
                : match.served().family().sender().matches(request.headers()::getAll, match.segment());
        WebhookServer.Served to = match == null ? null : match.served();
        BodySignature.Claim claim = to == null || secret >= 0
                ? null
                : to.family()
                        .sender()
                        .claim(request.headers()::getAll, server.clock().instant());
        HttpProblem problem = problem(request, to, secret >= 0, claim != null);
        if (HttpProblem.ONLY_POST.equals(problem) && match != null) {
            keepOther(request, match);
        }
        reading(request, to, claim, receipt(request, to, secret, since)).begin(problem);
    }

    private void keepOther(HttpServerRequest request, WebhookServer.Match match) {
        WebhookServer.Served to = match.served();
        if (to.family().keepsOtherCalls()
                && OtherCall.is(request)
                && to.otherCalls().secondsToWait(System.nanoTime()) == 0) {
            String text = OtherCall.text(
                    request, match.segment(), to.family().sender().headers());
            to.consumer().keep(text, server.clock().instant().truncatedTo(ChronoUnit.MILLIS));
        }
    }

    private void handleUnreadable(HttpServerRequest request) {
        ReceiptLog receipt = receipt(request, null, -1, System.nanoTime());
        reading(request, null, null, receipt)
                .begin(HeadRules.unreadable(request.decoderResult().cause()));
    }

    private ReceiptLog receipt(HttpServerRequest request, WebhookServer.@Nullable Served to, int secret, long since) {
        return new ReceiptLog(
                to == null ? "unknown" : to.family().name(),
                secret,
                since,
                PROBES.contains(request.method()),
                address(request.connection()),
                refusals,
                server.metrics(),
                server.times());
    }

    private WebhookRequest reading(
            HttpServerRequest request,
            WebhookServer.@Nullable Served to,
            BodySignature.@Nullable Claim claim,
            ReceiptLog receipt) {
        return new WebhookRequest(
                request, server, to, claim, to == null ? server.unknown() : to.account(), deadlines, receipt, context);
    }

    /**
     * @param proven whether the sender has proven itself
     * @param signed whether the body may prove it yet
     */
    private @Nullable HttpProblem problem(
            HttpServerRequest request, WebhookServer.@Nullable Served to, boolean proven, boolean signed) {
        HttpProblem violated = HeadRules.violated(request);
        if (violated != null) {
            return violated;
        }
        if (to == null) {
            return HttpProblem.NOTHING_HERE;
        }
        if (!request.method().equals(HttpMethod.POST)) {
            return HttpProblem.ONLY_POST;
        }
        if (!proven && !signed) {
            return HttpProblem.NOT_AUTHENTICATED;
        }
        if (server.isClosing()) {
            return HttpProblem.BUSY;
        }
        HttpProblem unmet = HeadRules.unmet(request);
        if (unmet != null) {
            return unmet;
        }
        if (HeadRules.declaredLength(request) > settings.maxBody()) {
            return HttpProblem.tooLarge(settings.maxBody());
        }
        int wait = signed ? 0 : to.secondsToWait();
        return wait == 0 ? null : HttpProblem.tooMany(wait);
    }
}
