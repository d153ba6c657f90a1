package dev.serai.operate;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.serai.journal.Ledger;
import dev.serai.journal.Operations;
import dev.serai.journal.Operations.Destination;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A destination, as the management API shows it.
 *
 * @param state working; paused: a person has stopped it; suspended: Serai has stopped it, and tries again; misconfigured:
 *     suspended, and every event fails until a person changes something; unworked: no process works it
 * @param nextProbeAt when Serai tries one batch again; null while it is not suspended
 * @param lastError why an event or the whole destination last failed; null if nothing has yet
 * @param waiting number of deliveries, the unmatched included
 * @param unmatched number of deliveries that wait for a person whom the far side does not know yet
 * @param closed number of deliveries that a person has cancelled or discarded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DestinationView(
        String name,
        String state,
        @Nullable String pausedSince,
        @Nullable String pausedUntil,
        @Nullable String pausedBy,
        @Nullable String pausedReason,
        @Nullable String suspendedSince,
        @Nullable String suspendedReason,
        @Nullable String nextProbeAt,
        @Nullable String lastError,
        @Nullable String lastErrorAt,
        long waiting,
        long unmatched,
        long oldestWaitingSeconds,
        long delivered,
        long dead,
        long closed) {

    /** The destination; null if it is not known. */
    static @Nullable DestinationView of(String name, Operations operations, Ledger ledger) throws SQLException {
        return all(operations, ledger).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(null);
    }

    /** Every destination that ever had a delivery or a route, by name. */
    static List<DestinationView> all(Operations operations, Ledger ledger) throws SQLException {
        return all(operations, ledger.read(false));
    }

    /** The same by a ledger that was read. */
    static List<DestinationView> all(Operations operations, Ledger.Page ledger) throws SQLException {
        Map<String, Ledger.Destination> counts = new HashMap<>();
        ledger.destinations().forEach(each -> counts.put(each.destination(), each));
        return operations.destinations().stream()
                .map(each -> of(
                        each,
                        counts.getOrDefault(
                                each.name(),
                                new Ledger.Destination(each.name(), 0, 0, 0, 0, 0, false, false, null, 0))))
                .toList();
    }

    private static DestinationView of(Destination each, Ledger.Destination counts) {
        return new DestinationView(
                each.name(),
                state(each),
                text(each.pausedSince()),
                text(each.pausedUntil()),
                each.pausedBy(),
                each.pausedReason(),
                text(each.suspendedSince()),
                each.suspendedReason(),
                text(each.nextProbe()),
                each.lastError(),
                text(each.lastErrorAt()),
                counts.waiting(),
                counts.unmatched(),
                counts.oldestWaitingSeconds(),
                counts.delivered(),
                counts.dead(),
                counts.closed());
    }

    private static String state(Destination each) {
        if (each.paused()) {
            return "paused";
        } else if (each.suspendedSince() != null) {
            return each.misconfigured() ? "misconfigured" : "suspended";
        }
        return each.worked() ? "working" : "unworked";
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }
}
