package dev.serai.operate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.serai.event.Json;
import dev.serai.operate.ApiAccess.RefusedException;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The operations of {@code /api/v1}: who may call them, how much may wait, and how they answer. A program calls them by HTTP, the
 * console asks them in this process; either way the same is checked.
 */
public final class ManagementApi {
    static final String ROOT = "/api/v1";
    private static final int WORKERS = 4;
    private static final int MAX_WAITING = 32;

    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final String CALLER = "caller";
    private static final String ADMITTED = "admitted";
    private static final String HEAD = "head";
    private static final int UNREADABLE = 400;

    /** What a viewer does not see, by its name in an answer. */
    private static final Set<String> PERSONAL =
            Set.of("payload", "contact", "recipient", "head", "body", "lastAddress", "value");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ApiAccess access;
    private final ApiDocument document = ApiDocument.read();
    private final WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();
    private final Map<Place, Operation> operations = new HashMap<>();

    /** What cannot be answered: RFC 9457. */
    public static final class ProblemException extends Exception {
        private static final long serialVersionUID = 1L;
        private final int status;

        ProblemException(int status, String detail) {
            super(detail);
            this.status = status;
        }

        /** A status of HTTP. */
        public int status() {
            return status;
        }
    }

    /** What the API does at one path by one method. It may block. */
    @FunctionalInterface
    interface Operation {
        /**
         * Answers a call.
         *
         * @return what is written as JSON; {@link Accepted} if something has begun
         * @throws ProblemException if the call cannot be answered
         */
        Object answer(OperationCall call) throws Exception;
    }

    /** Makes an answer. */
    @FunctionalInterface
    interface Page {
        Object make() throws Exception;
    }

    private record Written(int status, String json) {}

    private record Place(HttpMethod method, String template) {}

    /** A call that may be made. */
    private record Admitted(String template, ApiDocument.Operation document, Map<String, String> variables) {}

    ManagementApi(ApiAccess access, Vertx vertx) {
        this.access = access;
        // threads of their own, because a reload may wait for calls as long as a call may take
        this.workers = vertx.createSharedWorkerExecutor("serai-api", WORKERS, 1, TimeUnit.HOURS);
    }

    /** What cannot be answered, as RFC 9457 has it. The type says no more than the status does. */
    private record Problem(String type, String title, int status, String detail) {}

    /** Where the document is. */
    private record Root(String version, List<String> openapi) {}

    /** Adds an operation that reads. */
    void get(String path, Operation operation) {
        operations.put(new Place(HttpMethod.GET, ROOT + path), operation);
    }

    /** Adds an operation that changes something or has a body. */
    void post(String path, Operation operation) {
        operations.put(new Place(HttpMethod.POST, ROOT + path), operation);
    }

    /** Adds an operation that takes something away. */
    void delete(String path, Operation operation) {
        operations.put(new Place(HttpMethod.DELETE, ROOT + path), operation);
    }

    /** Serves what is added by HTTP. */
    void serve(Router router) {
        get("", call -> new Root(Version.SERAI, List.of(ROOT + "/openapi.yaml", ROOT + "/openapi.json")));
        router.route(ROOT + "/*").handler(this::admit).failureHandler(this::failed);
        operations.forEach((place, operation) -> router.route(
                        place.method(), place.template().replaceAll("\\{(\\w+)}", ":$1"))
                .handler(request -> answer(request, operation)));
        router.get(ROOT + "/openapi.yaml")
                .handler(request -> ManagementRoutes.send(request, 200, "application/yaml", document.yaml()));
        router.get(ROOT + "/openapi.json")
                .handler(request -> ManagementRoutes.send(request, 200, "application/json", document.json()));
    }

    /**
     * Asks an operation in this process, with all that is checked of a request by HTTP.
     *
     * @param uri path and query below {@code /api/v1}, such as {@code /events?limit=5}
     * @param body JSON text; empty for none
     * @param masked whether contacts and payloads are masked for a caller who may see them too
     * @return the answer, or a {@link ProblemException}
     */
    public Future<JsonNode> ask(HttpMethod method, String uri, String body, Caller caller, boolean masked) {
        QueryStringDecoder decoder = new QueryStringDecoder(ROOT + uri);
        MultiMap query = MultiMap.caseInsensitiveMultiMap();
        decoder.parameters().forEach(query::add);
        try {
            mayAsk(method, caller);
            ApiDocument.Page page = page(decoder.rawPath());
            Admitted admitted = admitted(page, method, decoder.rawPath(), query);
            Operation operation = operations.get(new Place(method, admitted.template()));
            if (operation == null) {
                throw new ProblemException(404, uri + " answers only by HTTP");
            }
            knowsBody(admitted.document(), body);
            OperationCall call = new OperationCall(admitted.variables(), query, body, caller);
            return made(() -> written(operation.answer(call), masked || masks(caller)))
                    .map(written -> tree(written.json()));
        } catch (ProblemException e) {
            return Future.failedFuture(e);
        }
    }

