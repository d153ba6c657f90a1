package dev.serai.alarm;

import dev.serai.dispatch.Dispatchers;
import dev.serai.journal.AlarmLookups;
import dev.serai.journal.AlarmLookups.Deaths;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Deliveries that were given up, one incident for each destination and window of time. The journal is asked only about windows in which
 * a counter of this process has grown, or that were not over when it started. Dead deliveries of alarms do not count: the alarms
 * about them could die as well, without an end.
 */
public final class DeadDeliveries implements AlarmSource {
    /** A death is counted after it is written; its time is from before. */
    private static final Duration WRITTEN = Duration.ofSeconds(2);

    private final AlarmLookups lookups;
    private final Dispatchers dispatchers;
    private final MeterRegistry metrics;
    private final Duration window;
    private final Map<String, Double> counted = new HashMap<>();
    /** The beginnings of the windows in which something may have died, by destination. */
    private final Map<String, Set<Instant>> windows = new TreeMap<>();

    private @Nullable Instant lastLook;

    /** @param window deaths of this long are one alarm */
    public DeadDeliveries(AlarmLookups lookups, Dispatchers dispatchers, MeterRegistry metrics, Duration window) {
        this.lookups = lookups;
        this.dispatchers = dispatchers;
        this.metrics = metrics;
        this.window = window;
    }

    @Override
    public List<Incident> look(Instant now) throws SQLException {
        notice(now);
        List<Incident> found = new ArrayList<>();
        for (Map.Entry<String, Set<Instant>> each : windows.entrySet()) {
            for (Instant begin : List.copyOf(each.getValue())) {
                Instant end = begin.plus(window);
                if (!end.plus(WRITTEN).isAfter(now)) {
                    Deaths deaths = lookups.deaths(each.getKey(), begin, end, AlarmFamily.NAME);
                    if (deaths.count() == 0) {
                        each.getValue().remove(begin);
                    } else {
                        found.add(incident(each.getKey(), begin, deaths));
                    }
                }
            }
        }
        return found;
    }

    private void notice(Instant now) {
        Instant current = Alarm.windowStart(now, window);
        Instant before = lastLook;
        if (before == null) {
            dispatchers.working().forEach(destination -> add(destination, current.minus(window), current));
        }
        for (Counter each :
                metrics.find("serai.deliveries").tag("outcome", "dead").counters()) {
            String destination = String.valueOf(each.getId().getTag("destination"));
            double count = each.count();
            Double last = counted.put(destination, count);
            if (count > (last == null ? 0 : last)) {
                add(destination, before == null ? current : Alarm.windowStart(before, window), current);
            }
        }
        lastLook = now;
    }

    private void add(String destination, Instant one, Instant other) {
        Set<Instant> its = windows.computeIfAbsent(destination, name -> new TreeSet<>());
        its.add(one);
        its.add(other);
    }

    private Incident incident(String destination, Instant begin, Deaths deaths) {
        String many = deaths.count() == 1 ? "1 delivery" : deaths.count() + " deliveries";
        return new Incident(
                AlarmKind.DELIVERY_DEAD,
                destination,
                begin,
                begin,
                many + " to " + destination + " were given up within " + window.toSeconds() + " s of " + begin
                        + ", most often for: " + deaths.error(),
                Map.of("count", deaths.count(), "error", deaths.error(), "windowSeconds", window.toSeconds()));
    }

    @Override
    public void kept(Incident incident) {
        Instant begin = incident.since();
        if (begin != null) {
            windows.getOrDefault(incident.subject(), new TreeSet<>()).remove(begin);
        }
    }
}
