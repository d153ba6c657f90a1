package dev.serai.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Work that takes longer than a request: a part of a page that shows how far it is, and lets it be stopped. */
final class JobPart {
    private static final String PATH = Console.ROOT + "/jobs/:id";

    private final ConsoleApi api;
    private final Pages pages;

    /** What begins a job answers with its id. */
    record Begun(String job) {}

    /** A job, as {@code GET /api/v1/jobs/{id}} answers. */
    record Job(
            String job,
            String kind,
            String state,
            Progress progress,
            String begunAt,
            @Nullable String endedAt,
            @Nullable String error,
            @Nullable JsonNode report) {
        boolean isRunning() {
            return state.equals("running");
        }

        String prettyReport() {
            return PrettyJson.of(report);
        }
    }

    /** What a job is doing. */
    record Progress(String doing, long rows) {}

    JobPart(ConsoleApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    void serve(Router router) {
        router.get(PATH).handler(request -> show(request, api.get(Pages.visitor(request), uri(request), Job.class)));
        router.post(PATH + "/stop")
                .handler(request -> show(request, api.delete(Pages.visitor(request), uri(request), Job.class)));
    }

    private static String uri(RoutingContext request) {
        return "/jobs/" + UriQuery.encoded(request.pathParam("id"));
    }

    /** Begins a job of the API and shows it. */
    void begin(RoutingContext request, String uri, Map<String, ?> body) {
        Visitor visitor = Pages.visitor(request);
        show(
                request,
                api.post(visitor, uri, body, Begun.class)
                        .compose(begun -> api.get(visitor, "/jobs/" + begun.job(), Job.class)));
    }

    private void show(RoutingContext request, Future<Job> job) {
        pages.show(request, "job", job.map(found -> Map.of("job", found)));
    }
}
