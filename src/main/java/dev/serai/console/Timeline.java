package dev.serai.console;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happened to an event, in the order of time. The bars are to scale from the receipt to the last thing that happened.
 *
 * @param over milliseconds from the first to the last
 */
record Timeline(List<Step> steps, long over) {
    private static final double WHOLE = 100;
    /** A shorter bar would not be seen. */
    private static final double LEAST = 0.6;

    /**
     * A step.
     *
     * @param kind received, delivered, failed or waiting
     * @param left where its bar begins, in percent
     * @param width of its bar, in percent
     */
    record Step(String what, String at, String kind, String left, String width, String took) {}

    private record Moment(String what, Instant at, String kind, long millis) {}

    static Timeline of(EventView event) {
        List<Moment> moments = new ArrayList<>();
        Instant received = Instant.parse(event.receivedAt());
        moments.add(new Moment("received and committed", received, "received", 0));
        for (EventView.Earlier each : event.earlier()) {
            add(moments, each.name() + ": " + each.state() + " before", each.settledAt(), "received");
            if (each.by() != null) {
                add(
                        moments,
                        each.name() + ": " + each.by().action() + " by "
                                + each.by().who(),
                        each.by().at(),
                        "received");
            }
        }
        for (EventView.Delivery each : event.deliveries()) {
            each.failed()
                    .forEach(attempt -> moments.add(new Moment(
                            each.name() + ": attempt " + attempt.number() + ", " + attempt.outcome(),
                            Instant.parse(attempt.at()),
                            "failed",
                            attempt.ms())));
            if (each.closedBy() != null) {
                add(
                        moments,
                        each.name() + ": " + each.shown() + " by "
                                + each.closedBy().who(),
                        each.closedBy().at(),
                        "waiting");
            }
            boolean delivered = each.state().equals("delivered");
            add(moments, each.name() + ": " + each.shown(), each.settledAt(), delivered ? "delivered" : "failed");
            if (each.state().equals("waiting")) {
                add(moments, each.name() + ": next attempt", each.nextAttemptAt(), "waiting");
            }
        }
        moments.sort((one, other) -> one.at().compareTo(other.at()));
        Instant first = moments.get(0).at();
        Instant end = moments.stream()
                .map(each -> each.at().plusMillis(each.millis()))
                .max(Instant::compareTo)
                .orElse(first);
        double whole = Math.max(1, Duration.between(first, end).toMillis());
        return new Timeline(
                moments.stream().map(each -> step(each, first, whole)).toList(), (long) whole);
    }

    private static void add(List<Moment> moments, String what, @Nullable String at, String kind) {
        if (at != null) {
            moments.add(new Moment(what, Instant.parse(at), kind, 0));
        }
    }

    private static Step step(Moment moment, Instant first, double whole) {
        double left = Duration.between(first, moment.at()).toMillis() / whole * WHOLE;
        double width = Math.max(LEAST, moment.millis() / whole * WHOLE);
        return new Step(
                moment.what(),
                moment.at().toString(),
                moment.kind(),
                percent(Math.min(left, WHOLE - LEAST)),
                percent(Math.min(width, WHOLE)),
                moment.millis() == 0
                        ? "+" + took(Duration.between(first, moment.at()))
                        : took(Duration.ofMillis(moment.millis())) + " long");
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", share);
    }

    /** Such as 12 ms, 3.4 s or 5m. */
    private static String took(Duration time) {
        long millis = time.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        return millis < 120_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1_000.0)
                : PageText.age(time.toSeconds());
    }
}
