package dev.serai.console;

import dev.serai.event.Json;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The numbers of the plots on the first page, as JSON: {@code /console/history?range=hour&what=received}. */
final class PlotData {
    private static final Set<String> RANGES = Set.of("hour", "day", "week");

    private final ConsoleApi api;
    private final Pages pages;

    /** As {@code GET /api/v1/history} answers; a number is missing where no gateway has told. */
    record History(
            int step,
            List<Long> at,
            Map<String, List<@Nullable Double>> families,
            List<@Nullable Double> refused,
            List<@Nullable Double> p50,
            List<@Nullable Double> p99,
            Map<String, List<@Nullable Double>> delivered,
            Map<String, List<@Nullable Double>> dead) {}

    private record Series(String label, List<@Nullable Double> values) {}

    private record Plot(List<Long> at, List<Series> series) {}

    PlotData(ConsoleApi api, Pages pages) {
        this.api = api;
        this.pages = pages;
    }

    void serve(Router router) {
        router.get(Console.ROOT + "/history").handler(this::send);
    }

    private void send(RoutingContext request) {
        String range = request.queryParams().get("range");
        String what = String.valueOf(request.queryParams().get("what"));
        api.get(
                        Pages.visitor(request),
                        "/history?range=" + (RANGES.contains(String.valueOf(range)) ? range : "hour"),
                        History.class)
                .onSuccess(history -> request.response()
                        .putHeader("Content-Type", "application/json")
                        .end(Json.write(new Plot(history.at(), series(history, what)))))
                .onFailure(failure -> pages.problem(request, failure));
    }

    private static List<Series> series(History history, String what) {
        return switch (what) {
            case "answer" -> List.of(new Series("p50 ms", history.p50()), new Series("p99 ms", history.p99()));
            case "delivered" -> all(perMinute(history.delivered(), history.step()));
            case "dead" -> all(history.dead());
            default -> {
                List<Series> series = new ArrayList<>(all(perMinute(history.families(), history.step())));
                series.add(new Series("refused", perMinute(history.refused(), history.step())));
                yield series;
            }
        };
    }

    private static Map<String, List<@Nullable Double>> perMinute(Map<String, List<@Nullable Double>> each, int step) {
        Map<String, List<@Nullable Double>> rates = new TreeMap<>();
        each.forEach((name, values) -> rates.put(name, perMinute(values, step)));
        return rates;
    }

    private static List<@Nullable Double> perMinute(List<@Nullable Double> values, int step) {
        List<@Nullable Double> rates = new ArrayList<>();
        for (Double value : values) {
            rates.add(value == null ? null : value * 60 / step);
        }
        return rates;
    }

    /** Without those that have nothing to show. */
    private static List<Series> all(Map<String, List<@Nullable Double>> each) {
        return each.entrySet().stream()
                .filter(one -> one.getValue().stream().anyMatch(value -> value != null && value > 0))
                .map(one -> new Series(one.getKey(), one.getValue()))
                .toList();
    }
}
