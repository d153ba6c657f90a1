package dev.serai.alarm;

import dev.serai.journal.AlarmLookups;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which alarms are in the journal. What this process knows of is remembered, so that what lasts asks nothing at each look. */
final class RaisedAlarms {
    private static final int MAX_REMEMBERED = 10_000;

    private final AlarmLookups lookups;
    private final Duration repeat;
    private final Map<UUID, Boolean> ids = remembering();
    private final Map<About, Instant> last = remembering();

    private record About(AlarmKind kind, String subject) {
        static About of(Alarm alarm) {
            return new About(alarm.incident().kind(), alarm.incident().subject());
        }
    }

    RaisedAlarms(AlarmLookups lookups, Duration repeat) {
        this.lookups = lookups;
        this.repeat = repeat;
    }

    private static <K, V> Map<K, V> remembering() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > MAX_REMEMBERED;
            }
        };
    }

    /**
     * Whether it was raised. An incident whose start only one process has seen is the same one if there was an alarm of its kind and
     * subject in the last {@code alarms.repeat}.
     */
    boolean isKnown(Alarm alarm) throws SQLException {
        return alarm.incident().since() == null ? isRecent(alarm) : isKept(alarm);
    }

    private boolean isKept(Alarm alarm) throws SQLException {
        boolean kept = ids.containsKey(alarm.id()) || lookups.isKept(alarm.id());
        if (kept) {
            ids.put(alarm.id(), true);
        }
        return kept;
    }

    private boolean isRecent(Alarm alarm) throws SQLException {
        About about = About.of(alarm);
        Instant from = alarm.raisedAt().minus(repeat);
        @Nullable Instant known = last.get(about);
        if (known != null && known.isAfter(from)) {
            return true;
        }
        @Nullable
        Instant raised = lookups.lastRaised(AlarmFamily.NAME, about.kind().type(), about.subject(), from);
        if (raised == null) {
            return false;
        }
        last.put(about, raised);
        return true;
    }

    /** It is in the journal now. */
    void add(Alarm alarm) {
        ids.put(alarm.id(), true);
        last.put(About.of(alarm), alarm.raisedAt());
    }
}
