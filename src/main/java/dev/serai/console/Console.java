package dev.serai.console;

import dev.serai.console.login.ConsoleLogin;
import dev.serai.console.login.LoginPage;
import dev.serai.console.login.Session;
import dev.serai.operate.ManagementApi;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** The console at {@code /console}: its pages, the files that they load, and the stream of what changes. */
public final class Console {
    static final String ROOT = "/console";

    private final Pages pages;
    private final ConsoleApi api;
    private final Vertx vertx;
    private final ConsoleLogin login;

    /**
     * @param api whose operations the pages show
     * @param parts what a login needs
     */
    public Console(Vertx vertx, ManagementApi api, ConsoleLogin.Parts parts) {
        this.vertx = vertx;
        this.api = new ConsoleApi(api);
        this.pages = new Pages(vertx, new StaticFiles(WebJars.packed()));
        this.login = new ConsoleLogin(parts, vertx, this::showLogin);
    }

    /** Adds the pages to the router of the management port. */
    public void serve(Router router) {
        pages.files.serve(router);
        login.serve(router);
        router.route(ROOT + "/*").handler(Console::admit);
        Live live = new Live(api, pages, vertx, login);
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

    private static void admit(RoutingContext request) {
        Session session = ConsoleLogin.session(request);
        if (session != null) {
            Pages.visitor(request, new Visitor(session.name(), session.role(), session.csrf()));
        }
        request.next();
    }

    private void showLogin(RoutingContext request, LoginPage page) {
        pages.text("login", Map.of("page", page, "files", pages.files))
                .onSuccess(html -> Pages.send(request, page.status(), html))
                .onFailure(unmade -> Pages.send(request, 503, "Serai cannot show this page."));
    }
}
