package dev.serai.operate;

import dev.serai.journal.ActivitySamples;
import dev.serai.journal.ActivitySamples.Stored;
import dev.serai.journal.Journal;
import dev.serai.receive.AnswerTimes;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happened minute by minute, by the counters that everybody sees in the metrics. Each full minute is kept in memory for an hour and
 * stored in the journal for a week, where the minutes of other gateways and of earlier starts are. A minute that cannot be stored is a gap
 * once this process has forgotten it.
 */
public final class ActivityHistory implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ActivityHistory.class);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final int IN_MEMORY = 60;
    private static final long END_SECONDS = 5;

    private final ActivitySamples samples;
    private final MeterRegistry metrics;
    private final AnswerTimes answers;
    private final Clock clock;
    private final Deque<Minute> last = new ArrayDeque<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(ActivityHistory::thread);
    private ActivitySample before = ActivitySample.none();
    private boolean started;
    private boolean failed;

    private record Minute(Instant at, ActivitySample sample) {}

    private record Key(Instant at, String process) {}

    public ActivityHistory(ActivitySamples samples, MeterRegistry metrics, AnswerTimes answers, Clock clock) {
        this.samples = samples;
        this.metrics = metrics;
        this.answers = answers;
        this.clock = clock;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "activity-history");
        thread.setDaemon(true);
        return thread;
    }

    /** Notes each minute from now on when it is over. */
    public synchronized void start() {
        started = true;
        later();
    }

    private void later() {
        long past = clock.millis() % MINUTE.toMillis();
        ScheduledFuture<?> unused = timer.schedule(this::minuteIsOver, MINUTE.toMillis() - past, TimeUnit.MILLISECONDS);
    }

    private void minuteIsOver() {
        try {
            // the timer may be a little early or late
            note(clock.instant().minus(MINUTE.dividedBy(2)).truncatedTo(ChronoUnit.MINUTES));
        } finally {
            later();
        }
    }

    /**
     * Notes what has happened since the last time.
     *
     * @param at the begin of the minute in which it has happened
     */
    synchronized void note(Instant at) {
        ActivitySample now = counters();
        ActivitySample sample = now.since(before);
        before = now;
        last.add(new Minute(at, sample));
        while (last.size() > IN_MEMORY) {
            last.removeFirst();
        }
        try {
            samples.store(at, sample.json());
            failed = false;
        } catch (SQLException | RuntimeException e) {
            // the journal itself says that it is away
            failed = true;
            log.debug("history outcome=not-stored error={}", Journal.describe(e));
        }
    }

    private ActivitySample counters() {
        SortedMap<String, Long> received = new TreeMap<>();
        SortedMap<String, Long> delivered = new TreeMap<>();
        SortedMap<String, Long> dead = new TreeMap<>();
        long refused = 0;
        for (Map.Entry<Activity.Key, Double> each : Activity.counts(metrics).entrySet()) {
            Activity.Key key = each.getKey();
            long count = Math.round(each.getValue());
            switch (key.meter() + " " + key.what()) {
                case "serai.events new" -> received.merge(key.who(), count, Long::sum);
                case "serai.deliveries delivered" -> delivered.merge(key.who(), count, Long::sum);
                case "serai.deliveries dead" -> dead.merge(key.who(), count, Long::sum);
                default ->
                    refused +=
                            key.meter().equals("serai.receipts") && !key.what().equals("200") ? count : 0;
            }
        }
        return new ActivitySample(received, refused, delivered, dead, answers.counts());
    }

    /**
     * What all gateways have done, in steps.
     *
     * @param from the begin of the first step
     * @return by the begin of each step; a step without a sample is left out
     */
    SortedMap<Instant, ActivitySample> since(Instant from, Duration step) {
        Map<Key, ActivitySample> minutes = new LinkedHashMap<>();
        synchronized (this) {
            last.forEach(each -> minutes.put(new Key(each.at(), samples.process()), each.sample()));
        }
        try {
            for (Stored each : samples.since(from)) {
                ActivitySample sample = ActivitySample.of(each.sample());
                if (sample != null) {
                    minutes.putIfAbsent(new Key(each.at(), each.process()), sample);
                }
            }
        } catch (SQLException e) {
            // health has the reason; what this process remembers is better than nothing
            log.debug("history outcome=not-read error={}", Journal.describe(e));
        }
        SortedMap<Instant, ActivitySample> steps = new TreeMap<>();
        minutes.forEach((key, sample) -> {
            if (!key.at().isBefore(from)) {
                long number = Duration.between(from, key.at()).dividedBy(step);
                steps.merge(from.plus(step.multipliedBy(number)), sample, ActivitySample::and);
            }
        });
        return steps;
    }

    /** The destinations that this process counts, also those to which nothing was delivered. */
    Set<String> destinations() {
        Set<String> names = new TreeSet<>();
        metrics.find("serai.deliveries")
                .counters()
                .forEach(each -> names.add(String.valueOf(each.getId().getTag("destination"))));
        return names;
    }

    /** Notes the minute that is not over, so that a restart loses nothing of it. */
    @Override
    public void close() {
        timer.shutdownNow();
        boolean ended = hasEnded();
        synchronized (this) {
            if (ended && started && !failed) {
                note(clock.instant().truncatedTo(ChronoUnit.MINUTES));
            }
        }
    }

    private boolean hasEnded() {
        try {
            return timer.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
