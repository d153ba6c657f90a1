package dev.serai.operate;

import static dev.serai.operate.ManagementApi.ROOT;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.event.Json;
import dev.serai.journal.OperationsAudit;
import dev.serai.journal.OperationsAudit.Action;
import dev.serai.journal.StoredEvents.Cursor;
import dev.serai.journal.StoredEvents.Filter;
import dev.serai.journal.StoredEvents.Kind;
import dev.serai.operate.ApiAccess.Caller;
import dev.serai.operate.ManagementApi.ProblemException;
import dev.serai.reload.Comparison;
import dev.serai.reload.ReloadReport;
import dev.serai.reload.Reroute;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1} of the management port: the routes that run, and their versions. */
final class RoutesApi {
    private static final int MAX_RUNS = 500;

    private final ManagementApi api;
    private final LiveRoutes live;
    private final OperationsAudit audit;

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

    /** A step of rerouting; {@code after} is where the next one begins. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Rerouted(
            int events,
            int missing,
            int added,
            List<Comparison.Row> rows,
            @Nullable String after) {}

    RoutesApi(ManagementApi api, LiveRoutes live, OperationsAudit audit) {
        this.api = api;
        this.live = live;
        this.audit = audit;
    }

    void serve(Router router) {
        router.get(ROOT + "/routes").handler(request -> api.answer(request, this::running));
        router.get(ROOT + "/routes/runs").handler(request -> {
            String name = request.queryParams().get("name");
            api.answer(request, () -> runs(name));
        });
        router.get(ROOT + "/routes/versions/:hash").handler(request -> {
            String hash = request.pathParam("hash");
            api.answer(request, () -> version(hash));
        });
        router.get(ROOT + "/routes/reload").handler(request -> api.answer(request, this::lastReload));
        router.post(ROOT + "/routes/reload")
                .handler(request -> api.answer(request, () -> {
                    ReloadReport report = live.reload().reload();
                    audit.note(ManagementApi.caller(request).name(), Action.RELOAD, Map.of(), 0);
                    return report;
                }));
        router.post(ROOT + "/routes/reroute").handler(request -> api.answer(request, 200, this::reroute));
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

    private Rerouted reroute(String body, Caller who) throws Exception {
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
        if (step.added() > 0) {
            audit.note(who.name(), Action.REROUTE, asked, step.added());
        }
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
}
