package dev.serai.console;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who changed what. */
final class AuditPage {
    private static final String PATH = Console.ROOT + "/audit";
    private static final int ROWS = 50;

    private final ConsoleApi api;
    private final Pages pages;

    /** As {@code GET /api/v1/audit} answers. */
    record Audit(List<Change> changes, @Nullable String next) {}

    /** A change. */
    record Change(
            String id,
            String at,
            String who,
            String action,
            @Nullable String name,
            String filter,
            long count,
            @Nullable String reason) {}

    AuditPage(ConsoleApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    void serve(Router router) {
        router.get(PATH)
                .handler(request -> pages.show(
                        request,
                        "audit",
                        audit(request)
                                .map(audit -> Map.of(
                                        "frame", pages.frame(request, "Audit", "/audit", null), "audit", audit))));
        router.get(PATH + "/rows")
                .handler(request ->
                        pages.show(request, "audit-rows", audit(request).map(audit -> Map.of("audit", audit))));
    }

    private Future<Audit> audit(RoutingContext request) {
        return api.get(
                Pages.visitor(request),
                new UriQuery()
                        .with("limit", Integer.toString(ROWS))
                        .with("after", request.queryParams().get("after"))
                        .of("/audit"),
                Audit.class);
    }
}
