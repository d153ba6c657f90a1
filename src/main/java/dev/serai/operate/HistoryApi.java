package dev.serai.operate;

import dev.serai.operate.ManagementApi.ProblemException;
import dev.serai.receive.AnswerTimes;
import dev.serai.receive.Family;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code GET /api/v1/history}: what happened, in steps, for plots. */
final class HistoryApi {
    private static final double HALF = 0.5;
    private static final double NEARLY_ALL = 0.99;

    private final ManagementApi api;
    private final ActivityHistory history;
    private final List<String> families;
    private final Clock clock;

    /** How far back it goes. */
    private enum Range {
        HOUR(Duration.ofMinutes(1), 60),
        DAY(Duration.ofMinutes(10), 144),
        WEEK(Duration.ofHours(1), 168);

        private final Duration step;
        private final int steps;

        Range(Duration step, int steps) {
            this.step = step;
            this.steps = steps;
        }

        static Range of(@Nullable String name) throws ProblemException {
            for (Range each : values()) {
                if (each.toString().equals(name == null ? "hour" : name)) {
                    return each;
                }
            }
            throw new ProblemException(400, "range must be hour, day or week");
        }

        /** The begin of the first step; the last one is that of now. */
        Instant from(Instant now) {
            long seconds = step.toSeconds();
            return Instant.ofEpochSecond(
                    Math.floorDiv(now.getEpochSecond(), seconds) * seconds - (steps - 1) * seconds);
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Lists of one length: a number for each step, null where no gateway has told.
     *
     * @param step seconds
     * @param at the begin of each step, in seconds since 1970
     * @param families new events
     * @param p50 milliseconds; null without answers
     */
    record History(
            String range,
            long step,
            String from,
            List<Long> at,
            Map<String, List<@Nullable Long>> families,
            List<@Nullable Long> refused,
            List<@Nullable Double> p50,
            List<@Nullable Double> p99,
            Map<String, List<@Nullable Long>> delivered,
            Map<String, List<@Nullable Long>> dead) {}

    HistoryApi(ManagementApi api, ActivityHistory history, List<Family> families, Clock clock) {
        this.api = api;
        this.history = history;
        this.families = families.stream().map(Family::name).toList();
        this.clock = clock;
    }

    void serve() {
        api.get("/history", call -> history(call.query().get("range")));
    }

    private History history(@Nullable String asked) throws ProblemException {
        Range range = Range.of(asked);
        Instant from = range.from(clock.instant());
        SortedMap<Instant, ActivitySample> known = history.since(from, range.step);
        List<Long> at = new ArrayList<>();
        List<@Nullable ActivitySample> steps = new ArrayList<>();
        for (int i = 0; i < range.steps; i++) {
            Instant begin = from.plus(range.step.multipliedBy(i));
            at.add(begin.getEpochSecond());
            steps.add(known.get(begin));
        }
        Set<String> destinations = history.destinations();
        return new History(
                range.toString(),
                range.step.toSeconds(),
                from.toString(),
                at,
                byName(steps, families, ActivitySample::received),
                each(steps, ActivitySample::refused),
                each(steps, step -> millis(step, HALF)),
                each(steps, step -> millis(step, NEARLY_ALL)),
                byName(steps, destinations, ActivitySample::delivered),
                byName(steps, destinations, ActivitySample::dead));
    }

    private static @Nullable Double millis(ActivitySample step, double share) {
        return step.answers().isEmpty() ? null : AnswerTimes.millis(step.answers(), share);
    }

    /** @param names that are there although nothing was counted for them */
    private static Map<String, List<@Nullable Long>> byName(
            List<@Nullable ActivitySample> steps,
            Collection<String> names,
            Function<ActivitySample, SortedMap<String, Long>> counts) {
        Set<String> all = new TreeSet<>(names);
        for (ActivitySample step : steps) {
            if (step != null) {
                all.addAll(counts.apply(step).keySet());
            }
        }
        Map<String, List<@Nullable Long>> series = new TreeMap<>();
        all.forEach(
                name -> series.put(name, each(steps, step -> counts.apply(step).getOrDefault(name, 0L))));
        return series;
    }

    private static <T> List<@Nullable T> each(
            List<@Nullable ActivitySample> steps, Function<ActivitySample, @Nullable T> value) {
        List<@Nullable T> values = new ArrayList<>();
        for (ActivitySample step : steps) {
            values.add(step == null ? null : value.apply(step));
        }
        return values;
    }
}
