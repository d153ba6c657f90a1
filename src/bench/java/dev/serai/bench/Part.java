package dev.serai.bench;

import java.time.Duration;
import java.util.Locale;

/** What can be measured by itself. */
enum Part {
    START,
    LATENCY,
    ACCEPT,
    DRAIN,
    REPLAY,
    PRUNE,
    STRESS,
    FLAMES,
    GROWTH,
    SIZE;

    /** On the command line and in the page. */
    String title() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Roughly how long it takes. */
    Duration planned(Effort effort) {
        return switch (this) {
            case START -> Startup.planned(effort);
            case LATENCY -> Latency.planned(effort);
            case ACCEPT -> Accept.planned(effort);
            case DRAIN -> Drain.planned(effort);
            case REPLAY -> ReplayBeside.planned(effort);
            case PRUNE -> Pruning.planned(effort);
            case STRESS -> Stress.planned(effort);
            case FLAMES -> Flames.planned(effort);
            case GROWTH -> Growth.planned(effort);
            case SIZE -> Size.planned(effort);
        };
    }

    Findings measure(Ground ground, Effort effort, Progress progress) throws Exception {
        Measurement measurement =
                switch (this) {
                    case START -> new Startup(ground, effort, progress);
                    case LATENCY -> new Latency(ground, effort, progress);
                    case ACCEPT -> new Accept(ground, effort, progress);
                    case DRAIN -> new Drain(ground, effort, progress);
                    case REPLAY -> new ReplayBeside(ground, effort, progress);
                    case PRUNE -> new Pruning(ground, effort, progress);
                    case STRESS -> new Stress(ground, effort, progress);
                    case FLAMES -> new Flames(ground, effort, progress);
                    case GROWTH -> new Growth(ground, effort, progress);
                    case SIZE -> new Size(ground, effort, progress);
                };
        return measurement.measure();
    }
}
