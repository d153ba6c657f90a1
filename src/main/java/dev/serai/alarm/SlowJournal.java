package dev.serai.alarm;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether more than 1 % of the commits take longer than a bound, at each look with commits, for five minutes. */
public final class SlowJournal implements AlarmSource {
    private static final String COMMITS = "serai.journal.commit";
    private static final Duration LASTS = Duration.ofMinutes(5);
    private static final double ONE_PERCENT = 0.01;

    private final MeterRegistry metrics;
    private final Duration bound;
    private double commitsBefore;
    private double slowBefore;
    private @Nullable Instant slowSince;
    private @Nullable Instant slowUntil;

    /** @param bound a commit that takes longer is slow */
    public SlowJournal(MeterRegistry metrics, Duration bound) {
        this.metrics = metrics;
        this.bound = bound;
    }

    /** Makes the timer of the commits count those within the bound. */
    public static MeterFilter counting(Duration bound) {
        return new MeterFilter() {
            @Override
            public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
                return id.getName().equals(COMMITS)
                        ? DistributionStatisticConfig.builder()
                                .serviceLevelObjectives((double) bound.toNanos())
                                .build()
                                .merge(config)
                        : config;
            }
        };
    }

    @Override
    public List<Incident> look(Instant now) throws SQLException {
        double commits = 0;
        double slow = 0;
        for (Timer timer : metrics.find(COMMITS).timers()) {
            commits += timer.count();
            slow += timer.count() - within(timer);
        }
        double added = commits - commitsBefore;
        double addedSlow = slow - slowBefore;
        commitsBefore = commits;
        slowBefore = slow;
        if (added > 0) {
            notice(addedSlow > added * ONE_PERCENT, now);
        }
        Instant since = slowSince;
        Instant until = slowUntil;
        return since == null || until == null || Duration.between(since, until).compareTo(LASTS) < 0
                ? List.of()
                : List.of(Incident.seen(
                        AlarmKind.JOURNAL_SLOW,
                        "journal",
                        "more than 1 % of the commits take longer than " + bound.toMillis() + " ms since " + since,
                        Map.of("boundMillis", bound.toMillis(), "slowSince", since.toString())));
    }

    private void notice(boolean slow, Instant now) {
        slowSince = !slow ? null : slowSince == null ? now : slowSince;
        slowUntil = slow ? now : null;
    }

    private double within(Timer timer) {
        for (CountAtBucket each : timer.takeSnapshot().histogramCounts()) {
            if (each.bucket() >= bound.toNanos()) {
                return each.count();
            }
        }
        return timer.count();
    }
}
