package dev.serai.console;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The route files: what runs, what lies on the disk, what ran before, and what a payload would become. */
final class RoutesPage {
    private static final String PATH = Console.ROOT + "/routes";
    private static final int RUNS = 50;
    /** Lines that are shown before and behind the line of a rule. */
    private static final int AROUND = 6;

    private static final Pattern PLACE = Pattern.compile("(.+?):(\\d+).*");

    private final ConsoleApi api;
    private final Pages pages;

    /** As {@code GET /api/v1/routes} answers. */
    record Running(List<Runs> routes) {}

    /** A route that runs. */
    record Runs(String name, String version, String since, TreeMap<String, String> files) {}

    /** As {@code GET /api/v1/routes/runs} answers. */
    record Ran(List<Run> runs, @Nullable String next) {}

    /** From when on which version ran. */
    record Run(
            String name,
            String since,
            String process,
            @Nullable String version) {}

    /** As {@code GET /api/v1/routes/check} answers. */
    record Check(
            List<Checked> files,
            List<Finding> findings,
            long cases,
            @Nullable Reload last) {
        /** All that is wrong, in files and beside them. */
        List<Finding> allFindings() {
            return Stream.concat(findings.stream(), files.stream().flatMap(each -> each.findings().stream()))
                    .toList();
        }
    }

    /** A file, as it runs and as it lies on the disk. */
    record Checked(String file, boolean differs, String diff, List<Finding> findings) {}

    /** What is wrong in a file. */
    record Finding(String severity, String place, int line, int column, String reason, String instead) {}

    /** What a reload did. */
    record Reload(
            String at, List<Reloaded> changes, @Nullable String problem) {}

    /** What a reload did with a file. */
    record Reloaded(
            String name,
            String action,
            @Nullable String after,
            @Nullable Comparison compared,
            List<Finding> findings) {}

    /** How two routers differ over the last events. */
    record Comparison(long events, List<Differing> rows, long differ) {}

    /** Events of one type that go elsewhere. */
    record Differing(String type, String before, String after, long count) {}

    /** A line of a file; the one that is meant is marked. */
    record Line(int number, String text, boolean marked) {}

    /** As {@code POST /api/v1/try} answers. */
    record Tried(List<String> problems, List<TriedEvent> events, List<TriedDestination> destinations) {}

    /** Where an event would go. */
    record TriedEvent(
            String id,
            String family,
            String type,
            List<String> destinations,
            @Nullable String unrouted,
            List<String> why) {}

    /** What a destination would send. */
    record TriedDestination(String destination, List<String> unset, List<SentCall> calls, List<String> outcomes) {}

    /** A call that would leave Serai. */
    record SentCall(String what, Map<String, String> headers, String body, String raw) {
        String prettyBody() {
            return PrettyJson.of(body);
        }
    }

