package dev.serai.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.event.Json;
import dev.serai.operate.ApiAccess.Caller;
import dev.serai.operate.ApiAccess.RefusedException;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final String CALLER = "caller";
    private static final String OPERATION = "operation";
    private static final String HEAD = "head";
    private static final int UNREADABLE = 400;

    /** What a viewer does not see, by its name in an answer. */
    private static final Set<String> PERSONAL = Set.of("payload", "contact", "recipient", "body", "lastAddress");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ApiAccess access;
    private final ApiDocument document = ApiDocument.read();
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

    /** What cannot be answered, as RFC 9457 has it. The type says no more than the status does. */
    private record Problem(String type, String title, int status, String detail) {}

    /** Where the document is. */
    private record Root(String version, List<String> openapi) {}

    /** Comes before every page of the API. */
    void guard(Router router) {
        router.route(ROOT + "/*").handler(this::admit).failureHandler(this::failed);
        router.get(ROOT)
                .handler(request -> answer(
                        request,
                        () -> new Root(Version.SERAI, List.of(ROOT + "/openapi.yaml", ROOT + "/openapi.json"))));
        router.get(ROOT + "/openapi.yaml")
                .handler(request -> ManagementRoutes.send(request, 200, "application/yaml", document.yaml()));
        router.get(ROOT + "/openapi.json")
                .handler(request -> ManagementRoutes.send(request, 200, "application/json", document.json()));
    }

    private void admit(RoutingContext request) {
        try {
            request.put(CALLER, caller(request.request()));
            request.put(OPERATION, operation(request));
            if (request.request().method().equals(HttpMethod.HEAD)) {
                request.put(HEAD, true);
                request.reroute(HttpMethod.GET, request.request().uri());
            } else {
                request.next();
            }
        } catch (RefusedException e) {
            if (e.status() == UNAUTHORIZED) {
                request.response().putHeader("WWW-Authenticate", "Bearer");
            } else {
                request.response().putHeader("Retry-After", "60");
            }
            problem(request, e.status(), String.valueOf(e.getMessage()));
        } catch (ProblemException e) {
            problem(request, e.status, String.valueOf(e.getMessage()));
        }
    }

    private ApiDocument.Operation operation(RoutingContext request) throws ProblemException {
        HttpMethod asked = request.request().method();
        HttpMethod method = asked.equals(HttpMethod.HEAD) ? HttpMethod.GET : asked;
        mayAsk(request, method);
        ApiDocument.Page page = document.page(request.normalizedPath())
                .orElseThrow(() -> new ProblemException(
                        404, "there is no page " + request.normalizedPath() + "; " + ROOT + "/openapi.yaml names all"));
        ApiDocument.Operation operation = page.operations().get(method);
        if (operation == null) {
            String allowed = allowed(page);
            request.response().putHeader("Allow", allowed);
            throw new ProblemException(405, asked + " is not possible here, but " + allowed);
        }
        if (method.equals(HttpMethod.POST)) {
            hasBody(request.request());
        }
        knowsParameters(operation, request.queryParams());
        return operation;
    }

    /** A page in a browser may ask as well; a browser names where the page came from, and sends no JSON without asking first. */
    private static void mayAsk(RoutingContext request, HttpMethod method) throws ProblemException {
        Caller caller = caller(request);
        if (request.request().getHeader("Origin") != null) {
            throw new ProblemException(FORBIDDEN, "a page in a browser may not ask");
        } else if (!method.equals(HttpMethod.GET) && !caller.role().mayDoAs(Role.OPERATOR)) {
            throw new ProblemException(
                    FORBIDDEN,
                    "the token " + caller.name() + " has the role " + caller.role()
                            + ", which may change nothing; a token with --role operator may");
        }
    }

    private static String allowed(ApiDocument.Page page) {
        Set<String> methods = new TreeSet<>();
        for (HttpMethod each : page.operations().keySet()) {
            methods.add(each.name());
            if (each.equals(HttpMethod.GET)) {
                methods.add(HttpMethod.HEAD.name());
            }
        }
        return String.join(", ", methods);
    }

    private static void hasBody(HttpServerRequest request) throws ProblemException {
        int most = request.path().endsWith(EDIT) || request.path().equals(ROOT + PrivacyApi.ERASE)
                ? MAX_EDIT_BODY
                : MAX_BODY;
        String type = String.valueOf(request.getHeader("Content-Type")).replaceFirst("\\s*;.*", "");
        String length = request.getHeader("Content-Length");
        if (!"application/json".equalsIgnoreCase(type)) {
            throw new ProblemException(415, "the Content-Type must be application/json");
        } else if (length == null || length.length() > 9 || Long.parseLong(length) > most) {
            throw new ProblemException(413, "the body must have a Content-Length of at most " + most + " bytes");
        }
    }

    /** A name that was misspelt would else mean more than was meant. */
    private static void knowsParameters(ApiDocument.Operation operation, MultiMap asked) throws ProblemException {
        for (String name : asked.names()) {
            Boolean isTrueOrFalse = operation.parameters().get(name);
            if (isTrueOrFalse == null) {
                Set<String> known = operation.parameters().keySet();
                throw new ProblemException(
                        UNREADABLE,
                        name + " is unknown here; "
                                + (known.isEmpty()
                                        ? "this page has no parameters"
                                        : "known are " + String.join(", ", known)));
            } else if (asked.getAll(name).size() > 1) {
                throw new ProblemException(UNREADABLE, name + " is given more than once");
            } else if (isTrueOrFalse && !Set.of("true", "false").contains(asked.get(name))) {
                throw new ProblemException(UNREADABLE, name + " must be true or false");
            }
        }
    }

    private static void knowsBody(ApiDocument.Operation operation, String body) throws ProblemException {
        Set<String> unknown = new TreeSet<>(
                body.isEmpty() ? Set.of() : OperationsRequest.object(body).keySet());
        unknown.removeAll(operation.body());
        if (!unknown.isEmpty()) {
            throw new ProblemException(
                    UNREADABLE,
                    "the body has " + String.join(", ", unknown) + ", but may have "
                            + (operation.body().isEmpty() ? "nothing" : "only " + String.join(", ", operation.body())));
        }
    }

    /** What Vert.x answers by itself is a page in HTML. */
    private void failed(RoutingContext request) {
        boolean unreadable = request.statusCode() >= UNREADABLE && request.statusCode() < 500;
        Throwable failure = request.failure();
        problem(
                request,
                unreadable ? request.statusCode() : 503,
                unreadable
                        ? "the request cannot be read"
                        : failure == null ? "no answer" : failure.getClass().getSimpleName());
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

    /** Whether only the head of the answer to GET goes out: Vert.x would send the body too over HTTP/2. */
    static boolean isHead(RoutingContext request) {
        return request.get(HEAD) != null || request.request().method().equals(HttpMethod.HEAD);
    }

    /** Answers 200 with JSON. */
    void answer(RoutingContext request, Page page) {
        answer(request, 200, page);
    }

    /** The same, once the body is there. */
    void answer(RoutingContext request, int status, PageOfBody page) {
        request.request()
                .body()
                .onSuccess(body -> answer(request, status, () -> {
                    knowsBody(request.get(OPERATION), body.toString());
                    return page.make(body.toString(), caller(request));
                }))
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

    /** Answers that it cannot be answered. */
    static void problem(RoutingContext request, int status, String detail) {
        String title = request.response().setStatusCode(status).getStatusMessage();
        ManagementRoutes.send(
                request,
                status,
                "application/problem+json",
                Json.write(new Problem("about:blank", title, status, detail)));
    }
}