    private static JsonNode tree(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void admit(RoutingContext request) {
        try {
            Caller caller = caller(request.request());
            request.put(CALLER, caller);
            HttpMethod asked = request.request().method();
            HttpMethod method = asked.equals(HttpMethod.HEAD) ? HttpMethod.GET : asked;
            if (request.request().getHeader("Origin") != null) {
                // a browser names where a page came from, and sends no JSON without asking first
                throw new ProblemException(FORBIDDEN, "a page in a browser may not ask");
            }
            mayAsk(method, caller);
            String path = request.normalizedPath();
            ApiDocument.Page page = page(path);
            if (!page.operations().containsKey(method)) {
                request.response().putHeader("Allow", allowed(page));
            }
            Admitted admitted = admitted(page, method, path, request.queryParams());
            if (method.equals(HttpMethod.POST)) {
                hasBody(request.request(), admitted.document().maxBytes());
            }
            if (asked.equals(HttpMethod.HEAD)) {
                request.put(HEAD, true);
                request.reroute(HttpMethod.GET, request.request().uri());
            } else {
                request.put(ADMITTED, admitted);
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

    private ApiDocument.Page page(String path) throws ProblemException {
        return document.page(path)
                .orElseThrow(() -> new ProblemException(
                        404, "there is no page " + path + "; " + ROOT + "/openapi.yaml names all"));
    }

    private Admitted admitted(ApiDocument.Page page, HttpMethod method, String path, MultiMap query)
            throws ProblemException {
        ApiDocument.Operation known = page.operations().get(method);
        if (known == null) {
            throw new ProblemException(405, method + " is not possible here, but " + allowed(page));
        }
        knowsParameters(known, query);
        try {
            return new Admitted(page.template(), known, page.variables(path));
        } catch (IllegalArgumentException e) {
            throw new ProblemException(UNREADABLE, "the path cannot be read");
        }
    }

    private static void mayAsk(HttpMethod method, Caller caller) throws ProblemException {
        if (!method.equals(HttpMethod.GET) && !caller.role().mayDoAs(Role.OPERATOR)) {
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

    private static void hasBody(HttpServerRequest request, int most) throws ProblemException {
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
                authority == null || ManagementRoutes.isByProxy(request) ? "" : authority.host(),
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

    private void answer(RoutingContext request, Operation operation) {
        Admitted admitted = request.get(ADMITTED);
        MultiMap query = request.queryParams();
        Caller caller = caller(request);
        if (!request.request().method().equals(HttpMethod.POST)) {
            answer(request, () -> operation.answer(new OperationCall(admitted.variables(), query, "", caller)));
            return;
        }
        request.request()
                .body()
                .onSuccess(body -> answer(request, () -> {
                    knowsBody(admitted.document(), body.toString());
                    return operation.answer(new OperationCall(admitted.variables(), query, body.toString(), caller));
                }))
                .onFailure(request::fail);
    }

    /** Answers with JSON. */
    void answer(RoutingContext request, Page page) {
        boolean masked = masks(caller(request));
        made(() -> written(page.make(), masked))
                .onSuccess(
                        written -> ManagementRoutes.send(request, written.status(), "application/json", written.json()))
                .onFailure(failure -> {
                    if (failure instanceof ProblemException known) {
                        problem(request, known.status, String.valueOf(known.getMessage()));
                    } else {
                        problem(request, 503, failure.getClass().getSimpleName());
                    }
                });
    }

    /** Unordered, or a page would wait behind a reload. */
    private Future<Written> made(Callable<Written> page) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return Future.failedFuture(
                    new ProblemException(503, "more than " + MAX_WAITING + " requests wait; ask again later"));
        }
        return workers.executeBlocking(page, false).onComplete(done -> waiting.decrementAndGet());
    }

    private static Written written(Object made, boolean masked) {
        int status = made instanceof Accepted ? 202 : 200;
        Object answer = made instanceof Accepted accepted ? accepted.answer() : made;
        return new Written(status, masked ? masked(answer) : Json.write(answer));
    }

    private static boolean masks(Caller caller) {
        return !caller.role().mayDoAs(Role.OPERATOR);
    }

    /**
     * Without contacts and payloads, wherever in the answer they are. Ids are shown, see {@link dev.serai.receive.Family#ids}: a recipient
     * there is a pseudonym.
     */
    static String masked(Object answer) {
        JsonNode tree = JSON.valueToTree(answer);
        Set<JsonNode> shown = Collections.newSetFromMap(new IdentityHashMap<>());
        shown.addAll(tree.findValues("ids"));
        for (String name : PERSONAL) {
            for (JsonNode parent : tree.findParents(name)) {
                if (parent instanceof ObjectNode object
                        && !shown.contains(parent)
                        && !object.path(name).isNull()) {
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
