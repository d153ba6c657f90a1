package dev.serai.reconcile;

import dev.serai.reconcile.Report.OfClient;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the last reconciliations found, for health and metrics. */
public final class ReconcileState {
    private final Clock clock;
    private final Counter stored;
    private final Map<String, Last> clients = new TreeMap<>();
    /** By the client, as of its last run. */
    private final Map<String, List<String>> suspended = new TreeMap<>();

    private long lastSuccess;

    /** What was found last of a client. */
    private record Last(
            Instant since,
            Instant until,
            long open,
            @Nullable String error) {
        /** Whether a later run says as much: it goes as far back, or as far as a run that is made by itself. */
        boolean isReplacedBy(Last later) {
            return (open == 0 && error == null)
                    || later.open > 0
                    || later.error != null
                    || !later.since.isAfter(since)
                    || !Duration.between(later.since, later.until)
                            .plus(Reconcile.MAY_STILL_COME)
                            .minus(Reconcile.OVERLAP)
                            .isNegative();
        }
    }

    public ReconcileState(Clock clock, MeterRegistry metrics) {
        this.clock = clock;
        Gauge.builder("serai.reconcile.missing", this, ReconcileState::open)
                .description("Events that Campaign knows, and that had never arrived at the last reconciliation.")
                .register(metrics);
        Gauge.builder("serai.reconcile.last.success.seconds", this, ReconcileState::lastSuccess)
                .description(
                        "When the last reconciliation of every client came to its end, in seconds since 1970; 0: never.")
                .register(metrics);
        Gauge.builder("serai.reconcile.suspended", this, ReconcileState::suspended)
                .description("Webhooks to this gateway that Campaign has suspended, as of the last reconciliation.")
                .register(metrics);
        stored = Counter.builder("serai.reconcile.stored")
                .description("Events that reconciliations have stored, since the start.")
                .register(metrics);
    }

    /** Takes what a run found. */
    synchronized void found(Instant since, Instant until, List<OfClient> found, boolean complete) {
        for (OfClient each : found) {
            stored.increment((double)
                    each.types().stream().mapToLong(Report.Total::stored).sum());
            suspended.put(each.client(), each.suspended());
            Last now = new Last(since, until, each.open(), each.error());
            Last before = clients.get(each.client());
            if (before == null || before.isReplacedBy(now)) {
                clients.put(each.client(), now);
            }
        }
        if (complete) {
            lastSuccess = clock.instant().getEpochSecond();
        }
    }

    private synchronized long open() {
        return clients.values().stream().mapToLong(Last::open).sum();
    }

    private synchronized long suspended() {
        return suspended.values().stream().mapToLong(List::size).sum();
    }

    private synchronized long lastSuccess() {
        return lastSuccess;
    }

    /** What is not as it should be. */
    public enum Kind {
        /** Events never arrived. */
        MISSING,
        /** Campaign has suspended webhooks to this gateway. */
        SUSPENDED,
        /** A client could not be compared. */
        FAILED
    }

    /** What needs a person. */
    public record Reason(Kind kind, String what) {}

    /** What needs a person; empty if nothing does. */
    public synchronized List<Reason> reasons() {
        List<Reason> reasons = new ArrayList<>();
        long open = open();
        if (open > 0) {
            Instant since = clients.values().stream()
                    .filter(each -> each.open > 0)
                    .map(Last::since)
                    .min(Instant::compareTo)
                    .orElseThrow();
            reasons.add(new Reason(
                    Kind.MISSING,
                    open + (open == 1 ? " event" : " events")
                            + " that Campaign knows never arrived; serai reconcile --since " + since + " shows "
                            + (open == 1 ? "it" : "them") + ", --apply stores " + (open == 1 ? "it" : "them")));
        }
        suspended.forEach((client, types) -> {
            if (!types.isEmpty()) {
                reasons.add(
                        new Reason(Kind.SUSPENDED, "client " + client + ": " + ReportBuilder.suspendedWebhooks(types)));
            }
        });
        clients.forEach((client, last) -> {
            if (last.error != null) {
                reasons.add(new Reason(Kind.FAILED, "client " + client + " could not be compared: " + last.error));
            }
        });
        return reasons;
    }
}
