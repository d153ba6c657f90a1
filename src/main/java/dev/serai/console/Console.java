package dev.serai.console;

import dev.serai.console.login.ConsoleLogin;
import dev.serai.operate.ManagementApi;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;

/** The console at {@code /console}: the login, the pages, the files that they load, and the stream of what changes. */
public final class Console {
    static final String ROOT = "/console";

    private final Pages pages;
    private final ConsoleApi api;
    private final ConsoleLogin login;
    private final Live live;
    private final Webhooks webhooks;

    /**
     * A console that serves nothing yet.
     *
     * @param api whose operations the pages show
     * @param parts what a login needs
     * @param webhooks where they are received, for the commands that a page shows
     */
    public Console(Vertx vertx, ManagementApi api, ConsoleLogin.Parts parts, Webhooks webhooks) {
        this.webhooks = webhooks;
        this.api = new ConsoleApi(api);
        this.pages = new Pages(vertx, new StaticFiles(WebJars.packed()));
        this.login = new ConsoleLogin(parts, vertx, pages::showLogin);
        this.live = new Live(this.api, pages, vertx, login);
    }

    /** Adds the console to the router of the management port. */
    public void serve(Router router) {
        pages.files.serve(router);
        login.serve(router);
        router.route(ROOT + "/*").handler(request -> {
            Pages.visitor(request, Visitor.of(ConsoleLogin.session(request)));
            request.next();
        });
        live.serve(router);
        JobPart jobs = new JobPart(api, pages);
        jobs.serve(router);
        new OverviewPage(api, pages).serve(router);
        new PlotData(api, pages).serve(router);
        new EventsPage(api, pages, webhooks).serve(router);
        new EventPage(api, pages, jobs, webhooks).serve(router);
        new DestinationsPage(api, pages).serve(router);
        new DeadPage(api, pages, jobs).serve(router);
        new RoutesPage(api, pages).serve(router);
        new RefusedPage(api, pages).serve(router);
        new PeoplePage(pages, jobs).serve(router);
        new AuditPage(api, pages).serve(router);
        router.route(ROOT + "/*").handler(request -> pages.missing(request));
    }
}
