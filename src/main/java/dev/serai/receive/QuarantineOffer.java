package dev.serai.receive;

import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import dev.serai.journal.NewWork;
import dev.serai.journal.Quarantine;
import dev.serai.journal.Quarantine.Audit;
import dev.serai.journal.Quarantine.Became;
import dev.serai.journal.Quarantine.Offered;
import dev.serai.journal.Quarantine.Stored;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a body in quarantine once more, as a request of its family is read now, and lets the router that runs now decide.
 *
 * <p>Its events have the time at which the body came. They count as received, and the body does not count as quarantined any
 * more.
 */
public final class QuarantineOffer {
    private static final Logger log = LoggerFactory.getLogger("serai.receipt");

    private final Quarantine quarantine;
    private final List<Family> families;
    private final Router router;
    private final NewWork work;
    private final MeterRegistry metrics;

    /** @param work told what the destinations have to do */
    public QuarantineOffer(
            Quarantine quarantine, List<Family> families, Router router, NewWork work, MeterRegistry metrics) {
        this.quarantine = quarantine;
        this.families = families;
        this.router = router;
        this.work = work;
        this.metrics = metrics;
    }

    /** Offers one body. A body whose family is not served any more stays as it is. */
    public Offered offer(String hash, Audit audit) throws SQLException {
        Optional<Stored> stored = quarantine.find(hash);
        if (stored.isEmpty()) {
            return new Offered(Became.GONE, List.of(), 0, 0);
        }
        String name = stored.get().entry().family();
        Optional<Family> family =
                families.stream().filter(each -> each.name().equals(name)).findFirst();
        if (family.isEmpty() || stored.get().isErased()) {
            return new Offered(Became.NO_EVENT, List.of(), 0, 1);
        }
        Offered offered = quarantine.offer(hash, read(family.get(), stored.get()), audit);
        work.announce(RoutedEvent.newDeliveries(offered.fresh()));
        count(name, "new", offered.fresh().size());
        count(name, "duplicate", offered.duplicate());
        log.info(
                "family={} quarantine={} outcome={} new={} duplicate={} quarantined={}",
                name,
                hash,
                offered.became() == Became.EVENTS ? "offered" : "still-no-event",
                offered.fresh().size(),
                offered.duplicate(),
                offered.quarantined());
        return offered;
    }

    private List<ReceiptItem> read(Family family, Stored stored) {
        return router.decide(Receipt.read(
                family,
                stored.body(),
                new Family.Transmission(
                        stored.entry().receivedAt(), null, stored.entry().charset(), stored.headers())));
    }

    /** Elements that are still no events were counted when they came. */
    private void count(String family, String result, int events) {
        if (events > 0) {
            metrics.counter("serai.events", "family", family, "result", result).increment(events);
        }
    }
}
