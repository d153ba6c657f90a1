package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.event.Event;
import dev.serai.event.Json;
import dev.serai.journal.StoredEvents.Cursor;
import dev.serai.journal.StoredEvents.Filter;
import dev.serai.journal.StoredEvents.Kind;
import dev.serai.reload.Comparison;
import dev.serai.reload.ReloadReport;
import dev.serai.reload.Reroute;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/v1} of the management port: the routes that run, their versions, and stored events. It is for programs on this
 * machine: it answers only if the management port is bound to a loopback address.
 */
final class RoutesApi {
    static final String ROOT = "/api/v1";
    private static final int MAX_BODY = 64 * 1024;
    private static final int MAX_RUNS = 500;
    private static final int WORKERS = 4;
    private static final int MAX_WAITING = 32;

    private final boolean local;
    private final WorkerExecutor workers;
    private final AtomicInteger waiting = new AtomicInteger();
    private final LiveRoutes live;

    /**
     * A route file that runs.
     *
     * @param files the text of each file that makes the version, by its name
     */
    private record Runs(String name, String version, String since, SortedMap<String, String> files) {}

    /** From when on which version ran. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Run(
            String name,
            String since,
            String process,
            @Nullable String version) {}

    /** A stored event. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Stored(
            String id,
            String family,
            String type,
            @Nullable String subject,
            @Nullable String occurredAt,
            String receivedAt,
            String payload) {}

    /** A step of rerouting; {@code after} is where the next one begins. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Rerouted(
            int events,
            int missing,
            int added,
            List<Comparison.Row> rows,
            @Nullable String after) {}

    /** What cannot be answered: RFC 9457. */
    private static final class ProblemException extends Exception {
        private static final long serialVersionUID = 1L;

        private final int status;

        ProblemException(int status, String detail) {
            super(detail);
            this.status = status;
        }
    }

    /** Makes an answer, on a thread that may block. */
    @FunctionalInterface
    private interface Page {
        Object make() throws Exception;
    }

    RoutesApi(ManagementSettings settings, Vertx vertx, LiveRoutes live) {
        this.local = settings.isLoopback();
        // threads of their own, because a reload may wait for calls as long as a call may take
        this.workers = vertx.createSharedWorkerExecutor("serai-api", WORKERS, 1, TimeUnit.HOURS);
        this.live = live;
    }

    void serve(Router router) {
        router.route(ROOT + "/*").handler(this::onlyForThisMachine);
        router.get(ROOT + "/routes").handler(request -> answer(request, this::running));
        router.get(ROOT + "/routes/runs").handler(request -> {
            String name = request.queryParams().get("name");
            answer(request, () -> runs(name));
        });
        router.get(ROOT + "/routes/versions/:hash").handler(request -> {
            String hash = request.pathParam("hash");
            answer(request, () -> version(hash));
        });
        router.get(ROOT + "/events/:id").handler(request -> {
            String id = request.pathParam("id");
            answer(request, () -> event(id));
        });
        router.get(ROOT + "/routes/reload").handler(request -> answer(request, this::lastReload));
        router.post(ROOT + "/routes/reload").handler(request -> answer(request, live.reload()::reload));
        router.post(ROOT + "/routes/reroute").handler(request -> request.request()
                .body()
                .onSuccess(body -> answer(request, () -> reroute(body.toString())))
                .onFailure(request::fail));
    }

    /** A page in a browser may ask as well; a browser names where the page came from, and sends no JSON without asking first. */
    private void onlyForThisMachine(RoutingContext request) {
        boolean changes = HttpMethod.POST.equals(request.request().method());
        String length = request.request().getHeader("Content-Length");
        if (!local) {
            problem(
                    request,
                    403,
                    "management.host is no loopback address, so that anybody could ask; bind it to 127.0.0.1");
        } else if (request.request().getHeader("Origin") != null) {
            problem(request, 403, "a page in a browser may not ask");
        } else if (changes && !"application/json".equals(request.request().getHeader("Content-Type"))) {
            problem(request, 415, "the Content-Type must be application/json");
        } else if (changes && (length == null || length.length() > 9 || Long.parseLong(length) > MAX_BODY)) {
            problem(request, 413, "the body must have a Content-Length of at most " + MAX_BODY + " bytes");
        } else {
            request.next();
        }
    }

    private List<Runs> running() {
        return live.files().running().values().stream()
                .map(each -> new Runs(
                        each.source().name(),
                        each.source().version(),
                        each.since().toString(),
                        each.source().texts()))
                .toList();
    }

    private ReloadReport lastReload() throws ProblemException {
        ReloadReport last = live.reload().last();
        if (last == null) {
            throw new ProblemException(404, "no route file has changed since the start");
        }
        return last;
    }

    private List<Run> runs(@Nullable String name) throws Exception {
        return live.versions().runs(name, MAX_RUNS).stream()
                .map(run -> new Run(run.name(), run.since().toString(), run.process(), run.hash()))
                .toList();
    }

    private Map<String, String> version(String hash) throws Exception {
        return live.versions().files(hash).orElseThrow(() -> new ProblemException(404, "there is no version " + hash));
    }

    private Stored event(String id) throws Exception {
        UUID uuid;
        try {
            uuid = UUID.fromString(id);
        } catch (IllegalArgumentException e) {
            throw new ProblemException(400, "the id of an event is a UUID");
        }
        Optional<Event> event = live.events().find(uuid);
        return event.map(each -> new Stored(
                        each.id().toString(),
                        each.family(),
                        each.type(),
                        each.subject(),
                        each.occurredAt() == null ? null : each.occurredAt().toString(),
                        each.receivedAt().toString(),
                        each.payload()))
                .orElseThrow(() -> new ProblemException(404, "there is no event " + id));
    }

    private Rerouted reroute(String body) throws Exception {
        Map<String, Object> asked;
        Filter filter;
        Cursor after;
        try {
            asked = Json.object(body);
            filter = new Filter(
                    text(asked, "family"),
                    text(asked, "type"),
                    Instant.parse(String.valueOf(asked.getOrDefault("since", Instant.EPOCH))),
                    Kind.valueOf(
                            String.valueOf(asked.getOrDefault("kind", "all")).toUpperCase(Locale.ROOT)));
            after = cursor(text(asked, "after"));
        } catch (IOException | IllegalArgumentException | DateTimeException e) {
            throw new ProblemException(
                    400,
                    "the body is no JSON with family, type, since (an instant), kind (all, unrouted, filtered) and after");
        }
        boolean dry = !Boolean.FALSE.equals(asked.get("dryRun"));
        Reroute.Step step = live.reroute().step(filter, after, dry);
        Cursor next = step.next();
        return new Rerouted(
                step.compared().events(),
                step.missing(),
                step.added(),
                step.compared().rows(),
                next == null ? null : next.receivedAt() + (next.id() == null ? "" : " " + next.id()));
    }

    private static @Nullable String text(Map<String, Object> asked, String name) {
        return asked.get(name) instanceof String text ? text : null;
    }

    private static @Nullable Cursor cursor(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String[] parts = text.split(" ", 2);
        return new Cursor(Instant.parse(parts[0]), parts.length == 1 ? null : UUID.fromString(parts[1]));
    }

    /** Unordered, or a page would wait behind a reload. */
    private void answer(RoutingContext request, Page page) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            problem(request, 503, "more than " + MAX_WAITING + " requests wait; ask again later");
            return;
        }
        Future<String> made = workers.executeBlocking(() -> Json.write(page.make()), false);
        made.onComplete(done -> waiting.decrementAndGet());
        made.onSuccess(json -> ManagementRoutes.send(request, 200, "application/json", json))
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
