package dev.serai.operate;

import dev.serai.event.Json;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What all of {@code /api/v1} has in common. It is for programs on this machine: it answers only if the management port is bound to
 * a loopback address.
 */
final class LocalApi {
    static final String ROOT = "/api/v1";
    private static final int MAX_BODY = 64 * 1024;
    private static final int WORKERS = 4;
    private static final int MAX_WAITING = 32;

    private final boolean local;
    private final WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();

    /** What cannot be answered: RFC 9457. */
    static final class ProblemException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        ProblemException(int status, String detail) {
            super(detail);
            this.status = status;
        }
    }

    /** Makes an answer. */
    @FunctionalInterface
    interface Page {
        Object make() throws Exception;
    }

    /** Makes an answer from the body of a request. */
    @FunctionalInterface
    interface PageOfBody {
        Object make(String body) throws Exception;
    }

    LocalApi(ManagementSettings settings, Vertx vertx) {
        this.local = settings.isLoopback();
        // threads of their own, because a reload may wait for calls as long as a call may take
        this.workers = vertx.createSharedWorkerExecutor("serai-api", WORKERS, 1, TimeUnit.HOURS);
    }

    /** Comes before every page of the API. */
    void guard(Router router) {
        router.route(ROOT + "/*").handler(this::onlyForThisMachine);
    }

    /** A page in a browser may ask as well; a browser names where the page came from, and sends no JSON without asking first. */
    private void onlyForThisMachine(RoutingContext request) {
        boolean hasBody = HttpMethod.POST.equals(request.request().method());
        String length = request.request().getHeader("Content-Length");
        if (!local) {
            problem(
                    request,
                    403,
                    "management.host is no loopback address, so that anybody could ask; bind it to 127.0.0.1");
        } else if (request.request().getHeader("Origin") != null) {
            problem(request, 403, "a page in a browser may not ask");
        } else if (hasBody && !"application/json".equals(request.request().getHeader("Content-Type"))) {
            problem(request, 415, "the Content-Type must be application/json");
        } else if (hasBody && (length == null || length.length() > 9 || Long.parseLong(length) > MAX_BODY)) {
            problem(request, 413, "the body must have a Content-Length of at most " + MAX_BODY + " bytes");
        } else {
            request.next();
        }
    }

    /** Answers 200 with JSON. */
    void answer(RoutingContext request, Page page) {
        answer(request, 200, page);
    }

    /** The same, once the body is there. */
    void answer(RoutingContext request, int status, PageOfBody page) {
        request.request()
                .body()
                .onSuccess(body -> answer(request, status, () -> page.make(body.toString())))
                .onFailure(request::fail);
    }

    /** Unordered, or a page would wait behind a reload. */
    private void answer(RoutingContext request, int status, Page page) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            problem(request, 503, "more than " + MAX_WAITING + " requests wait; ask again later");
            return;
        }
        Future<String> made = workers.executeBlocking(() -> Json.write(page.make()), false);
        made.onComplete(done -> waiting.decrementAndGet());
        made.onSuccess(json -> ManagementRoutes.send(request, status, "application/json", json))
                .onFailure(failure -> {
                    if (failure instanceof ProblemException known) {
                        problem(request, known.status, String.valueOf(known.getMessage()));
                    } else {
                        problem(request, 503, failure.getClass().getSimpleName());
                    }
                });
    }

    private static void problem(RoutingContext request, int status, String detail) {
        ManagementRoutes.send(
                request, status, "application/problem+json", Json.write(Map.of("status", status, "detail", detail)));
    }
}
