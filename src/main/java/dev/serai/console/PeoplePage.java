package dev.serai.console;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;

/** What is kept of one person: find, export and erase, for the role privacy. The address of the person stands in no address of a page. */
final class PeoplePage {
    private static final String PATH = Console.ROOT + "/people";

    private final Pages pages;
    private final JobPart jobs;

    PeoplePage(Pages pages, JobPart jobs) {
        this.pages = pages;
        this.jobs = jobs;
    }

    void serve(Router router) {
        router.get(PATH)
                .handler(request -> pages.show(
                        request,
                        "people",
                        Future.succeededFuture(Map.of("frame", pages.frame(request, "People", "/people", null)))));
        router.post(PATH + "/export").handler(this::export);
        router.post(PATH + "/erase").handler(this::erase);
    }

    private static String contact(RoutingContext request) {
        return FormFields.of(request).value("contact").strip();
    }

    private void export(RoutingContext request) {
        jobs.begin(request, "/export", Map.of("contact", contact(request)));
    }

    /** Counts only, or erases. */
    private void erase(RoutingContext request) {
        FormFields form = FormFields.of(request);
        jobs.begin(
                request,
                "/erase",
                Map.of(
                        "contacts",
                        List.of(contact(request)),
                        "cancelWaiting",
                        form.is("cancelWaiting", "true"),
                        "dryRun",
                        !form.is("do", "erase")));
    }
}
