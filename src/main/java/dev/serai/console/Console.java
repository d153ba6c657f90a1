package dev.serai.console;

import dev.serai.operate.ManagementApi;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;

/** The console at {@code /console}: its pages, the files that they load, and the stream of what changes. */
public final class Console {
    static final String ROOT = "/console";
    private static final int MAX_FORM = 8 << 20;

    private final Pages pages;
    private final ConsoleApi api;
    private final Vertx vertx;

    /** @param api whose operations the pages show */
    public Console(Vertx vertx, ManagementApi api) {
        this.vertx = vertx;
        this.api = new ConsoleApi(api);
        this.pages = new Pages(vertx, new StaticFiles(WebJars.packed()));
    }

    /** Adds the pages to the router of the management port. */
    public void serve(Router router) {
        pages.files.serve(router);
        router.route(ROOT + "*").handler(this::admit);
        router.route(HttpMethod.POST, ROOT + "/*")
                .handler(BodyHandler.create(false).setBodyLimit(MAX_FORM));
        Live live = new Live(api, pages, vertx);
        live.serve(router);
        Jobs jobs = new Jobs(api, pages);
        jobs.serve(router);
        new OverviewPage(api, pages).serve(router);
        new PlotData(api, pages).serve(router);
        new EventsPage(api, pages).serve(router);
        new EventPage(api, pages, jobs).serve(router);
        new DestinationsPage(api, pages).serve(router);
        new DeadPage(api, pages, jobs).serve(router);
        new RoutesPage(api, pages).serve(router);
        new RefusedPage(api, pages).serve(router);
        new PeoplePage(pages, jobs).serve(router);
        new AuditPage(api, pages).serve(router);
    }

    private void admit(RoutingContext request) {
        Pages.visitor(request, new Visitor("local", dev.serai.operate.Role.PRIVACY, "x"));
        request.next();
    }
}
