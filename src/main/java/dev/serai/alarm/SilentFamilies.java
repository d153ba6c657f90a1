package dev.serai.alarm;

import dev.serai.journal.AlarmLookups;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Families of which nothing came for longer than is expected. The silence counts from the last event in the journal, whichever gateway
 * has received it; from the start of this process if there is none.
 */
public final class SilentFamilies implements AlarmSource {
    /** What was received before a look may be committed after it. */
    private static final Duration COMMIT_TAKES = Duration.ofMinutes(1);

    private final Map<String, Duration> expected;
    private final ReceivedLately here;
    private final AlarmLookups lookups;
    private final Instant started;
    private final Map<String, Known> known = new HashMap<>();

    /**
     * What the journal says.
     *
     * @param last null if it has no event of the family
     * @param until events received before are read
     */
    private record Known(@Nullable Instant last, Instant until) {}

    /** @param expected how long each family may be silent */
    public SilentFamilies(Map<String, Duration> expected, ReceivedLately here, AlarmLookups lookups, Instant started) {
        this.expected = Map.copyOf(expected);
        this.here = here;
        this.lookups = lookups;
        this.started = started;
    }

    @Override
    public List<Incident> look(Instant now) throws SQLException {
        List<Incident> found = new ArrayList<>();
        for (Map.Entry<String, Duration> each : expected.entrySet()) {
            String family = each.getKey();
            Duration within = each.getValue();
            Instant latest = now.minus(within);
            Instant last = here.last(family);
            if (last != null && last.isAfter(latest)) {
                continue;
            }
            Instant stored = stored(family, now);
            Instant since = stored == null ? started : stored;
            if (!since.isAfter(latest)) {
                found.add(incident(family, within, since, stored != null));
            }
        }
        return found;
    }

    private @Nullable Instant stored(String family, Instant now) throws SQLException {
        Known before = known.get(family);
        Instant from = before == null ? lookups.lastDay(family) : before.until().minus(COMMIT_TAKES);
        Instant last = from == null ? null : lookups.lastReceived(family, from);
        Instant known = last != null || before == null ? last : before.last();
        if (from != null) {
            this.known.put(family, new Known(known, now));
        }
        return known;
    }

    private static Incident incident(String family, Duration within, Instant since, boolean everCame) {
        return new Incident(
                AlarmKind.FAMILY_SILENT,
                family,
                since,
                since.plus(within),
                everCame
                        ? "no event of " + family + " has come since " + since
                        : "no event of " + family + " has come yet; Serai runs since " + since,
                Map.of("expectWithinSeconds", within.toSeconds()));
    }
}
