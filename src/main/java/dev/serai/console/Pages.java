package dev.serai.console;

import dev.serai.console.login.LoginPage;
import dev.serai.operate.ManagementApi.ProblemException;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes pages of templates, on threads of its own: those of Vert.x receive webhooks meanwhile. */
final class Pages {
    private static final Logger log = LoggerFactory.getLogger(Pages.class);
    private static final int WORKERS = 2;
    private static final String VISITOR = "visitor";
    /** No script or style of a page itself: only files of this gateway. */
    private static final String CONTENT_SECURITY_POLICY = "default-src 'none'; script-src 'self'; style-src 'self';"
            + " img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /** A page is made in a millisecond, so that more than these are no person any more. */
    private static final int MAX_WAITING = 256;

    private final AtomicInteger waiting = new AtomicInteger();
    private final TemplateEngine templates;
    private final WorkerExecutor workers;
    final StaticFiles files;

    Pages(Vertx vertx, StaticFiles files) {
        this.files = files;
        this.workers = vertx.createSharedWorkerExecutor("serai-console", WORKERS, 1, TimeUnit.MINUTES);
        this.templates = TemplateEngine.createPrecompiled(
                null, ContentType.Html, Pages.class.getClassLoader(), Pages.class.getPackageName());
    }

    static Visitor visitor(RoutingContext request) {
        return request.get(VISITOR);
    }

    static void visitor(RoutingContext request, Visitor visitor) {
        request.put(VISITOR, visitor);
    }

    /** What stands around a page. */
    Frame frame(RoutingContext request, String title, String path, @Nullable String topics) {
        return new Frame(title, path, visitor(request), files, topics);
    }

    /** The text of a template; a failure if too many wait to be made, as those who have not signed in could make them. */
    Future<String> text(String template, Map<String, Object> values) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(new IllegalStateException("more than " + MAX_WAITING + " pages wait"));
        }
        return workers.executeBlocking(
                        () -> {
                            StringOutput out = new StringOutput();
                            templates.render(template + ".jte", values, out);
                            return out.toString();
                        },
                        false)
                .onComplete(made -> waiting.decrementAndGet());
    }

    /** Answers with a template; a problem of the API becomes a page or, if a part of a page was asked for, a notice. */
    void show(RoutingContext request, String template, Future<Map<String, Object>> values) {
        values.compose(found -> text(template, found))
                .onSuccess(html -> send(request, 200, html))
                .onFailure(failure -> problem(request, failure));
    }

    void problem(RoutingContext request, Throwable failure) {
        int status = failure instanceof ProblemException known ? known.status() : 503;
        String detail = failure instanceof ProblemException known
                ? String.valueOf(known.getMessage())
                : "Serai cannot answer: " + failure.getClass().getSimpleName();
        if (!(failure instanceof ProblemException)) {
            log.warn("console path={} error={}", request.normalizedPath(), failure.toString());
        }
        boolean part = request.request().getHeader("HX-Request") != null;
        Map<String, Object> values = part || visitor(request) == null
                ? Map.of("text", detail)
                : Map.of("text", detail, "frame", frame(request, "Problem", "/problem", null));
        text(part || visitor(request) == null ? "notice" : "problem", values)
                .onSuccess(html -> send(request, status, html))
                .onFailure(unmade -> send(request, status, "Serai cannot show this page."));
    }

    /** The page of the login. */
    void showLogin(RoutingContext request, LoginPage page) {
        text("login", Map.of("page", page, "files", files))
                .onSuccess(html -> send(request, page.status(), html))
                .onFailure(failure -> send(request, 503, "Serai cannot show this page."));
    }

    /** There is no such page. */
    void missing(RoutingContext request) {
        text(
                        "problem",
                        Map.of(
                                "text",
                                "There is no page " + request.normalizedPath() + ".",
                                "frame",
                                frame(request, "Problem", "/problem", null)))
                .onSuccess(html -> send(request, 404, html))
                .onFailure(failure -> send(request, 404, "There is no such page."));
    }

    static void send(RoutingContext request, int status, String html) {
        if (!request.response().ended() && !request.response().closed()) {
            headers(request);
            request.response()
                    .setStatusCode(status)
                    .putHeader("Content-Type", "text/html; charset=utf-8")
                    .end(html);
        }
    }

    static void headers(RoutingContext request) {
        request.response()
                .putHeader("Content-Security-Policy", CONTENT_SECURITY_POLICY)
                .putHeader("Referrer-Policy", "same-origin")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("X-Frame-Options", "DENY");
    }
}