    RoutesPage(ConsoleApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    void serve(Router router) {
        router.get(PATH).handler(this::show);
        router.get(PATH + "/check").handler(this::check);
        router.get(PATH + "/runs").handler(this::runs);
        router.get(PATH + "/excerpt").handler(this::excerpt);
        router.get(PATH + "/versions/:hash").handler(this::version);
        router.post(PATH + "/reload").handler(this::reload);
        router.post(PATH + "/try").handler(this::tryOut);
    }

    private void show(RoutingContext request) {
        Visitor visitor = Pages.visitor(request);
        Future<Running> running = api.get(visitor, "/routes", Running.class);
        Future<StatusView> status = api.get(visitor, "/status", StatusView.class);
        Future<Ran> ran = ran(visitor, null);
        pages.show(
                request,
                "routes",
                Future.all(running, status, ran)
                        .compose(all -> OverviewPage.picture(api, visitor, status.result()))
                        .map(picture -> {
                            Map<String, Object> values = new HashMap<>();
                            values.put("frame", pages.frame(request, "Routes", "/routes", null));
                            values.put("running", running.result());
                            values.put("status", status.result());
                            values.put("picture", picture);
                            values.put("ran", ran.result());
                            return values;
                        }));
    }

    private Future<Ran> ran(Visitor visitor, @Nullable String after) {
        return api.get(
                visitor,
                new UriQuery()
                        .with("limit", Integer.toString(RUNS))
                        .with("after", after)
                        .of("/routes/runs"),
                Ran.class);
    }

    private void runs(RoutingContext request) {
        pages.show(
                request,
                "routes-runs",
                ran(Pages.visitor(request), request.queryParams().get("after")).map(ran -> Map.of("ran", ran)));
    }

    private void check(RoutingContext request) {
        pages.show(
                request,
                "routes-check",
                api.get(Pages.visitor(request), "/routes/check", Check.class).map(check -> Map.of("check", check)));
    }

    private Future<SortedMap<String, String>> files(RoutingContext request, String version) {
        return api.get(Pages.visitor(request), "/routes/versions/" + UriQuery.encoded(version), TextsByName.class)
                .map(TreeMap::new);
    }

    /** Texts by the names of their files. */
    static final class TextsByName extends TreeMap<String, String> {
        private static final long serialVersionUID = 1L;
    }

    private void version(RoutingContext request) {
        String hash = request.pathParam("hash");
        pages.show(
                request,
                "routes-version",
                files(request, hash)
                        .map(files -> Map.of(
                                "frame",
                                pages.frame(request, "Version " + hash, "/routes", null),
                                "version",
                                hash,
                                "files",
                                files)));
    }

    /** The lines around the line of a rule. */
    private void excerpt(RoutingContext request) {
        String place = String.valueOf(request.queryParams().get("place"));
        String version = String.valueOf(request.queryParams().get("version"));
        pages.show(
                request,
                "routes-excerpt",
                files(request, version).map(files -> Map.of("lines", lines(files, place), "place", place)));
    }

    private static List<Line> lines(SortedMap<String, String> files, String place) {
        Matcher matcher = PLACE.matcher(place);
        if (!matcher.matches()) {
            return List.of();
        }
        String file = matcher.group(1);
        int line = Integer.parseInt(matcher.group(2));
        return files.entrySet().stream()
                .filter(each -> file.endsWith(each.getKey()))
                .findFirst()
                .map(each -> lines(each.getValue(), line))
                .orElse(List.of());
    }

    private static List<Line> lines(String text, int marked) {
        List<Line> lines = new ArrayList<>();
        String[] all = text.split("\n", -1);
        for (int i = Math.max(1, marked - AROUND); i <= Math.min(all.length, marked + AROUND); i++) {
            lines.add(new Line(i, all[i - 1], i == marked));
        }
        return lines;
    }

    /** The class of a line of a unified diff. */
    static String kindOfLine(String line) {
        if (line.startsWith("+")) {
            return "added";
        } else if (line.startsWith("-")) {
            return "removed";
        }
        return line.startsWith("@@") ? "place" : "same";
    }

    private void reload(RoutingContext request) {
        pages.show(
                request,
                "routes-reloaded",
                api.post(Pages.visitor(request), "/routes/reload", Map.of(), Reload.class)
                        .map(reload -> Map.of("reload", reload)));
    }

    private void tryOut(RoutingContext request) {
        FormFields form = FormFields.of(request);
        Map<String, Object> body = form.body("family");
        body.put("payload", form.value("payload"));
        body.put("headers", form.headers("headers"));
        String file = form.value("file").strip();
        String text = form.value("text");
        if (!file.isEmpty() && !text.isBlank()) {
            body.put("files", Map.of(file, text.replace("\r\n", "\n")));
        }
        pages.show(
                request,
                "routes-tried",
                api.unmask(Pages.visitor(request), "/try", body, Tried.class).map(tried -> Map.of("tried", tried)));
    }
}
