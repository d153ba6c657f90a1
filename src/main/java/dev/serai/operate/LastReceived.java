package dev.serai.operate;

import dev.serai.alarm.ReceivedLately;
import dev.serai.event.ReceiptItem;
import dev.serai.event.RoutedEvent;
import dev.serai.journal.Ledger;
import dev.serai.receive.ReceiveRoutes.Keep;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * When something of each family was kept last, for an alarm that a sender has gone silent. It is exact from the start of
 * this process on; what was kept before is known to the day.
 */
public final class LastReceived implements ReceivedLately {
    private final Map<String, AtomicLong> millis = new ConcurrentHashMap<>();
    private final Clock clock;

    public LastReceived(List<String> families, Clock clock, MeterRegistry metrics) {
        this.clock = clock;
        for (String family : families) {
            AtomicLong last = new AtomicLong();
            millis.put(family, last);
            Gauge.builder("serai.last.received.timestamp.seconds", last, each -> each.get() / 1000.0)
                    .description("When something of the family was kept last, in seconds since 1970; 0 for never.")
                    .tag("family", family)
                    .register(metrics);
        }
    }

    /** What earlier processes have kept. */
    public void readBefore(Ledger ledger) throws SQLException {
        ledger.lastDays().forEach((family, day) -> note(family, day));
    }

    /** Keeps as before, and remembers when. */
    public Keep over(Keep keep) {
        return (receipt, answer) -> keep.commit(receipt, (kept, failure) -> {
            if (kept != null && kept.received() > kept.quarantined()) {
                receipt.stream()
                        .map(LastReceived::family)
                        .filter(each -> !each.isEmpty())
                        .findFirst()
                        .ifPresent(family -> note(family, clock.instant()));
            }
            answer.give(kept, failure);
        });
    }

    @Override
    public @Nullable Instant last(String family) {
        AtomicLong last = millis.get(family);
        return last == null || last.get() == 0 ? null : Instant.ofEpochMilli(last.get());
    }

    private static String family(ReceiptItem element) {
        return element instanceof RoutedEvent entry ? entry.event().family() : "";
    }

    private void note(String family, Instant at) {
        AtomicLong last = millis.get(family);
        if (last != null) {
            last.accumulateAndGet(at.toEpochMilli(), Math::max);
        }
    }
}
