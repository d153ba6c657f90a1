package dev.serai.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.event.Json;
import dev.serai.operate.ApiAccess.Caller;
import dev.serai.operate.ApiAccess.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What all of {@code /api/v1} has in common: who may call, how much may wait, and how it answers. */
final class ManagementApi {
    static final String ROOT = "/api/v1";
    private static final int MAX_BODY = 64 * 1024;
    /** A whole payload, in a JSON text. */
    private static final int MAX_EDIT_BODY = 8 << 20;

    static final String EDIT = "/edit";
    private static final int WORKERS = 4;
    private static final int MAX_WAITING = 32;

    private static final int FORBIDDEN = 403;
    private static final String CALLER = "caller";

    /** What a viewer does not see, by its name in an answer. */
    private static final Set<String> PERSONAL = Set.of("payload", "contact", "recipient");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ApiAccess access;
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

    /** Makes an answer from the body of a request, and of who asks. */
    @FunctionalInterface
    interface PageOfBody {
        Object make(String body, Caller who) throws Exception;
    }

    ManagementApi(ApiAccess access, Vertx vertx) {
        this.access = access;
        // threads of their own, because a reload may wait for calls as long as a call may take
        this.workers = vertx.createSharedWorkerExecutor("serai-api", WORKERS, 1, TimeUnit.HOURS);
    }

    /** Comes before every page of the API. */
    void guard(Router router) {
        router.route(ROOT + "/*").handler(this::admit);
    }

    /** A page in a browser may ask as well; a browser names where the page came from, and sends no JSON without asking first. */
    private void admit(RoutingContext request) {
        HttpMethod method = request.request().method();
        boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
        boolean hasBody = method.equals(HttpMethod.POST);
        String length = request.request().getHeader("Content-Length");
        int most = request.request().path().endsWith(EDIT) ? MAX_EDIT_BODY : MAX_BODY;
        Caller caller;
        try {
            caller = caller(request.request());
        } catch (RefusedException e) {
            request.response().putHeader("WWW-Authenticate", "Bearer");
            request.response().putHeader("Retry-After", "60");
            problem(request, e.status(), String.valueOf(e.getMessage()));
            return;
        }
        if (request.request().getHeader("Origin") != null) {
            problem(request, FORBIDDEN, "a page in a browser may not ask");
        } else if (!reads && !caller.role().mayDoAs(Role.OPERATOR)) {
            problem(
                    request,
                    FORBIDDEN,
                    "the token " + caller.name() + " has the role " + caller.role()
                            + ", which may change nothing; a token with --role operator may");
        } else if (hasBody && !"application/json".equals(request.request().getHeader("Content-Type"))) {
            problem(request, 415, "the Content-Type must be application/json");
        } else if (hasBody && (length == null || length.length() > 9 || Long.parseLong(length) > most)) {
            problem(request, 413, "the body must have a Content-Length of at most " + most + " bytes");
        } else {
            request.put(CALLER, caller);
            request.next();
        }
    }

    private Caller caller(HttpServerRequest request) throws RefusedException {
        HostAndPort authority = request.authority();
        return access.caller(
                request.getHeader("Authorization"),
                authority == null ? "" : authority.host(),
                request.remoteAddress() == null ? "" : request.remoteAddress().hostAddress());
    }

    /** Who calls, as the guard has found out. */
    static Caller caller(RoutingContext request) {
        return request.get(CALLER);
    }

    /** Answers 200 with JSON. */
    void answer(RoutingContext request, Page page) {
        answer(request, 200, page);
    }

    /** The same, once the body is there. */
    void answer(RoutingContext request, int status, PageOfBody page) {
        request.request()
                .body()
                .onSuccess(body -> answer(request, status, () -> page.make(body.toString(), caller(request))))
                .onFailure(request::fail);
    }

    /** Unordered, or a page would wait behind a reload. */
    private void answer(RoutingContext request, int status, Page page) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            problem(request, 503, "more than " + MAX_WAITING + " requests wait; ask again later");
            return;
        }
        boolean masked = !caller(request).role().mayDoAs(Role.OPERATOR);
        Future<String> made =
                workers.executeBlocking(() -> masked ? masked(page.make()) : Json.write(page.make()), false);
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

    /** Without contacts and payloads, wherever in the answer they are. */
    static String masked(Object answer) {
        JsonNode tree = JSON.valueToTree(answer);
        for (String name : PERSONAL) {
            for (JsonNode parent : tree.findParents(name)) {
                if (parent instanceof ObjectNode object && !object.path(name).isNull()) {
                    object.put(name, "…");
                }
            }
        }
        return tree.toString();
    }

    private static void problem(RoutingContext request, int status, String detail) {
        ManagementRoutes.send(
                request, status, "application/problem+json", Json.write(Map.of("status", status, "detail", detail)));
    }
}
