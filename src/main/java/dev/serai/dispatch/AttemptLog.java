package dev.serai.dispatch;

import dev.serai.journal.DeliveryUpdate;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What an operator reads of a destination, in the log and in the metrics. */
final class AttemptLog {
    private static final Logger log = LoggerFactory.getLogger("serai.attempt");

    private final String destination;
    private final MeterRegistry metrics;

    /** Why the destination is suspended, as the log has it; null while it is not. */
    private volatile @Nullable String suspended;

    AttemptLog(String destination, MeterRegistry metrics) {
        this.destination = destination;
        this.metrics = metrics;
    }

    void lost(int events) {
        log.warn("destination={} outcome=lost events={} reason={}", destination, events, Delivery.LOST);
    }

    /** A call has failed, which need not mean anything yet. */
    void failed(String reason) {
        log.info("destination={} outcome=failed error={}", destination, reason);
    }

    /** Told once when it begins and whenever the reason is another, not with every probe. */
    void suspended(Outcome.Suspend why) {
        if (!why.reason().equals(suspended)) {
            suspended = why.reason();
            log.atLevel(why.misconfigured() ? Level.ERROR : Level.WARN)
                    .log(
                            "destination={} outcome=suspended misconfigured={} reason={}",
                            destination,
                            why.misconfigured(),
                            why.reason());
        }
    }

    void resumed() {
        if (suspended != null) {
            log.info("destination={} outcome=resumed", destination);
            suspended = null;
        }
    }

    /** A line for the batch, and one for each event that failed. */
    void attempted(List<Delivery> batch, List<DeliveryUpdate> settlements, long millis) {
        if (settlements.isEmpty()) {
            return;
        }
        metrics.timer("serai.attempts", "destination", destination).record(millis, TimeUnit.MILLISECONDS);
        Map<String, Integer> counts = new TreeMap<>();
        settlements.forEach(settlement -> counts.merge(settlement.outcome(), 1, Integer::sum));
        counts.forEach(
                (outcome, count) -> metrics.counter("serai.deliveries", "destination", destination, "outcome", outcome)
                        .increment(count));
        log.info(
                "destination={} batch={} delivered={} retry={} dead={} unmatched={} ms={}",
                destination,
                batch.size(),
                counts.getOrDefault("delivered", 0),
                counts.getOrDefault("retry", 0),
                counts.getOrDefault("dead", 0),
                counts.getOrDefault("unmatched", 0),
                millis);
        Map<UUID, DeliveryUpdate> failed = new HashMap<>();
        settlements.stream().filter(DeliveryUpdate::isFailed).forEach(each -> failed.put(each.eventId(), each));
        for (Delivery delivery : batch) {
            DeliveryUpdate each = failed.get(delivery.getId());
            if (each != null) {
                log.warn(
                        "family={} type={} event={} destination={} attempt={} outcome={} error={}",
                        delivery.getFamily(),
                        delivery.getType(),
                        delivery.getId(),
                        destination,
                        each.attempts(),
                        each.outcome(),
                        each.error());
            }
        }
    }
}
