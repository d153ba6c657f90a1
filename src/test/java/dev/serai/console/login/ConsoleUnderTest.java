package dev.serai.console.login;

import dev.serai.config.Config;
import dev.serai.event.Json;
import dev.serai.journal.Journal;
import dev.serai.journal.JournalSettings;
import dev.serai.journal.OperationsAudit;
import dev.serai.operate.AccessTokens;
import dev.serai.operate.ConsoleSettings;
import dev.serai.testing.Gateway.Database;
import dev.serai.testing.MovingClock;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The login of the console on a port of its own, before a page that shows who asks. */
final class ConsoleUnderTest implements AutoCloseable {
    final AccessTokens tokens;
    final MovingClock clock = new MovingClock();
    final int port;
    private final Vertx vertx = Vertx.vertx();
    private final Journal journal;
    private final OperationsAudit audit;

    /** @param port on which it listens; the settings may name it */
    ConsoleUnderTest(Path directory, int port, Map<String, String> settings, boolean loopback) {
        this.port = port;
        Config config = Config.shipped().with(settings);
        ConsoleSettings console = ConsoleSettings.from(config);
        config.complain();
        tokens = new AccessTokens(directory.resolve("tokens"));
        journal = Journal.open(
                new JournalSettings(Database.H2.newUrl(), Database.H2.user(), "", Duration.ofSeconds(5), 2));
        audit = new OperationsAudit(journal, clock);
        Router router = Router.router(vertx);
        new ConsoleLogin(
                        new ConsoleLogin.Parts(console, loopback, tokens, audit, clock),
                        vertx,
                        (request, page) ->
                                request.response().setStatusCode(page.status()).end(Json.write(page)))
                .serve(router);
        router.route("/console/static/page.css").handler(context -> context.end("css"));
        router.route("/console/*").handler(ConsoleUnderTest::page);
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        server.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private static void page(RoutingContext context) {
        Session session = ConsoleLogin.session(context);
        context.end(session.name() + " " + session.role() + " " + session.csrf() + " "
                + context.request().formAttributes().get("field"));
    }

    URI uri(String path) {
        return URI.create("http://localhost:" + port + path);
    }

    /** Where the identity provider, or a redirect, leads to. */
    URI uri(HttpResponse<?> redirect) {
        return uri("/").resolve(redirect.headers().firstValue("Location").orElseThrow());
    }

    Browser browser() {
        return new Browser(this);
    }

    List<OperationsAudit.Entry> audited() {
        try {
            return audit.page(null, 100);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The answer to a request that no client of the JDK would send. */
    String raw(String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            String request = String.join("\r\n", lines) + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
        journal.close();
    }

    /** A browser that keeps the cookies it gets, whatever their attributes are. */
    static final class Browser {
        private final ConsoleUnderTest console;
        private final HttpClient http = HttpClient.newHttpClient();
        final Map<String, String> cookies = new ConcurrentHashMap<>();

        Browser(ConsoleUnderTest console) {
            this.console = console;
        }

        HttpResponse<String> get(String path, String... headers) throws Exception {
            return send(HttpRequest.newBuilder(console.uri(path)).GET(), headers);
        }

        HttpResponse<String> get(URI address, String... headers) throws Exception {
            return send(HttpRequest.newBuilder(address).GET(), headers);
        }

        HttpResponse<String> post(String path, String form, String... headers) throws Exception {
            return send(
                    HttpRequest.newBuilder(console.uri(path))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(BodyPublishers.ofString(form)),
                    headers);
        }

        HttpResponse<String> send(HttpRequest.Builder request, String... headers) throws Exception {
            if (headers.length > 0) {
                request.headers(headers);
            }
            cookies.forEach((name, value) -> request.header("Cookie", name + "=" + value));
            HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
            for (String cookie : response.headers().allValues("Set-Cookie")) {
                String[] pair = cookie.split(";", 2)[0].split("=", 2);
                if (pair[1].isEmpty()) {
                    cookies.remove(pair[0]);
                } else {
                    cookies.put(pair[0], pair[1]);
                }
            }
            return response;
        }

        /** Signs in with a token. */
        Browser signedIn(String token) throws Exception {
            post("/console/login", "token=" + token);
            return this;
        }

        /** The CSRF token of the session. */
        String csrf() throws Exception {
            return get("/console").body().split(" ", -1)[2];
        }
    }
}
