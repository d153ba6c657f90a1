package dev.serai.console;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dead letters, in groups of one destination and one error: send again, acknowledge, discard. */
final class DeadPage {
    private static final String PATH = Console.ROOT + "/dead";

    private final ConsoleApi api;
    private final Pages pages;
    private final JobPart jobs;

    /** As {@code GET /api/v1/dead} answers. */
    record Dead(List<Group> groups, long others) {
        long count() {
            return groups.stream().mapToLong(Group::count).sum() + others;
        }
    }

    /** Dead deliveries of one destination with one error. */
    record Group(
            String destination,
            String error,
            long count,
            @Nullable String firstAt,
            @Nullable String lastAt,
            String example,
            boolean open,
            @Nullable Acknowledged acknowledged) {}

    /** That a person knows about a group. */
    record Acknowledged(long count, String at, String who, String note) {}

    /** How many deliveries would be changed. */
    record Counted(long count, Map<String, Long> destinations) {}

    DeadPage(ConsoleApi api, Pages pages, JobPart jobs) {
        this.api = api;
        this.pages = pages;
        this.jobs = jobs;
    }

    void serve(Router router) {
        router.get(PATH).handler(this::show);
        router.get(PATH + "/groups").handler(request -> groups(request, dead(request)));
        router.post(PATH + "/preview").handler(this::preview);
        router.post(PATH + "/replay").handler(request -> jobs.begin(request, "/replay", replay(request)));
        router.post(PATH + "/acknowledge").handler(request -> change(request, "/dead/acknowledge"));
        router.post(PATH + "/discard").handler(request -> change(request, "/dead/discard"));
    }

    private Future<Dead> dead(RoutingContext request) {
        return api.get(Pages.visitor(request), "/dead", Dead.class);
    }

    private void show(RoutingContext request) {
        pages.show(
                request,
                "dead",
                dead(request)
                        .map(dead -> Map.of(
                                "frame",
                                pages.frame(request, "Dead letters", "/dead", Live.DESTINATIONS),
                                "dead",
                                dead)));
    }

    private void groups(RoutingContext request, Future<Dead> dead) {
        pages.show(request, "dead-groups", dead.map(found -> Map.of("dead", found)));
    }

    private static Map<String, Object> replay(RoutingContext request) {
        return FormFields.of(request).body("destination", "error", "since", "until", "type", "name", "rate", "reason");
    }

    private void preview(RoutingContext request) {
        pages.show(
                request,
                "dead-preview",
                api.post(Pages.visitor(request), "/replay?dryRun=true", replay(request), Counted.class)
                        .map(counted -> Map.of("counted", counted)));
    }

    private void change(RoutingContext request, String uri) {
        groups(
                request,
                api.post(
                                Pages.visitor(request),
                                uri,
                                FormFields.of(request).body("destination", "error", "reason"),
                                Object.class)
                        .compose(done -> dead(request)));
    }
}
