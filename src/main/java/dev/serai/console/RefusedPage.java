package dev.serai.console;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was refused at the webhook port, and what was taken and is no event. */
final class RefusedPage {
    private static final String PATH = Console.ROOT + "/refused";
    private static final int ROWS = 50;

    private final ConsoleApi api;
    private final Pages pages;

    /** As {@code GET /api/v1/rejected} answers. */
    record Rejected(String since, List<Refused> rejected) {}

    /** Requests that were refused for one reason. */
    record Refused(
            String family, int status, String reason, long count, String firstAt, String lastAt, String lastAddress) {}

    /** As {@code GET /api/v1/quarantine} answers. */
    record Quarantine(List<Entry> quarantine, @Nullable String next) {}

    /** A body that is no event. */
    record Entry(
            String hash,
            String family,
            long count,
            String receivedAt,
            String reason,
            @Nullable String charset,
            long bytes) {
        String shortHash() {
            return PageText.shortened(hash);
        }
    }

    /** A body with what is in it. */
    record Body(
            String hash,
            String family,
            long count,
            String receivedAt,
            String reason,
            @Nullable String head,
            long bytes,
            @Nullable String body) {}

    /** What became of bodies that were offered again. */
    record Offered(
            long offered,
            long became,
            long still,
            long fresh,
            long duplicate,
            @Nullable String next) {}

    RefusedPage(ConsoleApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    void serve(Router router) {
        router.get(PATH).handler(this::show);
        router.get(PATH + "/quarantine").handler(this::quarantine);
        router.post(PATH + "/quarantine/:hash/unmask").handler(this::unmask);
        router.post(PATH + "/offer").handler(this::offer);
    }

    private Future<Quarantine> quarantine(RoutingContext request, @Nullable String after) {
        return api.get(
                Pages.visitor(request),
                new UriQuery()
                        .with("limit", Integer.toString(ROWS))
                        .with("after", after)
                        .of("/quarantine"),
                Quarantine.class);
    }

    private void show(RoutingContext request) {
        Future<Rejected> rejected = api.getWhole(Pages.visitor(request), "/rejected", Rejected.class);
        Future<Quarantine> quarantine = quarantine(request, null);
        pages.show(request, "refused", Future.all(rejected, quarantine).map(both -> {
            Map<String, Object> values = new HashMap<>();
            values.put("frame", pages.frame(request, "Refused", "/refused", null));
            values.put("rejected", rejected.result());
            values.put("quarantine", quarantine.result());
            return values;
        }));
    }

    private void quarantine(RoutingContext request) {
        pages.show(
                request,
                "refused-rows",
                quarantine(request, request.queryParams().get("after")).map(found -> Map.of("quarantine", found)));
    }

    private void unmask(RoutingContext request) {
        String uri = "/quarantine/" + UriQuery.encoded(request.pathParam("hash")) + "/unmask";
        pages.show(
                request,
                "refused-body",
                api.unmask(Pages.visitor(request), uri, Map.of(), Body.class).map(body -> Map.of("body", body)));
    }

    private void offer(RoutingContext request) {
        FormFields form = FormFields.of(request);
        Map<String, Object> body = form.body("family", "after", "reason");
        String hash = form.value("hash");
        if (!hash.isEmpty()) {
            body.put("hashes", List.of(hash));
        } else if (!body.containsKey("family")) {
            body.put("all", true);
        }
        pages.show(
                request,
                "refused-offered",
                api.post(Pages.visitor(request), "/quarantine/offer", body, Offered.class)
                        .map(offered -> Map.of("offered", offered, "family", form.value("family"))));
    }
}
