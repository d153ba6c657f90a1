package dev.serai.alarm;

import dev.serai.journal.AlarmLookups;
import dev.serai.journal.AlarmLookups.Suspension;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Destinations that are suspended, and those that work again after an alarm. It reads what the journal has of them, and not what the
 * circuit breakers of this process say: another gateway may work the destination.
 */
public final class SuspendedDestinations implements AlarmSource {
    /** A suspension about which the last alarm is older is forgotten: nothing is said when it ends. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private final AlarmLookups lookups;
    private final Duration after;
    /** Since when the destinations are suspended about which there was an alarm, and none yet that they work again. */
    private @Nullable Map<String, Instant> alarmed;

    /** @param after how long a destination is suspended before that is an alarm */
    public SuspendedDestinations(AlarmLookups lookups, Duration after) {
        this.lookups = lookups;
        this.after = after;
    }

    @Override
    public List<Incident> look(Instant now) throws SQLException {
        Map<String, Instant> open = alarmed(now);
        List<Incident> found = new ArrayList<>();
        Set<String> suspended = new HashSet<>();
        for (Suspension each : lookups.suspensions()) {
            suspended.add(each.destination());
            Instant due = each.misconfigured() ? each.since() : each.since().plus(after);
            if (!due.isAfter(now)) {
                found.add(suspended(each, due));
            }
        }
        open.forEach((destination, since) -> {
            if (!suspended.contains(destination)) {
                found.add(resumed(destination, since, now));
            }
        });
        return found;
    }

    private Map<String, Instant> alarmed(Instant now) throws SQLException {
        Map<String, Instant> known = alarmed;
        if (known == null) {
            known = new HashMap<>(lookups.unfinished(
                    AlarmFamily.NAME,
                    AlarmKind.DESTINATION_SUSPENDED.type(),
                    AlarmKind.DESTINATION_RESUMED.type(),
                    now.minus(REMEMBERED)));
            alarmed = known;
        }
        return known;
    }

    private static Incident suspended(Suspension each, Instant due) {
        return new Incident(
                AlarmKind.DESTINATION_SUSPENDED,
                each.destination(),
                each.since(),
                due,
                each.destination() + (each.misconfigured() ? " is misconfigured and suspended" : " is suspended")
                        + " since " + each.since() + ": " + each.reason(),
                Map.of("reason", each.reason(), "misconfigured", each.misconfigured()));
    }

    private static Incident resumed(String destination, Instant since, Instant now) {
        Duration suspended = Duration.between(since, now);
        return new Incident(
                AlarmKind.DESTINATION_RESUMED,
                destination,
                since,
                since,
                destination + " is sent to again; it was suspended since " + since,
                Map.of("suspendedSeconds", Math.max(0, suspended.toSeconds())));
    }

    @Override
    public void kept(Incident incident) {
        Map<String, Instant> open = alarmed;
        Instant since = incident.since();
        if (open == null || since == null) {
            return;
        }
        if (incident.kind() == AlarmKind.DESTINATION_SUSPENDED) {
            open.put(incident.subject(), since);
        } else {
            open.remove(incident.subject(), since);
        }
    }
}
